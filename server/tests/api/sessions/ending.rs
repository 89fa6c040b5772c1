//! Ending a session works at the very next request, everywhere.

use super::{SESSIONS, TOKENS, who};
use crate::{
    account_pages::session_events::Events,
    support::{Answer, Browser, PASSWORD, on_each_database, seconds},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

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

/// Every door that gives a browser another session ends the one it had, and its open pages hear of it.
#[tokio::test]
async fn signing_in_by_the_api_ends_the_session_the_browser_had_before() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for (path, body, sessions) in [
            (
                "/api/auth/sign-in/email",
                json!({ "email": "ada@example.com", "password": PASSWORD }),
                1,
            ),
            (
                "/api/auth/sign-up/email",
                json!({ "name": "Bob", "email": "bob@example.com", "password": PASSWORD }),
                1,
            ),
        ] {
            let old = ada.stolen_copy();
            let mut page = Events::opened(app, &old).await;
            assert_eq!(program(&ada, path, &body).await.status, 200);
            assert!(ada.is_signed_in().await && !old.is_signed_in().await, "{path}");
            assert!(page.rest().await.contains("ended"), "{path}");
            assert_eq!(app.count(SESSIONS).await, sessions);
        }
        let signed_out = "select count(*) as rows from audit_events where kind = 'signed-out'";
        assert_eq!(app.count(signed_out).await, 2);
    })
    .await;
}

/// Tokens are no cookies: a page that asks for some keeps its session.
#[tokio::test]
async fn asking_for_tokens_leaves_the_session_of_the_browser_alone() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let body = json!({ "email": "ada@example.com", "password": PASSWORD });
        assert_eq!(program(&ada, "/api/v1/auth/login/json", &body).await.status, 200);
        let body = json!({ "email": "bob@example.com", "password": PASSWORD, "name": "Bob" });
        assert_eq!(program(&ada, "/api/v1/auth/register", &body).await.status, 201);
        assert!(ada.is_signed_in().await);
        assert_eq!(app.count(SESSIONS).await, 3);
    })
    .await;
}

async fn program(browser: &Browser, path: &str, body: &Value) -> Answer {
    let ask = browser.ask(http::Method::POST, path);
    let ask = ask
        .header("origin", "http://localhost:3000")
        .header("content-type", "application/json");
    ask.body(body.to_string()).await
}

/// Each is the other one with an email more, so there are twice as many.
const DOUBLE: [&str; 8] = [
    "insert into sessions select id || 'a', user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at - 1, 0, null from sessions",
    "insert into sessions select id || 'b', user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at - 2, 0, null from sessions",
    "insert into sessions select id || 'c', user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at - 4, 0, null from sessions",
    "insert into sessions select id || 'd', user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at - 8, 0, null from sessions",
    "insert into sessions select id || 'e', user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at - 16, 0, null from sessions",
    "insert into sessions select id || 'f', user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at - 32, 0, null from sessions",
    "insert into sessions select id || 'g', user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at - 64, 0, null from sessions",
    "insert into sessions select id || 'h', user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at - 128, 0, null from sessions",
];

#[tokio::test]
async fn an_account_has_two_hundred_sessions_at_most_and_those_go_that_were_not_used_for_longest() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for double in DOUBLE {
            app.run(double).await;
        }
        app.member("Bob").await;
        assert_eq!(app.count(SESSIONS).await, 257);
        // So that its id is the greatest.
        app.clock.advance(seconds(1));
        let forgotten = app.guest();
        forgotten.sign_in("ada@example.com", PASSWORD).await;
        assert_eq!(app.count(SESSIONS).await, 201, "Bob's is another account's");
        assert!(ada.is_signed_in().await && forgotten.is_signed_in().await);
        let newest = "select count(*) as rows from sessions where last_active_at > 1767225600000 - 199";
        assert_eq!(app.count(newest).await, 201, "the others were not used for longer");

        // Opening the page is a use, so it comes first.
        let mut page = Events::opened(app, &forgotten).await;
        app.run("update sessions set last_active_at = 1 where id = (select max(id) from sessions where id in (select session_id from refresh_tokens where consumed_at is null) and user_id = (select id from users where email = 'ada@example.com'))")
            .await;
        app.guest().sign_in("ada@example.com", PASSWORD).await;
        assert_eq!(app.count(SESSIONS).await, 201);
        assert!(page.rest().await.contains("ended"));
        assert!(!forgotten.is_signed_in().await && ada.is_signed_in().await);
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
            // The second time shows that the answer to the first has arrived.
            ada.get("/todos").await;
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
