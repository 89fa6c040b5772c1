//! Forgotten passwords.

use super::{open_link, send};
use crate::support::{App, Browser, PASSWORD, on_each_database, on_each_database_with, seconds};
use futures_util::future::join_all;
use server::{auth::limits::Limits, config::MailConfig};

const NEW: &str = "a heron reads the weather";
const EMAIL: &str = "ada@example.com";

async fn ask(browser: &Browser, email: &str) {
    let page = send(browser, "/forgot-password", &[("intent", "send"), ("email", email)]).await;
    assert!(
        page.text().contains("If there is an account for that address"),
        "{}",
        page.text()
    );
}

/// A browser in which the link of an email has been opened.
async fn with_link(app: &App) -> Browser {
    let browser = app.guest();
    // So that this email is the newest.
    app.clock.advance(seconds(1));
    ask(&browser, EMAIL).await;
    let page = open_link(app, &browser, EMAIL).await;
    assert!(
        page.status == 200 && page.text().contains("Choose a new password"),
        "{}",
        page.text()
    );
    browser
}

async fn choose(browser: &Browser, password: &str) -> crate::support::Answer {
    browser
        .post_form("/reset-password", &[("intent", "reset"), ("password", password)])
        .await
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_and_every_session_ends() {
    on_each_database(async |app| {
        let (ada, browser) = (app.member("ada").await, with_link(app).await);
        let answer = choose(&browser, NEW).await;
        assert_eq!((answer.status, answer.location()), (303, "/reset-password?done"));
        assert!(
            browser
                .get("/reset-password?done")
                .await
                .text()
                .contains("Password changed")
        );
        assert!(!ada.is_signed_in().await);
        assert!(!browser.is_signed_in().await, "resetting must not sign in");
        assert_eq!(app.guest().sign_in(EMAIL, PASSWORD).await.status, 401);
        assert_eq!(app.guest().sign_in(EMAIL, NEW).await.status, 200);
        let newest = app.emails_to(EMAIL).await;
        assert!(newest.iter().any(|email| email.subject == "Your password was changed"));
        assert_eq!(
            app.count("select count(*) as rows from users where email_verified")
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_works_once() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let browser = with_link(app).await;
        let again = browser.stolen_copy();
        assert_eq!(choose(&browser, NEW).await.status, 303);
        let answer = choose(&again, "yet another one here").await;
        assert_eq!(answer.status, 410);
        assert!(answer.text().contains("Send a new one"));
        assert_eq!(app.guest().sign_in(EMAIL, NEW).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn of_sixteen_who_use_a_link_at_once_one_succeeds() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let browser = with_link(app).await;
        let tries = (0..16).map(|index| {
            let browser = browser.stolen_copy();
            async move { choose(&browser, &format!("the password number {index}")).await.status }
        });
        let statuses = join_all(tries).await;
        assert_eq!(
            statuses.iter().filter(|status| **status == 303).count(),
            1,
            "{statuses:?}"
        );
        assert!(
            statuses.iter().all(|status| [303, 410].contains(status)),
            "{statuses:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_works_for_half_an_hour() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let browser = with_link(app).await;
        app.clock.advance(seconds(30 * 60 + 1));
        assert_eq!(choose(&browser, NEW).await.status, 410);
        assert!(browser.get("/reset-password").await.text().contains("no longer works"));
    })
    .await;
}

#[tokio::test]
async fn asking_again_later_ends_the_link_before() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let first = with_link(app).await;
        // Until then it would be the same link.
        app.clock.advance(seconds(10 * 60));
        let second = with_link(app).await;
        assert_eq!(choose(&first, NEW).await.status, 410);
        assert_eq!(choose(&second, NEW).await.status, 303);
    })
    .await;
}

/// Mail scanners open every link, and a password that is too weak uses nothing up.
#[tokio::test]
async fn looking_and_failing_use_nothing_up() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let browser = with_link(app).await;
        for _ in 0..3 {
            assert_eq!(browser.get("/reset-password").await.status, 200);
        }
        let answer = choose(&browser, "password").await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("reset-password-error"));
        assert_eq!(choose(&browser, NEW).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answer() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let mut pages = Vec::new();
        for email in [EMAIL, "eve@example.com"] {
            let browser = app.guest();
            let answer = browser
                .post_form("/forgot-password", &[("intent", "send"), ("email", email)])
                .await;
            assert_eq!((answer.status, answer.location()), (303, "/forgot-password?sent"));
            let page = browser.get("/forgot-password?sent").await;
            let state = page.text().find("<script").map_or(page.text(), |at| &page.text()[at..]);
            let body = page.text().replace(email, "…");
            let body = body.split("<script").next().unwrap().to_owned();
            assert!(!state.is_empty());
            pages.push(body.len());
        }
        assert_eq!(pages[0], pages[1]);
        assert!(app.emails_to("eve@example.com").await.is_empty());
        assert_eq!(
            app.count("select count(*) as rows from one_time_tokens where purpose = 'reset-password'")
                .await,
            1
        );
    })
    .await;
}

