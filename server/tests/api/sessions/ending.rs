//! Ending a session works at the very next request, everywhere.

use super::{SESSIONS, TOKENS, who};
use crate::support::{PASSWORD, on_each_database};
use futures_util::future::join_all;
use serde_json::json;

#[tokio::test]
async fn a_signed_out_session_is_dead_at_the_next_request_although_its_jwt_is_valid() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let thief = ada.stolen_copy();
        assert!(thief.is_signed_in().await);
        ada.sign_out().await;
        assert!(!thief.is_signed_in().await);
        let left: Vec<String> = thief.cookies().into_keys().collect();
        assert_eq!(left, ["latchkey_device"], "cookies that open nothing are removed");
        assert_eq!((app.count(SESSIONS).await, app.count(TOKENS).await), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_session_ended_at_one_instance_is_dead_at_the_other() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let other = app.another(|_| {}, |_| {}).await;
        assert!(ada.at(&other).is_signed_in().await);
        ada.stolen_copy().sign_out().await;
        assert!(!ada.at(&other).is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn disabling_an_account_ends_its_sessions_at_once() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.run("update users set is_active = false").await;
        assert!(!ada.stolen_copy().is_signed_in().await);
        app.let_the_jwt_expire();
        assert!(!ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn deleting_an_account_ends_its_sessions_at_once() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.run("delete from users").await;
        assert!(!ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn signing_in_ends_the_session_the_browser_had_before() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let old = ada.stolen_copy();
        ada.sign_in("ada@example.com", PASSWORD).await;
        assert!(ada.is_signed_in().await);
        assert!(!old.is_signed_in().await);
        assert_eq!(app.count(SESSIONS).await, 1);
    })
    .await;
}

#[tokio::test]
async fn signing_up_ends_the_session_the_browser_had_before() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let old = ada.stolen_copy();
        ada.sign_up("Bob", "bob@example.com", PASSWORD).await;
        assert!(!old.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_refused_sign_in_leaves_the_session_as_it_was() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let answer = ada.sign_in("ada@example.com", "not the password").await;
        assert_eq!((answer.status, answer.cookies().len()), (401, 0));
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn nothing_of_a_planted_session_is_left_after_signing_in() {
    on_each_database(async |app| {
        let (mallory, ada) = (app.member("Mallory").await, app.member("Ada").await);
        let planted = mallory.cookies();
        for (name, value) in &planted {
            ada.set_cookie(name, value);
        }
        ada.sign_in("ada@example.com", PASSWORD).await;
        assert!(
            ada.cookies()
                .iter()
                .all(|(name, value)| planted.get(name) != Some(value))
        );
        assert_eq!(who(&ada).await.unwrap().user.name.as_str(), "Ada");
        assert!(!mallory.is_signed_in().await);
    })
    .await;
}

/// Two devices of one person have nothing to do with each other.
#[tokio::test]
async fn signing_out_on_one_device_leaves_the_other_signed_in() {
    on_each_database(async |app| {
        let (phone, laptop) = (app.member("Ada").await, app.guest());
        laptop.sign_in("ada@example.com", PASSWORD).await;
        phone.sign_out().await;
        assert!(laptop.is_signed_in().await);
    })
    .await;
}

/// A refresh locks the token and then the session, and ending a session deletes both: in the wrong
/// order PostgreSQL would have to end one of them as a deadlock.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_signed_in_after_signing_out_while_other_tabs_refresh() {
    on_each_database(async |app| {
        let (ada, elsewhere) = (app.member("Ada").await, app.another(|_| {}, |_| {}).await);
        for round in 0..60 {
            ada.sign_in("ada@example.com", PASSWORD).await;
            app.let_the_jwt_expire();
            let thief = ada.stolen_copy();
            let tabs: Vec<_> = (0..4)
                .map(|at| {
                    if at % 2 == 0 {
                        ada.stolen_copy()
                    } else {
                        ada.stolen_copy().at(&elsewhere)
                    }
                })
                .collect();
            let refreshing = tabs
                .iter()
                .map(|tab| async { tab.rpc("current-session", json!({})).await.status });
            let (answer, statuses) = tokio::join!(ada.sign_out(), join_all(refreshing));
            assert_eq!(answer.status, 200, "in round {round}: {}", answer.text());
            assert_eq!(statuses, [200; 4], "in round {round}");
            assert_eq!(
                (app.count(SESSIONS).await, app.count(TOKENS).await),
                (0, 0),
                "in round {round}"
            );
            for tab in tabs.iter().chain([&thief]) {
                assert!(!tab.is_signed_in().await, "a tab is signed in after round {round}");
            }
        }
    })
    .await;
}

/// The same for a session that ends because a used token was shown again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_signed_in_after_a_theft_was_noticed_while_other_tabs_refresh() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for round in 0..60 {
            ada.sign_in("ada@example.com", PASSWORD).await;
            let thief = ada.stolen_copy();
            app.let_the_jwt_expire();
            ada.get("/todos").await;
            app.let_the_jwt_expire();
            let tabs: Vec<_> = (0..4).map(|_| ada.stolen_copy()).collect();
            let refreshing = tabs
                .iter()
                .map(|tab| async { tab.rpc("current-session", json!({})).await.status });
            let (theft, statuses) = tokio::join!(thief.get("/todos"), join_all(refreshing));
            assert_eq!(theft.status, 303, "in round {round}: {}", theft.text());
            assert_eq!(statuses, [200; 4], "in round {round}");
            assert_eq!(
                (app.count(SESSIONS).await, app.count(TOKENS).await),
                (0, 0),
                "in round {round}"
            );
        }
    })
    .await;
}
