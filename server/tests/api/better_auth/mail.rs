//! What needs a mail: forgotten passwords and confirmed addresses. Where there is no mail, these answer as Better
//! Auth does where none is configured.

use super::{assert_refused, get, post, refusal};
use crate::support::{Answer, App, PASSWORD, on_each_database, on_each_database_with, seconds};
use serde_json::json;
use server::config::{Config, MailConfig};

const NEW: &str = "a heron reads the weather";

fn without_mail(config: &mut Config) {
    config.mail = MailConfig::Off;
}

fn is_done(answer: &Answer) -> bool {
    answer.status == 200 && answer.text().starts_with("{\"status\":true")
}

/// Opens the link of the latest email, which leads to the program's own page, and tells where to.
async fn follow(app: &App, email: &str) -> String {
    let link = app.link_to(email).await;
    let answer = app.guest().get(&link).await;
    answer.location().to_owned()
}

#[tokio::test]
async fn a_forgotten_password_is_reset_as_the_stock_client_does_it() {
    on_each_database(async |app| {
        let (ada, guest) = (app.member("ada").await, app.guest());
        // So that the link that is asked for is in the newest email.
        app.clock.advance(seconds(1));
        for email in ["ada@example.com", "eve@example.com"] {
            let body = json!({ "email": email, "redirectTo": "/my-reset" });
            let answer = post(&guest, "/request-password-reset", body).await;
            assert!(is_done(&answer), "{answer:?}");
        }
        let location = follow(app, "ada@example.com").await;
        let token = location.strip_prefix("http://localhost:3000/my-reset?token=").unwrap();
        let weak = post(
            &guest,
            "/reset-password",
            json!({ "newPassword": "short", "token": token }),
        )
        .await;
        assert_refused(&weak, 400, "PASSWORD_TOO_SHORT");
        let body = json!({ "newPassword": NEW, "token": token });
        assert!(is_done(&post(&guest, "/reset-password", body.clone()).await));
        assert_refused(&post(&guest, "/reset-password", body).await, 400, "INVALID_TOKEN");
        assert!(!ada.is_signed_in().await && !guest.is_signed_in().await);
        assert_eq!(app.guest().sign_in("ada@example.com", NEW).await.status, 200);
        assert!(app.emails_to("eve@example.com").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_address_is_verified_by_its_link() {
    on_each_database(async |app| {
        let (ada, guest) = (app.member("ada").await, app.guest());
        app.emails_to("ada@example.com").await;
        app.clock.advance(seconds(1));
        let body = json!({ "email": "ada@example.com", "callbackURL": "/welcome" });
        assert!(is_done(&post(&guest, "/send-verification-email", body).await));
        let link = app.link_to("ada@example.com").await;
        assert!(link.ends_with("&redirect-to=%2Fwelcome"), "{link}");
        let token = link.split("token=").nth(1).unwrap().split('&').next().unwrap();
        // The stock route takes the token at once; the link in the email asks first. A session of the account goes on.
        let answer = get(&ada, &format!("/verify-email?token={token}&callbackURL=%2Fwelcome")).await;
        assert_eq!((answer.status, answer.location()), (302, "/welcome"));
        let answer = get(&guest, &format!("/verify-email?token={token}")).await;
        assert_refused(&answer, 401, "INVALID_TOKEN");
        let own = post(&ada, "/send-verification-email", json!({ "email": "ada@example.com" })).await;
        assert_refused(&own, 400, "EMAIL_ALREADY_VERIFIED");
        let other = post(&ada, "/send-verification-email", json!({ "email": "eve@example.com" })).await;
        assert_refused(&other, 400, "EMAIL_MISMATCH");
    })
    .await;
}

#[tokio::test]
async fn an_address_is_changed_when_it_is_confirmed() {
    on_each_database(async |app| {
        let _eve = app.member("eve").await;
        let ada = app.member("ada").await;
        let same = post(&ada, "/change-email", json!({ "newEmail": "ada@example.com" })).await;
        assert_eq!(same.status, 400);
        assert!(same.text().contains("Email is the same"));
        // That somebody has it is not told.
        assert!(is_done(
            &post(&ada, "/change-email", json!({ "newEmail": "eve@example.com" })).await
        ));
        assert!(is_done(
            &post(&ada, "/change-email", json!({ "newEmail": "ada@example.org" })).await
        ));
        let link = app.link_to("ada@example.org").await;
        let token = link.split("token=").nth(1).unwrap();
        let answer = get(&ada, &format!("/verify-email?token={token}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.text().contains("\"email\":\"ada@example.org\""));
        app.clock.advance(seconds(601));
        let stale = post(&ada, "/change-email", json!({ "newEmail": "ada@example.net" })).await;
        assert_refused(&stale, 403, "SESSION_NOT_FRESH");
    })
    .await;
}

/// Where an address has to be confirmed first, both answers of a sign-up look the same, and only the right password
/// learns what is missing.
#[tokio::test]
async fn signing_up_tells_nobody_who_has_an_account() {
    let verification = |config: &mut Config| config.sessions.require_email_verification = true;
    on_each_database_with(verification, async |app| {
        let guest = app.guest();
        let browser = app.guest();
        let sign_in = |password| {
            post(
                &browser,
                "/sign-in/email",
                json!({ "email": "ada@example.com", "password": password }),
            )
        };
        let mut answers = Vec::new();
        for _ in 0..2 {
            let body = json!({ "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
            let answer = post(&guest, "/sign-up/email", body).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(answer.text().contains("\"token\":null") && answer.cookies().is_empty());
            answers.push(answer.body.len());
            app.emails_to("ada@example.com").await;
            if answers.len() == 1 {
                assert_refused(&sign_in(PASSWORD).await, 403, "EMAIL_NOT_VERIFIED");
                assert_refused(&sign_in("the wrong password").await, 401, "INVALID_EMAIL_OR_PASSWORD");
                let link = app.link_to("ada@example.com").await;
                let token = link.split("token=").nth(1).unwrap().to_owned();
                assert_eq!(
                    get(&app.guest(), &format!("/verify-email?token={token}")).await.status,
                    200
                );
                assert_eq!(sign_in(PASSWORD).await.status, 200);
            }
        }
        assert_eq!(answers[0], answers[1]);
        app.run("update users set email_verified = false").await;
        assert_refused(&sign_in(PASSWORD).await, 403, "EMAIL_NOT_VERIFIED");
        assert_refused(&sign_in("the wrong password").await, 401, "INVALID_EMAIL_OR_PASSWORD");
    })
    .await;
}

#[tokio::test]
async fn what_would_send_a_mail_says_that_it_does_not() {
    on_each_database_with(without_mail, async |app| {
        let (ada, guest) = (app.member("Ada").await, app.guest());
        for (browser, path, member, code, message) in [
            (
                &guest,
                "/request-password-reset",
                "email",
                "RESET_PASSWORD_DISABLED",
                "Reset password isn't enabled",
            ),
            (
                &guest,
                "/send-verification-email",
                "email",
                "VERIFICATION_EMAIL_NOT_ENABLED",
                "Verification email isn't enabled",
            ),
            (
                &ada,
                "/change-email",
                "newEmail",
                "CHANGE_EMAIL_DISABLED",
                "Change email is disabled",
            ),
        ] {
            let answer = post(browser, path, json!({ member: "ada@example.com" })).await;
            assert_eq!(refusal(&answer), (400, code.into(), message.into()));
            let answer = post(&guest, path, json!({ member: "ada" })).await;
            let message = format!("[body.{member}] Invalid email address");
            assert_eq!(refusal(&answer), (400, "VALIDATION_ERROR".into(), message));
        }
        let answer = post(&guest, "/change-email", json!({ "newEmail": "a@example.com" })).await;
        assert_refused(&answer, 401, "UNAUTHORIZED");
        let answer = post(
            &guest,
            "/request-password-reset",
            json!({ "email": "a", "redirectTo": "//evil.test" }),
        )
        .await;
        assert_refused(&answer, 403, "INVALID_REDIRECT_URL");
    })
    .await;
}

#[tokio::test]
async fn no_token_was_ever_given_out_so_none_is_right() {
    on_each_database(async |app| {
        let (ada, guest) = (app.member("Ada").await, app.guest());
        for (path, body, code) in [
            ("/reset-password", json!({ "newPassword": "x" }), "INVALID_TOKEN"),
            (
                "/reset-password",
                json!({ "newPassword": "x", "token": "a" }),
                "PASSWORD_TOO_SHORT",
            ),
            (
                "/reset-password?token=a",
                json!({ "newPassword": "x".repeat(129) }),
                "PASSWORD_TOO_LONG",
            ),
            (
                "/reset-password",
                json!({ "newPassword": "a heron reads", "token": "a" }),
                "INVALID_TOKEN",
            ),
            ("/reset-password", json!({ "token": "a" }), "VALIDATION_ERROR"),
        ] {
            assert_refused(&post(&guest, path, body).await, 400, code);
        }
        assert_refused(&get(&guest, "/verify-email?token=a").await, 401, "INVALID_TOKEN");
        assert_refused(&get(&guest, "/verify-email").await, 400, "VALIDATION_ERROR");
        assert_refused(
            &get(&guest, "/delete-user/callback?token=a").await,
            404,
            "FAILED_TO_GET_USER_INFO",
        );
        assert_refused(&get(&ada, "/delete-user/callback?token=a").await, 404, "INVALID_TOKEN");
        let message = "[query.token] Invalid input: expected string, received undefined";
        let answer = get(&ada, "/delete-user/callback").await;
        assert_eq!(refusal(&answer), (400, "VALIDATION_ERROR".into(), message.into()));
    })
    .await;
}

#[tokio::test]
async fn links_lead_on_and_say_what_is_wrong() {
    on_each_database(async |app| {
        let guest = app.guest();
        for (path, location) in [
            (
                "/verify-email?token=a&callbackURL=%2Ftodos%3Fa%3Db",
                "/todos?a=b&error=INVALID_TOKEN",
            ),
            (
                "/reset-password/a?callbackURL=%2Freset-password",
                "/reset-password?error=INVALID_TOKEN",
            ),
            ("/reset-password/a?callbackURL=", "/api/auth/error?error=INVALID_TOKEN"),
        ] {
            let answer = get(&guest, path).await;
            assert_eq!((answer.status, answer.text()), (302, ""), "{path}");
            assert_eq!(answer.location(), format!("http://localhost:3000{location}"));
        }
        for path in [
            "/verify-email?token=a&callbackURL=https%3A%2F%2Fevil.test",
            "/reset-password/a?callbackURL=%2F%2Fevil.test",
            "/delete-user/callback?token=a&callbackURL=%2F%5Cevil.test",
        ] {
            assert_refused(&get(&guest, path).await, 403, "INVALID_CALLBACK_URL");
        }
        assert_refused(&get(&guest, "/reset-password/a").await, 400, "VALIDATION_ERROR");
    })
    .await;
}
