//! Devices that need no second step for a while.

use super::{EMAIL, PAGE, VERIFY, ada, give_password, half_signed_in, send};
use crate::support::{App, Browser, PASSWORD, days, on_each_database, seconds};
use http::Method;
use serde_json::json;

const DEVICES: &str = "select count(*) as rows from trusted_devices";

async fn trusted(app: &App, code: &str) -> Browser {
    let browser = half_signed_in(app).await;
    let form = [("intent", "code"), ("code", code), ("trust", "on")];
    let answer = browser.post_form(VERIFY, &form).await;
    assert_eq!(answer.location(), "/todos");
    let age = answer.cookie("trusted").unwrap().max_age().unwrap();
    assert_eq!(age.whole_days(), 30);
    browser.sign_out().await;
    browser
}

async fn needs_second_step(browser: &Browser) -> bool {
    browser.sign_in(EMAIL, PASSWORD).await;
    let is_signed_in = browser.is_signed_in().await;
    browser.sign_out().await;
    !is_signed_in
}

#[tokio::test]
async fn a_trusted_device_needs_the_password_alone_for_thirty_days() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = trusted(app, &phone.code(app)).await;
        assert!(!needs_second_step(&browser).await);
        app.clock.advance(days(30) - seconds(60));
        assert!(!needs_second_step(&browser).await);
        app.clock.advance(seconds(60));
        assert!(needs_second_step(&browser).await);
    })
    .await;
}

#[tokio::test]
async fn who_does_not_ask_for_it_is_not_trusted() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = half_signed_in(app).await;
        super::verify(&browser, &phone.code(app)).await;
        assert_eq!((browser.cookie("trusted"), app.count(DEVICES).await), (None, 0));
        browser.sign_out().await;
        give_password(&browser).await;
    })
    .await;
}

#[tokio::test]
async fn a_device_is_trusted_by_its_owner_only() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = trusted(app, &phone.code(app)).await;
        let bob = app.member("Bob").await;
        let his = super::start(&bob).await;
        send(&bob, "confirm", &[("code", &his.code(app))]).await;
        browser.sign_in("bob@example.com", PASSWORD).await;
        assert!(!browser.is_signed_in().await);
        let made_up = app.guest();
        made_up.set_cookie("trusted", &"A".repeat(43));
        assert!(needs_second_step(&made_up).await);
    })
    .await;
}

#[tokio::test]
async fn trust_dies_with_the_password() {
    on_each_database(async |app| {
        let (ada, phone, _) = ada(app).await;
        let browser = trusted(app, &phone.code(app)).await;
        let new = "a heron reads the weather";
        let body = json!({ "currentPassword": PASSWORD, "newPassword": new });
        let changed = ada
            .ask(Method::POST, "/api/auth/change-password")
            .header("origin", "http://localhost:3000")
            .header("content-type", "application/json")
            .body(body.to_string())
            .await;
        assert_eq!((changed.status, app.count(DEVICES).await), (200, 0));
        browser.sign_in(EMAIL, new).await;
        assert!(!browser.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn trust_dies_when_two_step_verification_is_turned_off() {
    on_each_database(async |app| {
        let (ada, phone, _) = ada(app).await;
        let browser = trusted(app, &phone.code(app)).await;
        send(&ada, "turn-off", &[("current-password", PASSWORD)]).await;
        assert_eq!(app.count(DEVICES).await, 0);
        let again = super::start(&ada).await;
        send(&ada, "confirm", &[("code", &again.code(app))]).await;
        assert!(needs_second_step(&browser).await);
        assert_eq!(ada.get(PAGE).await.status, 200);
    })
    .await;
}
