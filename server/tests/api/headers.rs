//! What every answer carries. The promises themselves are in `support/promises.rs` and are checked for
//! each answer of the whole suite; here the crawl is made complete.

use crate::support::{Answer, https, on_each_database, on_each_database_with, promises::nonce};
use http::Method;
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test]
async fn answers_of_every_status_carry_the_headers() {
    for change in [|_: &mut _| {}, https] {
        on_each_database_with(change, async |app| {
            let (guest, ada) = (app.guest(), app.member("Ada").await);
            let answers = [
                guest.get("/").await,
                guest.get("/todos").await,
                guest.get("/nowhere").await,
                guest.get("/healthz").await,
                guest.get("/readyz").await,
                guest.get("/rpc/sign-in").await,
                guest.get("/sign-out").await,
                guest.ask(Method::OPTIONS, "/").await,
                guest.ask(Method::TRACE, "/").await,
                guest.ask(Method::from_bytes(b"PURGE").unwrap(), "/todos").await,
                guest.get("/todos").method(Method::HEAD).await,
                guest.rpc("todos/set-all", json!({ "completed": true })).await,
                guest.rpc("sign-in", json!([])).await,
                guest.sign_in("nobody", "x").await,
                guest
                    .post_form("/sign-in", &[("email", "a@example.com"), ("password", "x")])
                    .await,
                guest.post_form("/sign-up", &[]).await,
                guest
                    .post_form("/sign-in", &[])
                    .header("sec-fetch-site", "cross-site")
                    .await,
                guest
                    .post_form("/sign-in", &[])
                    .header("content-type", "text/plain")
                    .await,
                guest.post_form("/sign-in", &[]).body("x".repeat(64 * 1024 + 1)).await,
                guest.post_form("/nowhere", &[]).await,
                guest.post_form("/", &[]).await,
                ada.get("/todos").await,
                ada.get("/sign-in").await,
                ada.post_form("/todos", &[]).await,
                ada.rpc("current-session", json!({})).await,
            ];
            let statuses: BTreeSet<u16> = answers.iter().map(|answer| answer.status).collect();
            let expected = BTreeSet::from([200, 303, 400, 401, 403, 404, 405, 413, 415, 422]);
            assert_eq!(statuses, expected);
        })
        .await;
    }
}

fn policy_nonce(answer: &Answer) -> String {
    nonce(answer.header("content-security-policy").unwrap()).to_owned()
}

#[tokio::test]
async fn a_nonce_is_long_random_and_new_each_time() {
    on_each_database(async |app| {
        let guest = app.guest();
        let mut nonces = BTreeSet::new();
        for _ in 0..100 {
            let nonce = policy_nonce(&guest.get("/sign-in").await);
            // 22 characters of base64 are 132 bits.
            assert!(nonce.len() >= 22, "{nonce}");
            nonces.insert(nonce);
        }
        assert_eq!(nonces.len(), 100);
    })
    .await;
}

#[tokio::test]
async fn a_request_id_is_ours_and_new_each_time() {
    on_each_database(async |app| {
        let guest = app.guest();
        let ask = async || {
            guest
                .get("/healthz")
                .header("x-request-id", "theirs")
                .await
                .header("x-request-id")
                .unwrap()
                .to_owned()
        };
        let (first, second) = (ask().await, ask().await);
        assert!(first != second && first != "theirs" && second != "theirs");
    })
    .await;
}

#[tokio::test]
async fn an_error_page_names_its_request() {
    on_each_database(async |app| {
        let answer = app
            .guest()
            .post_form("/sign-in", &[])
            .header("sec-fetch-site", "cross-site")
            .await;
        assert!(
            answer
                .text()
                .contains(&format!("Request {}", answer.header("x-request-id").unwrap()))
        );
    })
    .await;
}

#[tokio::test]
async fn health_answers_set_no_cookies_and_ask_no_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.let_the_jwt_expire();
        for path in ["/healthz", "/readyz"] {
            let answer = ada.get(path).await;
            assert_eq!((answer.status, answer.cookies().len()), (200, 0));
        }
    })
    .await;
}

#[tokio::test]
async fn an_error_is_a_page_for_people_and_bare_for_programs() {
    on_each_database(async |app| {
        let guest = app.guest();
        for (path, method) in [("/sign-out", Method::GET), ("/healthz", Method::POST)] {
            let person = guest.get(path).method(method.clone()).await;
            assert_eq!((person.status, person.is_page()), (405, true), "{path}");
            assert!(person.header("allow").is_some());
            let program = guest
                .get(path)
                .method(method)
                .header("accept", "application/json")
                .await;
            assert_eq!((program.status, program.is_page()), (405, false), "{path}");
        }
    })
    .await;
}
