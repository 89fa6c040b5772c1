//! What somebody hears who has to wait.

use super::{WRONG, attack, behind_a_proxy, limited, retry_after, sign_in_from};
use crate::support::{PASSWORD, on_each_database_with, seconds};
use app::model::AppError;

#[tokio::test]
async fn a_function_says_when_to_try_again() {
    on_each_database_with(limited, async |app| {
        let guest = app.guest();
        for _ in 0..5 {
            guest.sign_in("ada@example.com", WRONG).await;
        }
        let answer = guest.sign_in("ada@example.com", WRONG).await;
        assert_eq!(answer.error(), AppError::TooManyAttempts { retry_after: 1 });
        assert_eq!(
            (answer.header("retry-after"), answer.header("x-retry-after")),
            (Some("1"), Some("1"))
        );
        assert_eq!(answer.cookies().len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_form_is_shown_again_with_the_minutes() {
    on_each_database_with(behind_a_proxy, async |app| {
        let guest = app.guest();
        for _ in 0..13 {
            attack(app, "ada@example.com", 5).await;
            app.clock.advance(seconds(900));
        }
        attack(app, "ada@example.com", 5).await;
        let form = [("email", "ada@example.com"), ("password", PASSWORD)];
        let answer = guest.post_form("/sign-in", &form).await;
        assert_eq!(retry_after(&answer), 900);
        assert_eq!(answer.header("x-retry-after"), Some("900"));
        assert!(answer.is_page());
        assert!(
            answer.text().contains("Too many attempts. Try again in 15 minutes."),
            "{}",
            answer.text()
        );
        assert!(answer.text().contains("value=\"ada@example.com\""));
        assert!(!answer.says(PASSWORD));
    })
    .await;
}

#[tokio::test]
async fn the_sign_up_form_says_so_too() {
    on_each_database_with(limited, async |app| {
        for at in 0..20 {
            app.member(&format!("Person{at}")).await;
        }
        let form = [("name", "Ada"), ("email", "ada@example.com"), ("password", PASSWORD)];
        let answer = app.guest().post_form("/sign-up", &form).await;
        assert_eq!(retry_after(&answer), 60 * 60);
        assert!(answer.text().contains("Too many attempts. Try again in 60 minutes."));
        let function = app.guest().sign_up("Ada", "ada@example.com", PASSWORD).await;
        assert_eq!(function.error(), AppError::TooManyAttempts { retry_after: 3600 });
    })
    .await;
}

/// No hash for those who have to wait: that would be an attack of its own.
#[tokio::test]
async fn an_attempt_that_has_to_wait_is_answered_before_any_hash() {
    on_each_database_with(behind_a_proxy, async |app| {
        attack(app, "ada@example.com", 5).await;
        let nothing_at_a_time =
            server::auth::password::PasswordHasher::with(argon2::Params::new(8, 1, 1, None).unwrap(), 0);
        let busy = app.with_passwords(nothing_at_a_time).await;
        let answer = sign_in_from(&busy.guest(), "203.0.113.5", "ada@example.com", WRONG).await;
        assert_eq!(answer.status, 429, "a busy server would have said 503");
    })
    .await;
}
