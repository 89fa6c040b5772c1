//! The routes of Better Auth's `twoFactor` plugin.

use super::{EMAIL, Phone, between};
use crate::support::{Answer, App, Browser, PASSWORD, on_each_database, on_each_database_with, seconds};
use http::Method;
use serde_json::{Value, json};
use server::config::MailConfig;

async fn post(browser: &Browser, path: &str, body: Value) -> Answer {
    browser
        .ask(Method::POST, &format!("/api/auth{path}"))
        .header("origin", "http://localhost:3000")
        .header("content-type", "application/json")
        .body(body.to_string())
        .await
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"))
}

fn refusal(answer: &Answer) -> (u16, String) {
    let code = json_of(answer)["code"].as_str().unwrap_or_default().to_owned();
    (answer.status, code)
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn phone_of(uri: &str) -> Phone {
    Phone::new(between(uri, "secret=", "&"))
}

async fn enable(browser: &Browser) -> (Phone, Vec<String>) {
    let answer = post(browser, "/two-factor/enable", json!({ "password": PASSWORD })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = json_of(&answer);
    assert_eq!(body["method"], "totp");
    let uri = body["totpURI"].as_str().unwrap();
    assert!(
        uri.starts_with("otpauth://totp/localhost:ada%40example.com?secret="),
        "{uri}"
    );
    let codes = body["backupCodes"].as_array().unwrap();
    let codes: Vec<_> = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    (phone_of(uri), codes)
}

/// Ada, who has turned it on a minute ago.
async fn ada(app: &App) -> (Browser, Phone, Vec<String>) {
    let ada = app.member("Ada").await;
    let (phone, codes) = enable(&ada).await;
    let answer = post(&ada, "/two-factor/verify-totp", json!({ "code": phone.code(app) })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(json_of(&answer)["user"]["twoFactorEnabled"], true);
    app.clock.advance(seconds(60));
    (ada, phone, codes)
}

async fn sign_in(browser: &Browser) -> Answer {
    post(
        browser,
        "/sign-in/email",
        json!({ "email": EMAIL, "password": PASSWORD }),
    )
    .await
}

async fn session_of(browser: &Browser) -> Value {
    let ask = browser.ask(Method::GET, "/api/auth/get-session");
    json_of(&ask.header("sec-fetch-site", "same-origin").await)
}

#[tokio::test]
async fn an_app_is_enabled_and_then_asked_for_at_sign_in() {
    on_each_database(async |app| {
        let ada_at_home = app.member("Ada").await;
        assert_eq!(session_of(&ada_at_home).await["user"]["twoFactorEnabled"], false);
        let (phone, codes) = enable(&ada_at_home).await;
        assert!(!sign_in(&app.guest()).await.text().contains("twoFactorRedirect"));
        let wrong = json!({ "code": phone.wrong_code(app) });
        let answer = post(&ada_at_home, "/two-factor/verify-totp", wrong).await;
        assert_eq!(refusal(&answer), refused(401, "INVALID_CODE"));
        let right = json!({ "code": phone.code(app) });
        let answer = post(&ada_at_home, "/two-factor/verify-totp", right).await;
        let body = json_of(&answer);
        assert_eq!(body["token"], session_of(&ada_at_home).await["session"]["token"]);
        assert_eq!(session_of(&ada_at_home).await["user"]["twoFactorEnabled"], true);

        app.clock.advance(seconds(60));
        let browser = app.guest();
        let answer = sign_in(&browser).await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            json_of(&answer),
            json!({ "twoFactorRedirect": true, "twoFactorMethods": ["totp"] })
        );
        assert_eq!(answer.header("set-auth-token"), None);
        assert_eq!(session_of(&browser).await, Value::Null);
        let answer = post(&browser, "/two-factor/verify-totp", json!({ "code": phone.code(app) })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(
            json_of(&answer)["token"],
            session_of(&browser).await["session"]["token"]
        );
        assert!(answer.header("set-auth-token").is_some() && answer.removes_cookie("challenge"));
        assert_eq!(session_of(&browser).await["user"]["email"], EMAIL);

        let browser = app.guest();
        sign_in(&browser).await;
        let body = json!({ "code": codes[0], "trustDevice": true });
        let answer = post(&browser, "/two-factor/verify-backup-code", body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.cookie("trusted").is_some());
        assert_eq!(
            json_of(&sign_in(&browser).await)["user"]["email"],
            EMAIL,
            "the device is trusted"
        );
    })
    .await;
}

#[tokio::test]
async fn a_second_step_after_another_s_session_opens_the_right_one() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let bob = app.member("Bob").await;
        let old = bob.stolen_copy();
        let answer = sign_in(&bob).await;
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
        assert!(!old.is_signed_in().await, "the browser has forgotten it");
        post(&bob, "/two-factor/verify-totp", json!({ "code": phone.code(app) })).await;
        assert_eq!(session_of(&bob).await["user"]["email"], EMAIL);
    })
    .await;
}

