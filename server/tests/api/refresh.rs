//! Rotating refresh tokens: many tabs at once, answers that got lost, and thieves.

use crate::support::{Browser, days, on_each_database, seconds, secret};
use app::model::SessionData;
use futures_util::future::join_all;
use serde_json::json;
use std::collections::BTreeSet;

const SESSIONS: &str = "select count(*) as rows from sessions";
const TOKENS: &str = "select count(*) as rows from refresh_tokens";
const UNUSED: &str = "select count(*) as rows from refresh_tokens where consumed_at is null";

/// So many requests of browsers that all have the same expired JWT and the same refresh token.
async fn refresh_at_once(browser: &Browser, tabs: usize) -> Vec<(u16, Option<String>)> {
    let tabs: Vec<_> = (0..tabs).map(|_| browser.stolen_copy()).collect();
    join_all(tabs.iter().enumerate().map(|(at, tab)| async move {
        let answer = match at % 2 {
            0 => tab.get("/todos").await,
            _ => tab.rpc("current-session", json!({})).await,
        };
        (answer.status, tab.cookie("refresh"))
    }))
    .await
}

#[tokio::test]
async fn sixteen_tabs_that_wake_up_together_share_one_successor() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for round in 0..5 {
            app.let_the_jwt_expire();
            let answers = refresh_at_once(&ada, 16).await;
            assert!(
                answers.iter().all(|(status, _)| *status == 200),
                "{answers:?} in round {round}"
            );
            let successors: BTreeSet<_> = answers.into_iter().filter_map(|(_, token)| token).collect();
            assert_eq!(successors.len(), 1, "in round {round}");
            assert_eq!((app.count(TOKENS).await, app.count(UNUSED).await), (round + 2, 1));
            ada.set_cookie("refresh", successors.first().unwrap());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_tabs_at_two_instances_share_one_successor() {
    on_each_database(async |app| {
        let (ada, other) = (app.member("Ada").await, app.another(|_| {}, |_| {}).await);
        app.let_the_jwt_expire();
        let there = ada.stolen_copy().at(&other);
        let (here, there) = tokio::join!(refresh_at_once(&ada, 25), refresh_at_once(&there, 25));
        let answers: Vec<_> = here.into_iter().chain(there).collect();
        assert!(answers.iter().all(|(status, _)| *status == 200), "{answers:?}");
        assert_eq!(
            answers
                .into_iter()
                .map(|(_, token)| token)
                .collect::<BTreeSet<_>>()
                .len(),
            1
        );
        assert_eq!((app.count(TOKENS).await, app.count(UNUSED).await), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_got_lost_is_given_again_within_ten_seconds() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let retry = ada.stolen_copy();
        app.let_the_jwt_expire();
        ada.get("/todos").await;
        app.clock.advance(seconds(10));
        assert!(retry.is_signed_in().await);
        assert_eq!(retry.cookie("refresh"), ada.cookie("refresh"));
        assert_eq!(app.count(TOKENS).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_token_that_is_shown_again_after_eleven_seconds_ends_the_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let thief = ada.stolen_copy();
        app.let_the_jwt_expire();
        assert!(ada.is_signed_in().await);
        app.clock.advance(seconds(11));
        assert!(!thief.is_signed_in().await);
        assert_eq!((app.count(SESSIONS).await, app.count(TOKENS).await), (0, 0));
        assert!(!ada.is_signed_in().await, "the session of the victim ends, too");
    })
    .await;
}

#[tokio::test]
async fn a_thief_who_comes_first_is_thrown_out_when_the_victim_comes() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let thief = ada.stolen_copy();
        app.let_the_jwt_expire();
        assert!(thief.is_signed_in().await);
        app.let_the_jwt_expire();
        assert!(!ada.is_signed_in().await);
        assert!(!thief.is_signed_in().await);
    })
    .await;
}

/// Within the window, but its successor has been used: the holder of the successor got this far
/// without the one who is asking now.
#[tokio::test]
async fn a_token_whose_successor_has_been_used_ends_the_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let thief = ada.stolen_copy();
        app.let_the_jwt_expire();
        ada.remove_cookie("session");
        assert!(ada.is_signed_in().await);
        ada.remove_cookie("session");
        assert!(ada.is_signed_in().await);
        assert!(!thief.is_signed_in().await);
        assert_eq!(app.count(SESSIONS).await, 0);
    })
    .await;
}

#[tokio::test]
async fn every_token_of_the_family_ends_the_session_when_it_is_shown_again() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let oldest = ada.stolen_copy();
        for _ in 0..4 {
            app.let_the_jwt_expire();
            assert!(ada.is_signed_in().await);
        }
        assert!(!oldest.is_signed_in().await);
        assert_eq!(app.count(SESSIONS).await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_session_of_somebody_else_does_not_end() {
    on_each_database(async |app| {
        let (ada, bob) = (app.member("Ada").await, app.member("Bob").await);
        let thief = ada.stolen_copy();
        app.let_the_jwt_expire();
        ada.get("/todos").await;
        app.clock.advance(seconds(11));
        assert!(!thief.is_signed_in().await);
        assert!(bob.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_retry_finds_the_successor_that_was_made_under_the_previous_secret() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let retry = ada.stolen_copy();
        app.let_the_jwt_expire();
        ada.get("/todos").await;
        let rotated = app
            .another(
                |config| config.secrets.insert(0, secret("a new secret, long enough to be one")),
                |_| {},
            )
            .await;
        let retry = retry.at(&rotated);
        assert!(retry.is_signed_in().await);
        assert_eq!(retry.cookie("refresh"), ada.cookie("refresh"));
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_outlives_the_secret_it_was_made_under() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let moved = app
            .another(
                |config| config.secrets = vec![secret("a new secret, long enough to be one")],
                |_| {},
            )
            .await;
        assert!(ada.at(&moved).is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_refused_token_sets_no_new_credentials() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        ada.remove_cookie("session");
        for token in [
            &"A".repeat(43),
            "short",
            &"A".repeat(44),
            &"é".repeat(21),
            "..%2f",
            &"A".repeat(5000),
        ] {
            ada.set_cookie("refresh", token);
            let answer = ada
                .get("/todos")
                .header("cookie", &format!("latchkey_refresh={}", token.escape_default()))
                .await;
            assert_eq!((answer.status, answer.location()), (303, "/sign-in"), "for {token:?}");
            assert!(
                answer.removes_cookie("refresh") && answer.removes_cookie("session"),
                "for {token:?}"
            );
        }
        assert_eq!(app.count(SESSIONS).await, 1);
    })
    .await;
}

#[tokio::test]
async fn refreshing_does_not_extend_the_absolute_lifetime() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for _ in 0..29 {
            app.clock.advance(days(1));
            ada.get("/todos").await;
        }
        let session: Option<SessionData> = ada.rpc("current-session", json!({})).await.value();
        assert_eq!(
            session.unwrap().session.expires_at,
            app.clock.now() + 24 * 60 * 60 * 1000
        );
    })
    .await;
}
