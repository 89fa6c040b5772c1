//! What an installation of an earlier version holds goes on working: sessions, tokens, devices, codes, emails and keys
//! of a database that was made by it.

use crate::support::{App, Phone, eddsa, on_each_installation, seconds, secret};
use http::Method;
use serde_json::{Value, json};
use server::{
    auth::installation::{Resealed, inspect},
    config::Config,
};

/// Made by the version before keys had a root: its tables and rows, and what browsers and people have of it.
const STEP_9: &str = include_str!("step_9.sql");
const NOW: i64 = 1_795_725_885_566;
const SECRET: &str = "the secret of an installation before it had a root";
const PASSWORD: &str = "correct horse battery staple";
const TOTP_KEY: &str = "UA36672HXZNEMRMFC473VLN666L6TCNY";
const RECOVERY_CODE: &str = "x63a2-8sc7g";
const REFRESH_OF_ADA: &str = "fUcyjn4yny6kI-2hKPMZM-uXYDEQ575EXIbIw6D_aYQ";
const DEVICE_OF_ADA: &str = "FIrVpei9IimM76Drso7_Jw.FCxLV7L9uafeTU8fS53BpfBn37iiiIJi5UmuG2qa5J4";
const SESSION_OF_ADA: &str = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSIsImtpZCI6IjY0emdhMFgzWG5MQyJ9.eyJzdWIiOiIwMWEyMTk5YS03NmIxLTc5ODQtYWY3ZC1lM2MyYmI4ZDEyMTgiLCJzaWQiOiIwMWEyMTk5YS03NmIzLTc3NGUtODViNC0xNWI5NmExYTlhZDUiLCJlbWFpbCI6ImFkYUBleGFtcGxlLmNvbSIsIm5hbWUiOiJBZGEgTG92ZWxhY2UiLCJyb2xlIjoidXNlciIsImlhdCI6MTc5NTcyNTg4MywibmJmIjoxNzk1NzI1ODgzLCJleHAiOjE3OTU3MjY3ODMsImp0aSI6IjAxYTIxOTlhLTc2YjUtN2E2ZC04MzRhLWZlNDhkYzgyOWRjYyIsImlzcyI6Imh0dHA6Ly9sb2NhbGhvc3Q6MzAwMCIsImF1ZCI6Imh0dHA6Ly9sb2NhbGhvc3Q6MzAwMCJ9.Ovv0BgQQBptROoptO9x2l7b5Vq8t9I5wLx5Oox6r1E3Zpw080BSfCbTRqTeDeJG1Wc18GTQh1i1Ba6ZweW3lAw";
const BEARER_OF_BOB: &str = "01a2199a-8057-71c7-9811-29f0bf9f6cb9.4dXEw1CwTSxNJpvtXrV3V14NEIR-41_HL-DJqgB5JnY";

fn settings(config: &mut Config) {
    eddsa(config);
    config.secrets = vec![secret(SECRET)];
}

async fn carried_over(test: impl AsyncFn(&App)) {
    on_each_installation(9, STEP_9, NOW, settings, test).await;
}

#[tokio::test]
async fn somebody_stays_signed_in_by_the_refresh_token() {
    carried_over(async |app| {
        let ada = app.guest();
        ada.set_cookies(&[("session", SESSION_OF_ADA), ("refresh", REFRESH_OF_ADA)]);
        let page = ada.get("/todos").await;
        assert!(page.status == 200 && page.says("Carried over"), "{}", page.text());
        assert_ne!(ada.cookie("session").unwrap(), SESSION_OF_ADA);
    })
    .await;
}