#[tokio::test]
async fn refusals_have_the_statuses_and_codes_of_better_auth() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let guest = app.guest();
        for path in ["enable", "disable", "get-totp-uri", "generate-backup-codes"] {
            let path = format!("/two-factor/{path}");
            assert_eq!(
                refusal(&post(&ada, &path, json!({})).await),
                refused(400, "VALIDATION_ERROR")
            );
            let body = json!({ "password": PASSWORD });
            assert_eq!(refusal(&post(&guest, &path, body).await), refused(401, "UNAUTHORIZED"));
        }
        for path in ["/two-factor/verify-totp", "/two-factor/verify-backup-code"] {
            assert_eq!(
                refusal(&post(&guest, path, json!({})).await),
                refused(400, "VALIDATION_ERROR")
            );
            let answer = post(&guest, path, json!({ "code": "123456" })).await;
            assert_eq!(refusal(&answer), refused(401, "INVALID_TWO_FACTOR_COOKIE"));
        }
        let (password, wrong) = (
            json!({ "password": PASSWORD }),
            json!({ "password": "not my password" }),
        );
        for (path, body, status, code) in [
            ("enable", wrong.clone(), 400, "INVALID_PASSWORD"),
            ("enable", json!({ "password": "" }), 400, "INVALID_PASSWORD"),
            (
                "enable",
                json!({ "password": PASSWORD, "method": "otp" }),
                400,
                "OTP_NOT_CONFIGURED",
            ),
            (
                "enable",
                json!({ "password": PASSWORD, "method": "sms" }),
                400,
                "VALIDATION_ERROR",
            ),
            ("disable", wrong.clone(), 400, "INVALID_PASSWORD"),
            ("get-totp-uri", wrong.clone(), 400, "TOTP_NOT_ENABLED"),
            ("generate-backup-codes", wrong.clone(), 400, "TWO_FACTOR_NOT_ENABLED"),
            ("verify-totp", json!({ "code": "123456" }), 400, "TOTP_NOT_ENABLED"),
            (
                "verify-backup-code",
                json!({ "code": "x" }),
                400,
                "BACKUP_CODES_NOT_ENABLED",
            ),
        ] {
            let answer = post(&ada, &format!("/two-factor/{path}"), body).await;
            assert_eq!(refusal(&answer), refused(status, code), "{path}");
        }
        let (phone, codes) = enable(&ada).await;
        post(&ada, "/two-factor/verify-totp", json!({ "code": phone.code(app) })).await;
        for (path, body, status, code) in [
            ("enable", password.clone(), 400, "TOTP_ALREADY_ENABLED"),
            ("get-totp-uri", wrong.clone(), 400, "INVALID_PASSWORD"),
            ("generate-backup-codes", wrong, 400, "INVALID_PASSWORD"),
            ("verify-totp", json!({ "code": phone.code(app) }), 401, "INVALID_CODE"),
            ("verify-backup-code", json!({ "code": "x" }), 401, "INVALID_BACKUP_CODE"),
        ] {
            let answer = post(&ada, &format!("/two-factor/{path}"), body).await;
            assert_eq!(refusal(&answer), refused(status, code), "{path}");
        }
        assert_eq!(
            post(&ada, "/two-factor/verify-backup-code", json!({ "code": codes[0] }))
                .await
                .status,
            200
        );
    })
    .await;
}

