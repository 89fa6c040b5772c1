//! What is said where somebody signs in again whose session has ended.

use super::super::account_pages::sessions::{FIREFOX, device, id_of};
use crate::support::{App, Browser, PASSWORD, on_each_database};

const SESSIONS: &str = "/settings/sessions";
const ELSEWHERE: &str = "You were signed out on this device.";
const PASSWORD_CHANGED: &str = "Your password was changed, so you were signed out on this device.";
const EXPIRED: &str = "Your session has ended.";

async fn ada_twice(app: &App) -> (Browser, Browser) {
    (app.member("Ada").await, device(app, FIREFOX).await)
}

/// The sign-in page as it is shown after the browser was sent there.
async fn asked_to_sign_in(browser: &Browser) -> String {
    let sent = browser.get("/todos").await;
    assert_eq!((sent.status, sent.location()), (303, "/sign-in"));
    browser.get("/sign-in").await.text().to_owned()
}

/// Whether it says why, fills the address in, and says it once.
async fn assert_told(browser: &Browser, page: &str, reason: &str) {
    assert!(page.contains(reason), "{page}");
    assert!(page.contains(r#"value="ada@example.com""#), "{page}");
    let again = browser.get("/sign-in").await;
    assert!(
        !again.text().contains(reason) && !again.text().contains("ada@example.com"),
        "{}",
        again.text()
    );
}

#[tokio::test]
async fn a_device_signed_out_from_another_one_is_told() {
    on_each_database(async |app| {
        let (laptop, phone) = ada_twice(app).await;
        let id = id_of(&phone).await;
        laptop.post_form(SESSIONS, &[("intent", "end"), ("session", &id)]).await;
        let page = asked_to_sign_in(&phone).await;
        assert_told(&phone, &page, ELSEWHERE).await;
    })
    .await;
}

#[tokio::test]
async fn a_changed_password_is_the_reason() {
    on_each_database(async |app| {
        let (laptop, phone) = ada_twice(app).await;
        let form = [
            ("intent", "password"),
            ("current-password", PASSWORD),
            ("password", "a heron reads the weather"),
            ("sign-out-others", "on"),
        ];
        let answer = laptop.post_form("/settings/password", &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        // Found out by the script of an open page, before the page itself is loaded anew.
        assert_eq!(phone.get("/api/auth/get-session").await.text(), "null");
        let page = asked_to_sign_in(&phone).await;
        assert_told(&phone, &page, PASSWORD_CHANGED).await;
    })
    .await;
}

#[tokio::test]
async fn a_session_that_ran_out_is_told_without_an_address() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(crate::support::days(31));
        let page = asked_to_sign_in(&ada).await;
        assert!(page.contains(EXPIRED) && !page.contains("ada@example.com"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn who_signs_out_is_told_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let stale = ada.stolen_copy();
        ada.sign_out().await;
        for browser in [&ada, &stale] {
            let page = asked_to_sign_in(browser).await;
            assert!(!page.contains("class=\"why\""), "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_somebody_made_up_is_not_said() {
    on_each_database(async |app| {
        let guest = app.guest();
        for made_up in [
            "",
            "x",
            "PGI+IGFkYUBleGFtcGxlLmNvbQ",
            "c2lnbmVkLW91dCBhZGFAZXhhbXBsZS5jb20",
        ] {
            guest.set_cookie("latchkey_session_end", made_up);
            let page = guest.get("/sign-in").await;
            assert_eq!(page.status, 200);
            assert!(!page.text().contains("class=\"why\""), "{made_up}: {}", page.text());
        }
    })
    .await;
}
