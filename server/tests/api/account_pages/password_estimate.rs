//! A word on a password while it is typed.

use crate::support::{Answer, Browser, PASSWORD, logged::Log, on_each_database, on_each_database_with, seconds};
use http::Method;
use serde_json::{Value, json};
use server::{auth::limits::Limits, config::Config};

async fn estimate(browser: &Browser, password: &str) -> Answer {
    browser
        .ask(Method::POST, "/password-estimate")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/json")
        .body(json!({ "password": password }).to_string())
        .await
}

fn score(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    let said: Value = serde_json::from_str(answer.text()).unwrap();
    assert!(said["words"].as_str().is_some_and(|words| !words.is_empty()), "{said}");
    said["score"].clone()
}

#[tokio::test]
async fn anybody_is_told_and_a_better_password_scores_more() {
    on_each_database(async |app| {
        let guest = app.guest();
        assert_eq!(score(&estimate(&guest, "short").await), 0);
        assert_eq!(score(&estimate(&guest, PASSWORD).await), 3);
    })
    .await;
}

#[tokio::test]
async fn nothing_of_it_is_kept_or_logged_or_answered() {
    on_each_database(async |app| {
        let log = Log::keep();
        let secret = "an owl on every gatepost";
        let answer = estimate(&app.guest(), secret).await;
        assert!(!answer.says(secret) && !log.text().contains(secret));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.cookies().is_empty());
    })
    .await;
}

#[tokio::test]
async fn another_site_is_not_answered_and_a_body_that_means_nothing_is_refused() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let ask = |site: &'static str, body: &'static str| {
            ada.ask(Method::POST, "/password-estimate")
                .header("sec-fetch-site", site)
                .header("content-type", "application/json")
                .body(body)
        };
        assert_eq!(ask("cross-site", r#"{"password":"x"}"#).await.status, 403);
        assert_eq!(ask("same-origin", "{").await.status, 400);
        assert_eq!(ask("same-origin", "{}").await.status, 422);
    })
    .await;
}

/// The judgement takes longer the more there is to judge, and it has its turn among the hashes.
#[tokio::test]
async fn what_could_be_no_password_and_no_name_is_not_judged() {
    on_each_database(async |app| {
        let guest = app.guest();
        for too_much in ["", &"x".repeat(129), &"a b ".repeat(10_000)] {
            assert_eq!(estimate(&guest, too_much).await.status, 422);
        }
        assert_eq!(score(&estimate(&guest, &"plum-harbour ".repeat(9)).await), 3);
        let endless = "plum harbour ".repeat(1_000);
        let said = guest
            .ask(Method::POST, "/password-estimate")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json")
            .body(json!({ "password": PASSWORD, "name": endless, "email": endless }).to_string())
            .await;
        assert_eq!(
            score(&said),
            3,
            "neither a name nor an address, so nothing is known of it"
        );
    })
    .await;
}

fn limited(config: &mut Config) {
    config.server.rate_limits = Some(Limits::default());
}

#[tokio::test]
async fn it_is_told_four_times_a_second_at_most() {
    on_each_database_with(limited, async |app| {
        let guest = app.guest();
        for _ in 0..240 {
            assert_eq!(estimate(&guest, "x").await.status, 200);
        }
        let answer = estimate(&guest, "x").await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("60")));
        app.clock.advance(seconds(60));
        assert_eq!(estimate(&guest, "x").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn what_would_be_refused_is_never_called_strong() {
    on_each_database(async |app| {
        let (guest, ada) = (app.guest(), app.member("Ada").await);
        for common in ["12345678901234567890", "qwertyuiopasdfgh", "password1234"] {
            let said = estimate(&guest, common).await;
            assert!(said.text().contains("Too easy to guess"), "{common}: {}", said.text());
        }
        let own = json!({ "password": "katherine.johnson@example.com", "email": "katherine.johnson@example.com" });
        let said = guest
            .ask(Method::POST, "/password-estimate")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json")
            .body(own.to_string())
            .await;
        assert!(said.text().contains("Too easy to guess"), "{}", said.text());
        let said = estimate(&ada, "ada@example.com").await;
        assert!(said.text().contains("Too easy to guess"), "{}", said.text());
    })
    .await;
}

/// The field is that of the sign-up page.
#[tokio::test]
async fn the_meter_stands_where_a_password_is_chosen() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let page = ada.get("/settings/password").await;
        assert_eq!(page.text().matches("class=\"strength\"").count(), 1);
        assert!(page.text().contains("src=\"/form.js\""));
        let page = ada.get("/settings/delete").await;
        assert!(page.text().contains("class=\"reveal\"") && !page.text().contains("class=\"strength\""));
        let page = app.guest().get("/sign-up").await;
        assert_eq!(page.text().matches("class=\"strength\"").count(), 1);
        assert!(page.text().contains("src=\"/form.js\""));
    })
    .await;
}