/// Links carry the configured origin, whatever a request says.
#[tokio::test]
async fn a_link_leads_to_the_configured_origin_only() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let browser = app.guest();
        for (name, value) in [
            ("host", "evil.test"),
            ("x-forwarded-host", "evil.test"),
            ("forwarded", "host=evil.test"),
        ] {
            let _ = browser
                .post_form("/forgot-password", &[("intent", "send"), ("email", EMAIL)])
                .header(name, value)
                .await;
        }
        for mail in app.emails_to(EMAIL).await {
            assert!(!mail.text.contains("evil") && !mail.html.contains("evil"));
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_sent_for_a_disabled_account() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        app.emails_to(EMAIL).await;
        app.run("update users set is_active = false").await;
        ask(&app.guest(), EMAIL).await;
        assert_eq!(app.emails_to(EMAIL).await.len(), 1, "only the one of the sign-up");
    })
    .await;
}

/// Who had signed up with somebody else's address is out, and so is a change that was waiting.
#[tokio::test]
async fn a_reset_takes_back_whatever_was_waiting() {
    on_each_database(async |app| {
        let mallory = app.member("ada").await;
        let fields = [
            ("intent", "change"),
            ("email", "mallory@example.com"),
            ("current-password", PASSWORD),
        ];
        send(&mallory, "/settings/email", &fields).await;
        let trap = app.link_to("mallory@example.com").await;
        let browser = with_link(app).await;
        assert_eq!(choose(&browser, NEW).await.status, 303);
        let guest = app.guest();
        guest.get(&trap).await;
        assert_eq!(
            guest.post_form("/verify-email", &[("intent", "confirm")]).await.status,
            410
        );
        assert_eq!(
            app.count("select count(*) as rows from users where email = 'ada@example.com'")
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn letters_to_one_address_are_limited() {
    on_each_database_with(
        |config| config.server.rate_limits = Some(Limits::default()),
        async |app| {
            let browser = app.guest();
            let mut statuses = Vec::new();
            for _ in 0..7 {
                let fields = [("intent", "send"), ("email", "eve@example.com")];
                statuses.push(browser.post_form("/forgot-password", &fields).await.status);
            }
            assert_eq!(statuses, [303, 303, 303, 303, 303, 429, 429]);
        },
    )
    .await;
}

#[tokio::test]
async fn without_mail_the_page_says_so() {
    on_each_database_with(
        |config| config.mail = MailConfig::Off,
        async |app| {
            let browser = app.guest();
            assert!(browser.get("/forgot-password").await.text().contains("sends no mail"));
            let fields = [("intent", "send"), ("email", EMAIL)];
            assert_eq!(browser.post_form("/forgot-password", &fields).await.status, 404);
        },
    )
    .await;
}

#[tokio::test]
async fn a_token_is_stored_as_a_hash_and_shown_to_nobody() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let browser = with_link(app).await;
        let token = browser.cookie("link").unwrap();
        assert_eq!(token.len(), 43, "256 bits");
        assert!(!browser.get("/reset-password").await.says(&token));
        let text = format!("select count(*) as rows from one_time_tokens where token_hash = '{token}'");
        let stored: i64 = app.count(Box::leak(text.into_boxed_str())).await;
        assert_eq!(stored, 0);
    })
    .await;
}

/// Anybody can put anything into an address, and nothing of it gets into a cookie.
#[tokio::test]
async fn a_link_with_anything_else_is_one_that_no_longer_works() {
    on_each_database(async |app| {
        let long = "a".repeat(5000);
        for token in [
            "",
            "a",
            "%0d%0aSet-Cookie:%20session=x",
            "a;%20Path=/;%20session=x",
            "%00",
            "%ff",
            &long,
        ] {
            let browser = app.guest();
            let answer = browser.get(&format!("/reset-password?token={token}")).await;
            assert_eq!((answer.status, answer.location()), (303, "/reset-password"), "{token}");
            assert!(browser.cookies().is_empty(), "{:?}", browser.cookies());
            assert!(browser.get("/reset-password").await.text().contains("no longer works"));
        }
    })
    .await;
}
