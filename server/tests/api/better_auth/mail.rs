//! No mail is sent: what needs one answers as Better Auth does where none is configured.

use super::{assert_refused, get, post, refusal};
use crate::support::on_each_database;
use serde_json::json;

#[tokio::test]
async fn what_would_send_a_mail_says_that_it_does_not() {
    on_each_database(async |app| {
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
