//! What may be sent, and what becomes of the rest.

use super::{ORIGIN, get, json_of, post, refusal};
use crate::support::{Browser, on_each_database};
use http::Method;
use serde_json::json;

async fn send(browser: &Browser, path: &str, kind: Option<&str>, body: &'static str) -> (u16, String, String) {
    let ask = get(browser, path)
        .method(Method::POST)
        .header("origin", ORIGIN)
        .body(body);
    refusal(&match kind {
        Some(kind) => ask.header("content-type", kind).await,
        None => ask.await,
    })
}

#[tokio::test]
async fn only_json_is_read() {
    on_each_database(async |app| {
        let guest = app.guest();
        let code = || "UNSUPPORTED_MEDIA_TYPE".to_owned();
        let plain = send(&guest, "/change-password", Some("text/plain"), "{}").await;
        let message = "Content-Type \"text/plain\" is not allowed. Allowed types: application/json";
        assert_eq!(plain, (415, code(), message.into()));
        let form = send(&guest, "/sign-out", Some("application/x-www-form-urlencoded"), "a=b").await;
        assert_eq!((form.0, form.1), (415, code()));
        let untyped = send(&guest, "/sign-in/email", None, "{}").await;
        let message = "Content-Type is required. Allowed types: application/x-www-form-urlencoded, application/json";
        assert_eq!(untyped, (415, code(), message.into()));
    })
    .await;
}

#[tokio::test]
async fn what_is_not_json_is_said_to_be() {
    on_each_database(async |app| {
        let guest = app.guest();
        let bad = (400, "BAD_REQUEST".to_owned(), "Invalid JSON in request body".to_owned());
        for body in ["{", "x", "{\"a\":1,}", ""] {
            assert_eq!(
                send(&guest, "/sign-in/email", Some("application/json"), body).await,
                bad
            );
        }
        assert_eq!(
            send(&guest, "/sign-out", Some("application/json; charset=utf-8"), "{").await,
            bad
        );
    })
    .await;
}

/// On a protected address too: it is told before one has to sign in.
#[tokio::test]
async fn a_body_is_read_before_it_is_asked_who_sends_it() {
    on_each_database(async |app| {
        for path in [
            "/change-password",
            "/revoke-session",
            "/verify-password",
            "/update-user",
            "/delete-user",
        ] {
            assert_eq!(
                send(&app.guest(), path, Some("application/json"), "1").await.1,
                "VALIDATION_ERROR",
                "{path}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_404_without_a_word() {
    on_each_database(async |app| {
        let (guest, ada) = (app.guest(), app.member("Ada").await);
        for browser in [&guest, &ada] {
            for answer in [
                get(browser, "/nowhere").await,
                get(browser, "/sign-in/email").await,
                get(browser, "/forget-password").await,
                post(browser, "/ok", json!({})).await,
                post(browser, "/set-password", json!({})).await,
                post(browser, "/list-sessions", json!({})).await,
            ] {
                assert_eq!((answer.status, answer.text()), (404, ""));
                assert_eq!(answer.header("content-type"), None);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_body_without_end_is_refused() {
    on_each_database(async |app| {
        let body = format!("{{\"name\":\"{}\"}}", "x".repeat(70_000));
        let answer = post(&app.guest(), "/update-user", json!({})).body(body).await;
        assert_eq!(
            (answer.status, refusal(&answer).1),
            (413, "PAYLOAD_TOO_LARGE".to_owned())
        );
    })
    .await;
}

/// When the database is gone the client keeps what it has: only 401 and `null` sign it out.
#[tokio::test]
async fn a_fault_of_ours_is_neither_null_nor_401() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.run("alter table sessions rename to elsewhere").await;
        let answer = get(&ada, "/get-session").await;
        assert_eq!((answer.status, answer.text()), (500, ""));
        app.run("alter table elsewhere rename to sessions").await;
        app.run("alter table credentials rename to elsewhere").await;
        let answer = post(&ada, "/verify-password", json!({ "password": "x" })).await;
        assert_eq!((answer.status, answer.text()), (500, ""));
    })
    .await;
}

#[tokio::test]
async fn the_api_says_that_it_is_there() {
    on_each_database(async |app| {
        let answer = get(&app.guest(), "/ok").await;
        assert_eq!((answer.status, json_of(&answer)), (200, json!({ "ok": true })));
        let error = async |query: &str| {
            let guest = app.guest();
            let answer = get(&guest, &format!("/error{query}")).await;
            assert_eq!(answer.status, 302);
            answer.location().to_owned()
        };
        assert_eq!(error("?error=INVALID_TOKEN").await, "/?error=INVALID_TOKEN");
        assert_eq!(error("?error=%3Cscript%3E").await, "/?error=UNKNOWN");
        assert_eq!(
            error("?error=A&error_description=a%20b%0d%0ac").await,
            "/?error=A&error_description=a+b%0D%0Ac"
        );
    })
    .await;
}
