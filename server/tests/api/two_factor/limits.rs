//! Guessing codes.

use super::{EMAIL, ada, half_signed_in, recover, verify};
use crate::support::{Browser, PASSWORD, on_each_database, on_each_database_with, seconds};
use http::Method;
use serde_json::json;
use server::{auth::limits::Limits, config::Config};

fn limited(config: &mut Config) {
    config.server.rate_limits = Some(Limits::default());
}

#[tokio::test]
async fn five_codes_may_be_tried_for_one_sign_in() {
    on_each_database(async |app| {
        let (_, phone, codes) = ada(app).await;
        let browser = half_signed_in(app).await;
        for _ in 0..3 {
            assert_eq!(verify(&browser, &phone.wrong_code(app)).await.status, 422);
        }
        for _ in 0..2 {
            assert_eq!(recover(&browser, "aaaaa-aaaaa").await.status, 422);
        }
        let thief = browser.stolen_copy();
        assert_eq!(verify(&browser, &phone.code(app)).await.location(), "/sign-in");
        assert_eq!(recover(&thief, &codes[0]).await.location(), "/sign-in");
    })
    .await;
}

/// The right password starts the count of wrong passwords over, and not that of codes.
#[tokio::test]
async fn many_challenges_give_no_more_guesses() {
    on_each_database_with(limited, async |app| {
        let (_, phone, _) = ada(app).await;
        // A device and a network that nobody has signed in with before.
        app.run("delete from attempts").await;
        let mut statuses = Vec::new();
        for _ in 0..8 {
            let browser = half_signed_in(app).await;
            statuses.push(verify(&browser, &phone.wrong_code(app)).await.status);
        }
        assert_eq!(statuses, [422, 422, 422, 422, 422, 429, 429, 429]);
        let browser = half_signed_in(app).await;
        let early = verify(&browser, &phone.code(app)).await;
        assert_eq!(early.status, 429);
        app.clock.advance(seconds(1));
        assert_eq!(verify(&browser, &phone.code(app)).await.location(), "/todos");
    })
    .await;
}

#[tokio::test]
async fn a_device_that_has_signed_in_before_is_not_locked_out_by_others() {
    on_each_database_with(limited, async |app| {
        let (ada, phone, _) = ada(app).await;
        app.run("delete from attempts").await;
        for _ in 0..6 {
            let stranger = half_signed_in(app).await;
            verify(&stranger, &phone.wrong_code(app)).await;
        }
        ada.sign_out().await;
        super::give_password(&ada).await;
        assert_eq!(verify(&ada, &phone.code(app)).await.location(), "/todos");
    })
    .await;
}

async fn login(browser: &Browser, code: &str) -> u16 {
    let body = json!({ "email": EMAIL, "password": PASSWORD, "code": code });
    let ask = browser.ask(Method::POST, "/api/v1/auth/login/json");
    let ask = ask.header("content-type", "application/json");
    ask.body(body.to_string()).await.status
}

#[tokio::test]
async fn guesses_are_counted_in_the_api_too() {
    on_each_database_with(limited, async |app| {
        let (_, phone, _) = ada(app).await;
        app.run("delete from attempts").await;
        let program = app.guest();
        for _ in 0..5 {
            assert_eq!(login(&program, &phone.wrong_code(app)).await, 401);
        }
        assert_eq!(login(&program, &phone.code(app)).await, 429);
        let browser = half_signed_in(app).await;
        assert_eq!(
            verify(&browser, &phone.code(app)).await.status,
            429,
            "one count for all doors"
        );
        app.clock.advance(seconds(1));
        assert_eq!(login(&program, &phone.code(app)).await, 200);
    })
    .await;
}

/// A password that was found out, without the second step, does not make its finder's network a known one.
#[tokio::test]
async fn half_a_sign_in_makes_no_network_known() {
    on_each_database_with(limited, async |app| {
        let (_, phone, _) = ada(app).await;
        app.run("delete from attempts").await;
        for _ in 0..2 {
            half_signed_in(app).await;
        }
        let browser = half_signed_in(app).await;
        verify(&browser, &phone.code(app)).await;
        let emails = app.emails_to(EMAIL).await;
        let new_device = emails.iter().filter(|email| email.subject.contains("New sign-in"));
        assert_eq!(new_device.count(), 1);
    })
    .await;
}