#[tokio::test]
async fn the_sixth_code_of_a_sign_in_ends_it() {
    on_each_database(async |app| {
        let (_, phone, codes) = ada(app).await;
        let browser = app.guest();
        sign_in(&browser).await;
        for _ in 0..5 {
            let answer = post(
                &browser,
                "/two-factor/verify-totp",
                json!({ "code": phone.wrong_code(app) }),
            )
            .await;
            assert_eq!(refusal(&answer), refused(401, "INVALID_CODE"));
        }
        let waiting = browser.stolen_copy();
        let answer = post(&browser, "/two-factor/verify-backup-code", json!({ "code": codes[0] })).await;
        assert_eq!(refusal(&answer), refused(400, "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE"));
        assert!(answer.removes_cookie("challenge"));
        let answer = post(&waiting, "/two-factor/verify-totp", json!({ "code": phone.code(app) })).await;
        assert_eq!(refusal(&answer), refused(401, "INVALID_TWO_FACTOR_COOKIE"));
    })
    .await;
}

#[tokio::test]
async fn the_address_for_apps_is_told_again_while_it_is_set_up_and_then_for_a_code() {
    on_each_database(async |app| {
        let ada = app.confirmed_member("ada").await;
        let (phone, codes) = enable(&ada).await;
        let ask = async |body: Value| post(&ada, "/two-factor/get-totp-uri", body).await;
        let key = |answer: &Answer| phone_of(json_of(answer)["totpURI"].as_str().unwrap()).key;
        assert_eq!(key(&ask(json!({ "password": PASSWORD })).await), phone.key);
        post(&ada, "/two-factor/verify-totp", json!({ "code": phone.code(app) })).await;
        app.clock.advance(seconds(60));

        let refusals = [
            (json!({ "password": PASSWORD }), 400, "TOTP_ALREADY_ENABLED"),
            (json!({ "password": PASSWORD, "code": "" }), 400, "TOTP_ALREADY_ENABLED"),
            (
                json!({ "password": PASSWORD, "code": phone.wrong_code(app) }),
                401,
                "INVALID_CODE",
            ),
            // It opens the account when the app is lost; it is not the app.
            (json!({ "password": PASSWORD, "code": codes[0] }), 401, "INVALID_CODE"),
            (
                json!({ "password": "not my password", "code": phone.code(app) }),
                400,
                "INVALID_PASSWORD",
            ),
        ];
        for (body, status, code) in refusals {
            assert_eq!(refusal(&ask(body.clone()).await), refused(status, code), "{body}");
        }
        const COPIED: &str =
            "select count(*) as rows from audit_events where kind = 'two-factor-copied' and session_id is not null";
        assert_eq!(app.count(COPIED).await, 0);
        let code = phone.code(app);
        let body = json!({ "password": PASSWORD, "code": code });
        assert_eq!(key(&ask(body.clone()).await), phone.key);
        assert_eq!(app.count(COPIED).await, 1);
        let emails = app.emails_to(EMAIL).await;
        assert!(
            emails
                .iter()
                .any(|email| email.subject == "Your two-step key was shown")
        );
        assert_eq!(refusal(&ask(body).await), refused(401, "INVALID_CODE"), "it is used up");
    })
    .await;
}

#[tokio::test]
async fn new_backup_codes_take_the_password() {
    on_each_database(async |app| {
        let (ada, _, old) = ada(app).await;
        let body = json!({ "password": PASSWORD });
        let answer = json_of(&post(&ada, "/two-factor/generate-backup-codes", body).await);
        assert_eq!(answer["status"], true);
        let new = answer["backupCodes"][0].as_str().unwrap().to_owned();
        let verify = async |code: &str| {
            let browser = app.guest();
            sign_in(&browser).await;
            post(&browser, "/two-factor/verify-backup-code", json!({ "code": code }))
                .await
                .status
        };
        assert_eq!((verify(&old[0]).await, verify(&new).await), (401, 200));
    })
    .await;
}

