use super::{Bearer, SESSION, USER, bearer, current, get, is_timestamp, json_of, members, post, refusal, text};
use crate::support::{days, on_each_database};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn nobody_is_null() {
    on_each_database(async |app| {
        let guest = app.guest();
        let bad = get(&guest, "/get-session").header("authorization", "Bearer nonsense");
        let forged = get(&guest, "/get-session").header("cookie", "latchkey_session=x");
        for ask in [get(&guest, "/get-session"), bad, forged] {
            let answer = ask.await;
            assert_eq!((answer.status, answer.text()), (200, "null"));
            assert_eq!(answer.header("content-type"), Some("application/json"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("pragma"), Some("no-cache"));
            assert_eq!(answer.header("set-auth-jwt"), None);
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_is_a_session_and_a_user() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let answer = get(&ada, "/get-session").header("user-agent", "Another/1.0").await;
        assert_eq!(members(answer.text()), ["session", "user"]);
        let (session, user) = answer.text().split_once(",\"user\":").unwrap();
        assert_eq!(members(session.strip_prefix("{\"session\":").unwrap()), SESSION);
        assert_eq!(members(user.strip_suffix('}').unwrap()), USER);
        let body = json_of(&answer);
        // The same each time, and not what the cookie holds.
        assert_eq!(
            current(&ada).await.unwrap()["session"]["token"],
            body["session"]["token"]
        );
        assert_ne!(text(&body, "/session/token"), ada.cookie("session").unwrap());
        assert_eq!(body["session"]["userId"], body["user"]["id"]);
        assert_eq!(body["session"]["ipAddress"], "127.0.0.1");
        assert_eq!(body["session"]["userAgent"], "");
        for name in ["createdAt", "updatedAt", "expiresAt"] {
            assert!(is_timestamp(&body["session"][name]), "{name}");
        }
        assert_eq!(answer.header("pragma"), Some("no-cache"));
    })
    .await;
}

#[tokio::test]
async fn the_header_carries_a_jwt_that_opens_the_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let answer = get(&ada, "/get-session").await;
        let jwt = answer.header("set-auth-jwt").unwrap();
        assert_ne!(jwt, ada.cookie("session").unwrap());
        let answer = bearer(&Bearer::new(app, jwt), Method::GET, "/get-session").await;
        assert_eq!(text(&json_of(&answer), "/session/token"), jwt);
    })
    .await;
}

#[tokio::test]
async fn a_jwt_that_ran_out_is_renewed_on_the_way() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let before = ada.cookie("session");
        app.let_the_jwt_expire();
        let session = current(&ada).await.unwrap();
        assert_ne!(ada.cookie("session"), before);
        assert_eq!(
            current(&ada).await.unwrap()["session"]["token"],
            session["session"]["token"]
        );
    })
    .await;
}

#[tokio::test]
async fn an_expired_session_is_null() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(days(8));
        let answer = get(&ada, "/get-session").await;
        assert_eq!((answer.status, answer.text()), (200, "null"));
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
    })
    .await;
}

#[tokio::test]
async fn there_is_nothing_to_post() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let answer = post(&ada, "/get-session", json!({})).await;
        let message = "POST method requires deferSessionRefresh to be enabled in session config";
        let code = "METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED";
        assert_eq!(refusal(&answer), (405, code.into(), message.into()));
    })
    .await;
}
