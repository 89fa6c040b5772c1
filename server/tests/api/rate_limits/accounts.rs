//! Wrong passwords on one account.

use super::{WRONG, attack, behind_a_proxy, how_many, limited, retry_after, sign_in_from};
use crate::support::{PASSWORD, days, on_each_database_with, seconds};
use argon2::Params;
use futures_util::future::join_all;
use server::{
    auth::password::PasswordHasher,
    clock::{Clock, millis},
    store::attempts::delete_expired_attempts,
};

const STRANGER: &str = "203.0.113.66";

#[tokio::test]
async fn five_failures_are_free_and_then_the_wait_doubles_up_to_a_quarter_of_an_hour() {
    on_each_database_with(behind_a_proxy, async |app| {
        app.member("Ada").await;
        let guest = app.guest();
        for _ in 0..5 {
            assert_eq!(
                sign_in_from(&guest, STRANGER, "ada@example.com", WRONG).await.status,
                401
            );
        }
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            let refused = sign_in_from(&guest, STRANGER, "ada@example.com", WRONG).await;
            assert_eq!(retry_after(&refused), wait);
            app.clock.advance(seconds(wait) - std::time::Duration::from_millis(1));
            let early = sign_in_from(&guest, STRANGER, "ada@example.com", PASSWORD).await;
            assert_eq!(retry_after(&early), 1, "the right password was let in early");
            app.clock.advance(std::time::Duration::from_millis(1));
            assert_eq!(
                sign_in_from(&guest, STRANGER, "ada@example.com", WRONG).await.status,
                401
            );
        }
    })
    .await;
}

#[tokio::test]
async fn after_a_hundred_failures_in_a_row_there_is_one_attempt_a_day() {
    on_each_database_with(behind_a_proxy, async |app| {
        let guest = app.guest();
        for _ in 0..100 {
            assert_eq!(
                sign_in_from(&guest, STRANGER, "ada@example.com", WRONG).await.status,
                401
            );
            app.clock.advance(seconds(900));
        }
        let refused = sign_in_from(&guest, STRANGER, "ada@example.com", WRONG).await;
        assert_eq!(retry_after(&refused), 24 * 60 * 60 - 900);
    })
    .await;
}

#[tokio::test]
async fn a_success_starts_the_count_over() {
    on_each_database_with(limited, async |app| {
        app.member("Ada").await;
        let guest = app.guest();
        for _ in 0..2 {
            for _ in 0..4 {
                assert_eq!(guest.sign_in("ada@example.com", WRONG).await.status, 401);
            }
            assert_eq!(app.guest().sign_in("ada@example.com", PASSWORD).await.status, 200);
        }
    })
    .await;
}

#[tokio::test]
async fn failures_are_forgotten_a_day_after_the_last() {
    on_each_database_with(behind_a_proxy, async |app| {
        assert_eq!(how_many(&attack(app, "ada@example.com", 10).await, 401), 5);
        app.clock.advance(days(1) + seconds(1));
        assert_eq!(how_many(&attack(app, "ada@example.com", 10).await, 401), 5);
    })
    .await;
}

#[tokio::test]
async fn of_fifty_guesses_at_the_same_moment_five_reach_the_password() {
    on_each_database_with(behind_a_proxy, async |app| {
        app.member("Ada").await;
        let statuses = attack(app, "ada@example.com", 50).await;
        assert_eq!((how_many(&statuses, 401), how_many(&statuses, 429)), (5, 45));
    })
    .await;
}

#[tokio::test]
async fn instances_share_the_count() {
    on_each_database_with(behind_a_proxy, async |app| {
        let other = app.another(|_| {}, |_| {}).await;
        let (here, there) = tokio::join!(
            attack(app, "ada@example.com", 20),
            attack(&other, "ada@example.com", 20)
        );
        assert_eq!(how_many(&[here, there].concat(), 401), 5);
    })
    .await;
}