/// The two tabs of a browser that wake up while the program is replaced.
#[tokio::test]
async fn a_token_that_was_used_a_moment_before_signs_nobody_out() {
    carried_over(async |app| {
        app.run("update refresh_tokens set consumed_at = (select max(created_at) from refresh_tokens)")
            .await;
        let late = app.guest();
        late.set_cookies(&[("refresh", REFRESH_OF_ADA)]);
        assert!(late.is_signed_in().await);
        app.clock.advance(seconds(20));
        let thief = app.guest();
        thief.set_cookies(&[("refresh", REFRESH_OF_ADA)]);
        assert!(!thief.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_program_goes_on_with_its_bearer_token() {
    carried_over(async |app| {
        let program = app.guest();
        let me = |token: &str| {
            let me = program.ask(Method::GET, "/api/v1/auth/me");
            me.header("authorization", &format!("Bearer {token}"))
        };
        let answer = me(BEARER_OF_BOB).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        // A session that was opened since takes no token of the secret alone.
        app.run("update sessions set created_at = created_at + 3600000").await;
        assert_eq!(me(BEARER_OF_BOB).await.status, 401);
    })
    .await;
}

async fn half_signed_in(app: &App) -> crate::support::Browser {
    let browser = app.guest();
    let form = [("email", "ada@example.com"), ("password", PASSWORD), ("remember", "on")];
    let answer = browser.post_form("/sign-in", &form).await;
    assert!(answer.location().starts_with("/sign-in/verify"), "{}", answer.text());
    browser
}

#[tokio::test]
async fn passwords_and_codes_sign_in() {
    carried_over(async |app| {
        app.clock.advance(seconds(60));
        let browser = half_signed_in(app).await;
        let code = Phone::new(TOTP_KEY).code(app);
        let answer = browser.post_form("/sign-in/verify", &[("code", &code)]).await;
        assert_eq!(answer.location(), "/todos", "{}", answer.text());
        for location in ["/todos", ""] {
            let browser = half_signed_in(app).await;
            let form = [("intent", "recovery"), ("code", RECOVERY_CODE)];
            let answer = browser.post_form("/sign-in/verify", &form).await;
            assert_eq!(answer.location(), location, "once: {}", answer.text());
        }
    })
    .await;
}

#[tokio::test]
async fn letters_can_be_read_and_their_links_work() {
    carried_over(async |app| {
        let link = app.link_to("bob@example.com").await;
        let browser = app.guest();
        // It was asked for by a program, and leads through its route.
        let led = browser.get(&link).await;
        let page = led.location().trim_start_matches("http://localhost:3000");
        let answer = browser.get(page).await;
        assert_eq!((answer.status, answer.location()), (303, "/reset-password"));
        let form = [("password", "another horse, another battery")];
        let answer = browser.post_form("/reset-password", &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    })
    .await;
}

/// Whoever has the secret alone, or a copy of the database alone, opens nothing of this.
#[tokio::test]
async fn everything_is_sealed_anew_under_the_root() {
    carried_over(async |app| {
        let auth = &app.state.auth;
        let found = inspect(&auth.database, &auth.settings.secrets).await.unwrap();
        assert_eq!((found.resealed, found.unreadable), (0, 0));
        assert!(found.current >= 7, "{found:?}");
        let former = inspect(&auth.database, &auth.settings.former_secrets).await.unwrap();
        assert_eq!((former.current, former.resealed), (0, 0), "{former:?}");
        assert_ne!(found, Resealed::default());
    })
    .await;
}

#[tokio::test]
async fn the_keys_that_services_have_cached_go_on_signing() {
    carried_over(async |app| {
        let keys = app.guest().ask(Method::GET, "/api/auth/jwks").await;
        let keys: Value = serde_json::from_slice(&keys.body).unwrap();
        assert_eq!(keys["keys"].as_array().map(Vec::len), Some(1));
        let signed = app.count("select count(*) as rows from signing_keys").await;
        assert_eq!(signed, 1);
        let program = app.guest();
        let body = json!({ "email": "bob@example.com", "password": PASSWORD });
        let answer = program
            .ask(Method::POST, "/api/v1/auth/login/json")
            .header("content-type", "application/json")
            .body(body.to_string())
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_known_device_stays_known() {
    carried_over(async |app| {
        let ada = app.guest();
        ada.set_cookies(&[("device", DEVICE_OF_ADA)]);
        let form = [("email", "ada@example.com"), ("password", PASSWORD), ("remember", "on")];
        let before = app.emails_to("ada@example.com").await.len();
        ada.post_form("/sign-in", &form).await;
        app.clock.advance(seconds(60));
        let code = Phone::new(TOTP_KEY).code(app);
        let answer = ada.post_form("/sign-in/verify", &[("code", &code)]).await;
        assert_eq!(answer.location(), "/todos", "{}", answer.text());
        assert_eq!(
            app.emails_to("ada@example.com").await.len(),
            before,
            "no email about a new device"
        );
    })
    .await;
}
