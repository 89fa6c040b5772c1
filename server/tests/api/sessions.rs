//! How long a session lives, and that ending it works at once.

use crate::support::{App, Browser, PASSWORD, Panicking, days, hours, on_each_database, seconds};
use app::model::SessionData;
use futures_util::future::join_all;
use serde_json::json;
use std::sync::Arc;

const SESSIONS: &str = "select count(*) as rows from sessions";
const TOKENS: &str = "select count(*) as rows from refresh_tokens";

#[tokio::test]
async fn an_expired_jwt_is_renewed_within_the_request_for_a_page() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let before = ada.cookies();
        app.let_the_jwt_expire();
        let page = ada.get("/todos").await;
        assert_eq!(page.status, 200);
        assert_ne!(ada.cookie("session"), before.get("session").cloned());
        assert_ne!(ada.cookie("refresh"), before.get("refresh").cloned());
    })
    .await;
}

#[tokio::test]
async fn an_expired_jwt_is_renewed_within_the_request_for_a_form() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.let_the_jwt_expire();
        let answer = ada.post_form("/todos", &[("intent", "add"), ("title", "Milk")]).await;
        assert_eq!((answer.status, answer.location()), (303, "/todos"));
        assert!(answer.cookie("session").is_some() && answer.cookie("refresh").is_some());
        assert_eq!(app.count("select count(*) as rows from todos").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_expired_jwt_is_renewed_within_the_request_for_a_function() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.let_the_jwt_expire();
        let answer = ada.rpc("current-session", json!({})).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.value::<Option<SessionData>>().unwrap().user.name.as_str(), "Ada");
        assert!(answer.cookie("session").is_some() && answer.cookie("refresh").is_some());
    })
    .await;
}

/// The old token is used up when the error happens: an answer without the new one would end the session.
#[tokio::test]
async fn a_session_that_was_renewed_for_a_request_that_failed_goes_on() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let broken = app
            .another(|_| {}, |state| state.backend.todos = Arc::new(Panicking))
            .await;
        let elsewhere = ada.at(&broken);
        for at in 0..9 {
            app.let_the_jwt_expire();
            let answer = match at {
                0 => ada.get("/nowhere").await,
                1 => ada.get("/sign-out").await,
                2 => ada.get("/rpc/sign-out").await,
                3 => ada.rpc("todos/remove", json!({})).await,
                4 => ada.post_form("/todos", &[]).await,
                5 => ada.post_form("/todos", &[]).header("content-type", "text/plain").await,
                6 => elsewhere.get("/todos").await,
                7 => {
                    elsewhere
                        .post_form("/todos", &[("intent", "add"), ("title", "x")])
                        .await
                }
                _ => elsewhere.rpc("todos/set-all", json!({ "completed": true })).await,
            };
            assert!(answer.status >= 400, "{at}: {answer:?}");
            assert!(
                answer.cookie("session").is_some() && answer.cookie("refresh").is_some(),
                "{at}: {answer:?}"
            );
            app.let_the_jwt_expire();
            assert!(ada.is_signed_in().await, "after {at}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_jwt_in_force_is_not_renewed() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(seconds(15 * 60));
        let page = ada.get("/todos").await;
        assert_eq!((page.status, page.cookies().len()), (200, 0));
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_alone_opens_the_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        ada.remove_cookie("session");
        assert!(ada.is_signed_in().await);
        assert!(ada.cookie("session").is_some());
    })
    .await;
}

#[tokio::test]
async fn an_expired_jwt_alone_opens_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        ada.remove_cookie("refresh");
        app.let_the_jwt_expire();
        assert!(!ada.is_signed_in().await);
        assert!(ada.cookies().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_signed_out_session_is_dead_at_the_next_request_although_its_jwt_is_valid() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let thief = ada.stolen_copy();
        assert!(thief.is_signed_in().await);
        ada.sign_out().await;
        assert!(!thief.is_signed_in().await);
        assert_eq!(thief.cookies().len(), 0, "cookies that open nothing are removed");
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

async fn who(browser: &Browser) -> Option<SessionData> {
    browser.rpc("current-session", json!({})).await.value()
}

async fn expires_at(browser: &Browser) -> i64 {
    who(browser).await.unwrap().session.expires_at
}

#[tokio::test]
async fn a_session_slides_when_it_is_used_after_a_day() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let first = expires_at(&ada).await;
        assert_eq!(first, app.clock.now() + 7 * 24 * 60 * 60 * 1000);
        app.clock.advance(hours(23));
        assert_eq!(expires_at(&ada).await, first, "it is moved at most once a day");
        app.clock.advance(hours(1));
        assert_eq!(expires_at(&ada).await, first + 24 * 60 * 60 * 1000);
    })
    .await;
}

#[tokio::test]
async fn a_renewed_cookie_lives_as_long_as_the_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(days(1));
        let page = ada.get("/todos").await;
        for name in ["session", "refresh"] {
            assert_eq!(
                page.cookie(name).unwrap().max_age().unwrap().whole_seconds(),
                7 * 24 * 60 * 60
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_not_used_for_seven_days_has_ended() {
    on_each_database(async |app| {
        let (ada, bob) = (app.member("Ada").await, app.member("Bob").await);
        app.clock.advance(days(7) - seconds(1));
        assert!(ada.is_signed_in().await);
        app.clock.advance(seconds(1));
        assert!(!bob.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_however_much_it_is_used() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for day in 1..30 {
            app.clock.advance(days(1));
            assert!(ada.is_signed_in().await, "it ended on day {day}");
        }
        app.clock.advance(days(1) - seconds(1));
        assert!(ada.is_signed_in().await);
        app.clock.advance(seconds(1));
        assert!(!ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_not_to_be_remembered_ends_after_a_day_without_use() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let browsers = [app.guest(), app.guest()];
        for browser in &browsers {
            browser
                .post_form("/sign-in", &[("email", "Ada@example.com"), ("password", PASSWORD)])
                .await;
        }
        app.clock.advance(days(1) - seconds(1));
        assert!(browsers[0].is_signed_in().await);
        app.clock.advance(seconds(1));
        assert!(!browsers[1].is_signed_in().await);
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

#[tokio::test]
async fn expired_sessions_are_cleared_away_when_the_program_starts() {
    on_each_database(async |app| {
        app.member("Ada").await;
        app.clock.advance(days(31));
        let restarted = app.another(|_| {}, |_| {}).await;
        // The job runs beside the requests; each of these lets it go on.
        for _ in 0..1000 {
            if sessions(&restarted).await == 0 {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("an expired session is still there");
    })
    .await;
}

async fn sessions(app: &App) -> i64 {
    app.count(SESSIONS).await
}

#[tokio::test]
async fn a_guest_has_no_session() {
    on_each_database(async |app| assert_eq!(who(&app.guest()).await, None)).await;
}