/// Who finds a device unlocked and knows the password has no second factor.
#[tokio::test]
async fn in_a_session_that_was_not_confirmed_lately_the_password_is_not_enough() {
    on_each_database_with(
        |config| config.mail = MailConfig::Off,
        async |app| {
            let (ada, phone, codes) = ada(app).await;
            app.clock.advance(seconds(600));
            let paths = [
                "/two-factor/generate-backup-codes",
                "/two-factor/disable",
                "/delete-user",
            ];
            for path in paths {
                let answer = post(&ada, path, json!({ "password": PASSWORD })).await;
                assert_eq!(refusal(&answer), refused(400, "SESSION_EXPIRED"), "{path}");
                let body = json!({ "password": PASSWORD, "code": phone.wrong_code(app) });
                assert_eq!(
                    refusal(&post(&ada, path, body).await),
                    refused(401, "INVALID_CODE"),
                    "{path}"
                );
                let body = json!({ "password": "not my password", "code": phone.code(app) });
                assert_eq!(
                    refusal(&post(&ada, path, body).await),
                    refused(400, "INVALID_PASSWORD"),
                    "{path}"
                );
            }
            assert_eq!(
                app.count("select count(*) as rows from two_factors where is_confirmed")
                    .await,
                1
            );
            let body = json!({ "password": PASSWORD, "code": phone.code(app) });
            assert_eq!(post(&ada, "/two-factor/generate-backup-codes", body).await.status, 200);
            let body = json!({ "password": PASSWORD, "code": codes[1] });
            let answer = post(&ada, "/delete-user", body).await;
            assert_eq!(
                refusal(&answer),
                refused(401, "INVALID_CODE"),
                "there are new backup codes"
            );
            app.clock.advance(seconds(60));
            let body = json!({ "password": PASSWORD, "code": phone.code(app) });
            assert_eq!(post(&ada, "/delete-user", body).await.status, 200);
            assert_eq!(app.count("select count(*) as rows from users").await, 0);
        },
    )
    .await;
}

#[tokio::test]
async fn a_backup_code_can_be_used_without_opening_a_session() {
    on_each_database(async |app| {
        let (_, phone, codes) = ada(app).await;
        let browser = app.guest();
        sign_in(&browser).await;
        let body = json!({ "code": codes[0], "disableSession": true });
        let answer = post(&browser, "/two-factor/verify-backup-code", body).await;
        let members = json_of(&answer);
        assert_eq!((answer.status, members.get("token")), (200, None));
        assert_eq!(members["user"]["email"], EMAIL);
        assert_eq!(session_of(&browser).await, Value::Null);
        let answer = post(&browser, "/two-factor/verify-totp", json!({ "code": phone.code(app) })).await;
        assert_eq!(answer.status, 200, "the sign-in goes on");
    })
    .await;
}

#[tokio::test]
async fn disabling_makes_the_password_enough_again() {
    on_each_database(async |app| {
        let (ada, ..) = ada(app).await;
        let answer = post(&ada, "/two-factor/disable", json!({ "password": PASSWORD })).await;
        assert_eq!((answer.status, json_of(&answer)), (200, json!({ "status": true })));
        assert_eq!(json_of(&sign_in(&app.guest()).await)["user"]["twoFactorEnabled"], false);
        let again = post(&ada, "/two-factor/disable", json!({ "password": PASSWORD })).await;
        assert_eq!(again.status, 200, "there is nothing to do");
    })
    .await;
}

#[tokio::test]
async fn an_app_can_be_told_another_name_of_the_place() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let body = json!({ "password": PASSWORD, "issuer": "My todos & more" });
        let answer = json_of(&post(&ada, "/two-factor/enable", body).await);
        let uri = answer["totpURI"].as_str().unwrap();
        assert!(
            uri.starts_with("otpauth://totp/My%20todos%20%26%20more:ada%40example.com?"),
            "{uri}"
        );
    })
    .await;
}
