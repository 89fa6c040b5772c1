//! How long a session lives.

use super::{SESSIONS, who};
use crate::support::{App, Browser, PASSWORD, days, hours, on_each_database, seconds};
use server::clock::{Clock, millis};

async fn expires_at(browser: &Browser) -> i64 {
    who(browser).await.unwrap().session.expires_at
}

#[tokio::test]
async fn a_session_slides_when_it_is_used_after_a_day() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let first = expires_at(&ada).await;
        assert_eq!(first, app.clock.now() + 7 * 24 * 60 * 60 * 1000);
        app.clock.advance(hours(23));
        assert_eq!(expires_at(&ada).await, first, "it is moved at most once a day");
        app.clock.advance(hours(1));
        assert_eq!(expires_at(&ada).await, first + 24 * 60 * 60 * 1000);
    })
    .await;
}

#[tokio::test]
async fn a_renewed_cookie_lives_as_long_as_the_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(days(1));
        let page = ada.get("/todos").await;
        for name in ["session", "refresh"] {
            assert_eq!(
                page.cookie(name).unwrap().max_age().unwrap().whole_seconds(),
                7 * 24 * 60 * 60
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_not_used_for_seven_days_has_ended() {
    on_each_database(async |app| {
        let (ada, bob) = (app.member("Ada").await, app.member("Bob").await);
        app.clock.advance(days(7) - seconds(1));
        assert!(ada.is_signed_in().await);
        app.clock.advance(seconds(1));
        assert!(!bob.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_however_much_it_is_used() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for day in 1..30 {
            app.clock.advance(days(1));
            assert!(ada.is_signed_in().await, "it ended on day {day}");
        }
        app.clock.advance(days(1) - seconds(1));
        assert!(ada.is_signed_in().await);
        app.clock.advance(seconds(1));
        assert!(!ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_not_to_be_remembered_ends_after_a_day_without_use() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let browsers = [app.guest(), app.guest()];
        for browser in &browsers {
            browser
                .post_form("/sign-in", &[("email", "Ada@example.com"), ("password", PASSWORD)])
                .await;
        }
        app.clock.advance(days(1) - seconds(1));
        assert!(browsers[0].is_signed_in().await);
        app.clock.advance(seconds(1));
        assert!(!browsers[1].is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn expired_sessions_are_cleared_away_when_the_program_starts() {
    on_each_database(async |app| {
        app.member("Ada").await;
        app.clock.advance(days(31));
        let restarted = app.another(|_| {}, |_| {}).await;
        // The job runs beside the requests. Should it never come, the test run is what ends this.
        while sessions(&restarted).await > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

async fn sessions(app: &App) -> i64 {
    app.count(SESSIONS).await
}

#[tokio::test]
async fn a_session_that_was_opened_while_the_clock_was_ahead_opens_nothing_today() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let ahead = app.with_clock(Clock::manual(app.clock.now() + millis(days(400)))).await;
        let ada = ahead.guest();
        assert_eq!(ada.sign_in("ada@example.com", PASSWORD).await.status, 200);
        assert!(ada.is_signed_in().await);
        assert!(!ada.stolen_copy().at(app).is_signed_in().await);
        let again = app.guest();
        assert_eq!(again.sign_in("ada@example.com", PASSWORD).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_was_some_hours_ahead_ends_no_session() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let ahead = app.with_clock(Clock::manual(app.clock.now() + millis(hours(14)))).await;
        let ada = ahead.guest();
        assert_eq!(ada.sign_in("ada@example.com", PASSWORD).await.status, 200);
        assert!(ada.stolen_copy().at(app).is_signed_in().await);
    })
    .await;
}
