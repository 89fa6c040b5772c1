//! Rotating refresh tokens: many tabs at once, answers that got lost, and thieves.

use crate::support::{App, Browser, days, on_each_database, seconds, secret};
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

/// Renews a session whose JWT has run out, and shows what came of it.
async fn renew_and_show(browser: &Browser) -> bool {
    browser.is_signed_in().await && browser.is_signed_in().await
}

/// The page of a phone in a tunnel: it asked, the session was renewed, and the answer never arrived.
async fn lose_an_answer(browser: &Browser) {
    browser.stolen_copy().get("/todos").await;
}

#[tokio::test]
async fn an_answer_that_got_lost_signs_nobody_out_however_late() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for minutes in [1, 20, 60 * 24] {
            app.let_the_jwt_expire();
            let before = ada.cookie("refresh");
            lose_an_answer(&ada).await;
            lose_an_answer(&ada).await;
            app.clock.advance(seconds(60 * minutes));
            lose_an_answer(&ada).await;
            assert!(renew_and_show(&ada).await, "after {minutes} minutes");
            assert_ne!(ada.cookie("refresh"), before);
            assert_eq!(app.count(UNUSED).await, 1);
        }
    })
    .await;
}

/// Both have the same successor, and whoever uses it second is noticed.
#[tokio::test]
async fn a_thief_who_waits_until_an_answer_is_lost_is_noticed_later() {
    on_each_database(async |app| {
        for order in [false, true] {
            app.run("delete from users").await;
            let ada = app.member("Ada").await;
            let thief = ada.stolen_copy();
            app.let_the_jwt_expire();
            assert!(thief.is_signed_in().await, "the thief's answer is the lost one");
            app.clock.advance(seconds(60));
            assert!(ada.is_signed_in().await, "nobody has shown anything yet");
            app.let_the_jwt_expire();
            let (first, second) = if order { (&ada, &thief) } else { (&thief, &ada) };
            assert!(renew_and_show(first).await);
            app.clock.advance(seconds(11));
            assert!(!second.is_signed_in().await && !first.is_signed_in().await);
            assert_eq!(app.count(SESSIONS).await, 0);
        }
    })
    .await;
}

/// What was seen is written down, so every instance knows it, also after a restart.
#[tokio::test]
async fn what_was_seen_is_known_to_every_instance() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let thief = ada.stolen_copy();
        app.let_the_jwt_expire();
        ada.get("/todos").await;
        let restarted = app.another(|_| {}, |_| {}).await;
        ada.at(&restarted).get("/todos").await;
        app.clock.advance(seconds(11));
        let again: App = app.another(|_| {}, |_| {}).await;
        assert!(!thief.at(&again).is_signed_in().await);
        assert!(!ada.is_signed_in().await);
    })
    .await;
}

/// A JWT of before the renewal says nothing about whether the answer has arrived.
#[tokio::test]
async fn an_older_jwt_is_no_sign_of_the_answer() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let old = ada.cookie("session").unwrap();
        let impatient = ada.stolen_copy();
        impatient.remove_cookie("session");
        lose_an_answer(&impatient).await;
        app.clock.advance(seconds(20));
        let other_tab = app.guest();
        other_tab.set_cookie("session", &old);
        assert!(other_tab.is_signed_in().await);
        assert!(impatient.is_signed_in().await, "its answer was lost");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_late_retries_at_two_instances_share_the_successor() {
    on_each_database(async |app| {
        let (ada, other) = (app.member("Ada").await, app.another(|_| {}, |_| {}).await);
        app.let_the_jwt_expire();
        lose_an_answer(&ada).await;
        app.let_the_jwt_expire();
        let there = ada.stolen_copy().at(&other);
        let (here, there) = tokio::join!(refresh_at_once(&ada, 25), refresh_at_once(&there, 25));
        let answers: Vec<_> = here.into_iter().chain(there).collect();
        assert!(answers.iter().all(|(status, _)| *status == 200), "{answers:?}");
        let successors: BTreeSet<_> = answers.into_iter().map(|(_, token)| token).collect();
        assert_eq!((successors.len(), app.count(UNUSED).await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn the_database_holds_a_successor_only_encrypted() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.let_the_jwt_expire();
        ada.get("/todos").await;
        let sealed = "select count(*) as rows from refresh_tokens where consumed_at is not null and length(sealed_successor) > 43";
        assert_eq!(app.count(sealed).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_token_that_is_shown_again_after_eleven_seconds_ends_the_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let thief = ada.stolen_copy();
        app.let_the_jwt_expire();
        assert!(renew_and_show(&ada).await);
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
        assert!(renew_and_show(&thief).await);
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
        assert!(renew_and_show(&ada).await);
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
