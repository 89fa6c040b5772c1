//! Whatever goes wrong on our side can be found: the answer names its request, the log has lines about it, and a number
//! has moved.

use super::metrics::{Numbers, at_an_address_of_its_own};
use crate::support::{Answer, App, PASSWORD, Panicking, logged::Log, on_each_database_with};
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn every_failure_has_its_request_in_the_log_and_in_the_numbers() {
    on_each_database_with(at_an_address_of_its_own, async |app| {
        let ada = app.member("Ada").await;
        let token = log_in(app).await;
        let without_database = app.another(|_| {}, |_| {}).await;
        without_database.state.database.close().await;
        let panicking = app
            .another(|_| {}, |state| state.backend.todos = Arc::new(Panicking))
            .await;
        let (there, panicking) = (
            ada.stolen_copy().at(&without_database),
            ada.stolen_copy().at(&panicking),
        );
        let guest = without_database.guest();
        let log = Log::keep();
        let before = Numbers::of(app).await;
        let failures: [(&str, &str, Answer); 9] = [
            ("GET", "/todos", there.get("/todos").await),
            (
                "POST",
                "/todos",
                there.post_form("/todos", &[("intent", "add"), ("title", "x")]).await,
            ),
            (
                "POST",
                "/sign-in",
                guest
                    .post_form("/sign-in", &[("email", "ada@example.com"), ("password", PASSWORD)])
                    .await,
            ),
            ("POST", "/rpc/sign-in", guest.sign_in("ada@example.com", PASSWORD).await),
            ("GET", "/readyz", guest.get("/readyz").await),
            ("GET", "/api/todos", with_token(&guest, "/api/todos", &token).await),
            ("GET", "/api/auth/get-session", there.get("/api/auth/get-session").await),
            ("GET", "/todos", panicking.get("/todos").await),
            (
                "POST",
                "/todos",
                panicking
                    .post_form("/todos", &[("intent", "add"), ("title", "x")])
                    .await,
            ),
        ];
        let after = Numbers::of(app).await;
        for (method, route, answer) in &failures {
            assert!(answer.status >= 500, "{method} {route}: {answer:?}");
            let id = answer.header("x-request-id").unwrap();
            let lines = log.about(id);
            let answered: Vec<_> = lines.iter().filter(|line| line["message"] == "answered").collect();
            let [line] = answered.as_slice() else {
                panic!("{method} {route}: {lines:?}")
            };
            let told = (&line["method"], &line["route"], &line["status"], &line["level"]);
            assert_eq!(
                told,
                (&json!(method), &json!(route), &json!(answer.status), &json!("WARN"))
            );
            assert!(
                lines.len() > 1,
                "nothing says what was wrong with {method} {route}: {lines:?}"
            );
            let series =
                format!("latchkey_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"5xx\"}}");
            let count = failures
                .iter()
                .filter(|other| (other.0, other.1) == (*method, *route))
                .count();
            #[expect(clippy::cast_precision_loss, reason = "they are a few")]
            let count = count as f64;
            assert!(after.get(&series) >= before.get(&series) + count, "{series}");
        }
    })
    .await;
}

async fn with_token(browser: &crate::support::Browser, path: &str, token: &str) -> Answer {
    browser
        .ask(http::Method::GET, path)
        .header("authorization", &format!("Bearer {token}"))
        .await
}

async fn log_in(app: &App) -> String {
    let account = json!({ "email": "ada@example.com", "password": PASSWORD });
    let answer = app
        .guest()
        .ask(http::Method::POST, "/api/v1/auth/login/json")
        .header("content-type", "application/json")
        .body(account.to_string())
        .await;
    let answer: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}