#[tokio::test]
async fn an_address_without_an_account_is_counted_and_answered_like_one_with() {
    on_each_database_with(behind_a_proxy, async |app| {
        app.member("Ada").await;
        let guest = app.guest();
        for round in 0..12 {
            let known = sign_in_from(&guest, "203.0.113.1", "ada@example.com", WRONG).await;
            let unknown = sign_in_from(&guest, "203.0.113.2", "nobody@example.com", WRONG).await;
            assert_eq!(
                (known.status, &known.body),
                (unknown.status, &unknown.body),
                "in round {round}"
            );
            assert_eq!(known.header("retry-after"), unknown.header("retry-after"));
            app.clock.advance(seconds(3));
        }
    })
    .await;
}

#[tokio::test]
async fn one_account_does_not_stand_for_another() {
    on_each_database_with(behind_a_proxy, async |app| {
        app.member("Ada").await;
        attack(app, "bob@example.com", 10).await;
        let ada = sign_in_from(&app.guest(), STRANGER, "ada@example.com", PASSWORD).await;
        assert_eq!(ada.status, 200);
    })
    .await;
}

/// However an address is spelled, it is one account and one count.
#[tokio::test]
async fn spelling_an_address_otherwise_gains_nothing() {
    on_each_database_with(behind_a_proxy, async |app| {
        attack(app, "ada@example.com", 3).await;
        attack(app, " ADA@example.com", 3).await;
        let third = sign_in_from(&app.guest(), STRANGER, "Ada@Example.com ", WRONG).await;
        assert_eq!(third.status, 429);
    })
    .await;
}

/// Whoever fills the queue must not count the owner out.
#[tokio::test]
async fn an_attempt_the_server_was_too_busy_for_is_no_failure() {
    on_each_database_with(behind_a_proxy, async |app| {
        app.member("Ada").await;
        let nothing_at_a_time = PasswordHasher::with(Params::new(8, 1, 1, None).unwrap(), 0);
        let busy = app.with_passwords(nothing_at_a_time).await;
        for _ in 0..2 {
            let guests: Vec<_> = (0..5).map(|_| busy.guest()).collect();
            let attempts = guests
                .iter()
                .map(|guest| sign_in_from(guest, STRANGER, "ada@example.com", PASSWORD));
            let answers = join_all(attempts).await;
            assert!(answers.iter().all(|answer| answer.status == 503), "{answers:?}");
        }
        let ada = sign_in_from(&app.guest(), STRANGER, "ada@example.com", PASSWORD).await;
        assert_eq!(ada.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_makes_no_sense_is_no_attempt() {
    on_each_database_with(limited, async |app| {
        app.member("Ada").await;
        for _ in 0..30 {
            assert_eq!(app.guest().sign_in("ada@example.com", "").await.status, 422);
        }
        assert_eq!(app.guest().sign_in("ada@example.com", PASSWORD).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn what_has_expired_is_cleared_away_and_what_has_not_stays() {
    on_each_database_with(behind_a_proxy, async |app| {
        attack(app, "ada@example.com", 30).await;
        let rows = app.count("select count(*) as rows from attempts").await;
        assert_eq!(
            rows, 7,
            "refused attempts leave nothing behind but that there were some"
        );
        app.clock.advance(seconds(61));
        let gone = delete_expired_attempts(&app.state.database, app.clock.now())
            .await
            .unwrap();
        assert_eq!(gone, 6, "the minute of five clients is over, and that of the record");
        app.clock.advance(days(1));
        let gone = delete_expired_attempts(&app.state.database, app.clock.now())
            .await
            .unwrap();
        assert_eq!((gone, app.count("select count(*) as rows from attempts").await), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn attempts_that_were_counted_while_the_clock_was_ahead_lock_nobody_out() {
    on_each_database_with(limited, async |app| {
        app.member("Ada").await;
        let ahead = app.with_clock(Clock::manual(app.clock.now() + millis(days(400)))).await;
        // Known from there, so that the failures are counted where the owner comes from.
        let known = ahead.guest();
        assert_eq!(known.sign_in("ada@example.com", PASSWORD).await.status, 200);
        let guest = ahead.guest();
        while guest.sign_in("ada@example.com", WRONG).await.status != 429 {}
        for number in 0..30 {
            ahead.clock.advance(seconds(1));
            guest.sign_in(&format!("nobody{number}@example.com"), WRONG).await;
        }

        assert_eq!(app.guest().sign_in("ada@example.com", PASSWORD).await.status, 200);
    })
    .await;
}
