use super::{Bearer, SESSION, assert_refused, bearer, current, device, get, json_of, members, post, text};
use crate::support::{App, Browser, days, on_each_database};
use http::Method;
use serde_json::{Value, json};

async fn list(browser: &Browser) -> Vec<Value> {
    let answer = get(browser, "/list-sessions").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    json_of(&answer).as_array().unwrap().clone()
}

async fn revoke(browser: &Browser, token: &str) {
    let answer = post(browser, "/revoke-session", json!({ "token": token })).await;
    assert_eq!((answer.status, json_of(&answer)), (200, json!({ "status": true })));
}

async fn count(app: &App) -> i64 {
    app.count("select count(*) as rows from sessions").await
}

/// A page finds "this device" by comparing tokens.
#[tokio::test]
async fn the_session_that_asks_is_known_by_its_token() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        device(app, "Ada").await;
        app.member("Eve").await;
        let answer = get(&ada, "/list-sessions").await;
        let first = answer
            .text()
            .trim_start_matches('[')
            .split_inclusive('}')
            .next()
            .unwrap();
        assert_eq!(members(first), SESSION);
        let (list, own) = (list(&ada).await, current(&ada).await.unwrap());
        assert_eq!(list.len(), 2);
        let is_own = |session: &&Value| session["token"] == own["session"]["token"];
        let found: Vec<_> = list.iter().filter(is_own).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0], &own["session"]);
        let other = list.iter().find(|session| !is_own(session)).unwrap();
        assert_eq!(other["token"], other["id"]);
    })
    .await;
}

/// The list and its handles open nothing: there is nothing in it to steal.
#[tokio::test]
async fn a_handle_opens_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        device(app, "Ada").await;
        for session in list(&ada).await {
            let answer = bearer(&Bearer::new(app, text(&session, "/id")), Method::GET, "/get-session").await;
            assert_eq!(answer.text(), "null");
        }
    })
    .await;
}

#[tokio::test]
async fn expired_sessions_are_not_listed_and_old_ones_may_list() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for _ in 0..5 {
            app.clock.advance(days(2));
            assert!(current(&ada).await.is_some());
        }
        app.run("update sessions set expires_at = expires_at").await;
        device(app, "Ada").await;
        assert_eq!(list(&ada).await.len(), 2);
        app.run("update sessions set expires_at = 0 where id <> (select min(id) from sessions)")
            .await;
        assert_eq!(list(&ada).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_session_is_ended_by_whatever_names_it() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for by in [
            "id",
            "handle",
            "token of sign-in",
            "expired token",
            "bearer session token",
        ] {
            let (phone, signed_in) = device(app, "Ada").await;
            let answer = get(&phone, "/get-session").await;
            let id = text(&json_of(&answer), "/session/id").to_owned();
            let listed = list(&ada)
                .await
                .into_iter()
                .find(|session| session["id"] == id.as_str())
                .unwrap();
            let token = match by {
                "id" => id,
                "handle" => text(&listed, "/token").to_owned(),
                "bearer session token" => server::auth::bearer::token_of(&app.state.auth.settings, &id),
                _ => text(&signed_in, "/token").to_owned(),
            };
            if by == "expired token" {
                app.clock.advance(days(1));
            }
            revoke(&ada, &token).await;
            assert_eq!(current(&phone).await, None, "by {by}");
            assert!(current(&ada).await.is_some(), "by {by}");
        }
    })
    .await;
}

#[tokio::test]
async fn ending_the_own_session_removes_the_cookies() {
    on_each_database(async |app| {
        for by in ["/session/id", "/session/token"] {
            let ada = app.member(&by.replace('/', "")).await;
            let token = text(&current(&ada).await.unwrap(), by).to_owned();
            let answer = post(&ada, "/revoke-session", json!({ "token": token })).await;
            assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
            assert_eq!(current(&ada).await, None);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_theirs_is_left_alone_and_not_told() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let session = current(&ada).await.unwrap();
        let id = text(&session, "/session/id");
        let signed = server::auth::bearer::token_of(&app.state.auth.settings, id);
        let mut forged = text(&session, "/session/token").to_owned();
        forged.pop();
        for token in [
            id,
            text(&session, "/session/token"),
            &signed,
            &forged,
            "",
            "a\0b",
            "a.b",
            &"x".repeat(5000),
        ] {
            let answer = post(&eve, "/revoke-session", json!({ "token": token })).await;
            assert_eq!((answer.status, json_of(&answer)), (200, json!({ "status": true })));
            assert_eq!(answer.cookies().len(), 0);
        }
        assert_eq!(count(app).await, 2);
    })
    .await;
}

#[tokio::test]
async fn all_others_end_at_once() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let (phone, signed_in) = device(app, "Ada").await;
        let answer = post(&ada, "/revoke-other-sessions", json!({})).await;
        assert_eq!(
            (json_of(&answer), answer.cookies().len()),
            (json!({ "status": true }), 0)
        );
        assert_eq!(current(&phone).await, None);
        let thief = Bearer::new(app, text(&signed_in, "/token"));
        assert_eq!(bearer(&thief, Method::GET, "/token").await.status, 401);
        assert!(current(&ada).await.is_some() && current(&eve).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn all_end_at_once() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let (phone, _) = device(app, "Ada").await;
        let answer = post(&phone, "/revoke-sessions", json!({})).await;
        assert_eq!(json_of(&answer), json!({ "status": true }));
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
        assert_eq!((current(&ada).await, current(&phone).await), (None, None));
        assert!(current(&eve).await.is_some());
    })
    .await;
}

/// As by the page.
#[tokio::test]
async fn what_was_ended_is_written_down() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let (phone, _) = device(app, "Ada").await;
        let id = text(&current(&phone).await.unwrap(), "/session/id").to_owned();
        revoke(&ada, &id).await;
        revoke(&ada, &id).await;
        let one = "select count(*) as rows from audit_events where kind = 'session-revoked'";
        assert_eq!(app.count(one).await, 1);
        device(app, "Ada").await;
        post(&ada, "/revoke-sessions", json!({})).await;
        let others = "select count(*) as rows from audit_events where kind = 'sessions-revoked' and detail = '1'";
        let own = "select count(*) as rows from audit_events where kind = 'signed-out'";
        assert_eq!((app.count(others).await, app.count(own).await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn guests_have_no_sessions_to_see_or_end() {
    on_each_database(async |app| {
        let guest = app.guest();
        assert_refused(&get(&guest, "/list-sessions").await, 401, "UNAUTHORIZED");
        assert_refused(
            &post(&guest, "/revoke-session", json!({ "token": "x" })).await,
            401,
            "UNAUTHORIZED",
        );
        for path in ["/revoke-sessions", "/revoke-other-sessions"] {
            assert_refused(&post(&guest, path, json!({})).await, 401, "UNAUTHORIZED");
        }
        // What makes no sense is told first.
        assert_refused(
            &post(&guest, "/revoke-session", json!({})).await,
            400,
            "VALIDATION_ERROR",
        );
    })
    .await;
}
