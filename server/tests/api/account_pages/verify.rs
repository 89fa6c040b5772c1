//! Confirming the address of an account, and signing up where that has to be done first.

use super::{open_link, send};
use crate::support::{App, PASSWORD, on_each_database, on_each_database_with, seconds};
use futures_util::future::join_all;
use server::config::Config;

const EMAIL: &str = "ada@example.com";
const VERIFIED: &str = "select count(*) as rows from users where email_verified";

fn verification(config: &mut Config) {
    config.require_email_verification = true;
}

#[tokio::test]
async fn the_link_of_the_first_letter_confirms_the_address_with_a_click() {
    on_each_database(async |app| {
        let ada = app.member("ada").await;
        // Any browser will do, also one where nobody is signed in.
        let phone = app.guest();
        let page = open_link(app, &phone, EMAIL).await;
        assert!(page.text().contains(EMAIL) && page.text().contains("Confirm"));
        assert_eq!(app.count(VERIFIED).await, 0, "opening a link confirms nothing");
        let page = send(&phone, "/verify-email", &[("intent", "confirm")]).await;
        assert!(page.text().contains("Address confirmed"));
        assert_eq!(app.count(VERIFIED).await, 1);
        assert!(ada.is_signed_in().await && !phone.is_signed_in().await);
        assert_eq!(
            phone.post_form("/verify-email", &[("intent", "confirm")]).await.status,
            410
        );
    })
    .await;
}

#[tokio::test]
async fn of_sixteen_clicks_one_confirms() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let browser = app.guest();
        open_link(app, &browser, EMAIL).await;
        let tries = (0..16).map(|_| {
            let browser = browser.stolen_copy();
            async move {
                browser
                    .post_form("/verify-email", &[("intent", "confirm")])
                    .await
                    .status
            }
        });
        let statuses = join_all(tries).await;
        assert_eq!(
            statuses.iter().filter(|status| **status == 303).count(),
            1,
            "{statuses:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_lasts_a_day() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let browser = app.guest();
        open_link(app, &browser, EMAIL).await;
        app.clock.advance(seconds(24 * 60 * 60 + 1));
        assert_eq!(
            browser
                .post_form("/verify-email", &[("intent", "confirm")])
                .await
                .status,
            410
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_of_another_account_is_refused() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let eve = app.member("eve").await;
        open_link(app, &eve, EMAIL).await;
        let answer = eve.post_form("/verify-email", &[("intent", "confirm")]).await;
        assert_eq!(answer.status, 403);
        assert!(answer.text().contains("another account"));
        assert_eq!(app.count(VERIFIED).await, 0);
    })
    .await;
}

/// The way on stands in the address, where anybody can put anything.
#[tokio::test]
async fn the_way_on_is_one_of_ours() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let browser = app.guest();
        open_link(app, &browser, EMAIL).await;
        let fields = [("intent", "confirm"), ("way-on", "https://evil.test/")];
        let answer = browser.post_form("/verify-email", &fields).await;
        assert_eq!(answer.location(), "/verify-email?done");
    })
    .await;
}

async fn sign_up(app: &App, name: &str, password: &str) {
    let browser = app.guest();
    let fields = [("name", name), ("email", EMAIL), ("password", password)];
    let answer = browser.post_form("/sign-up", &fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/check-mail"));
    let page = browser.get("/check-mail").await;
    assert!(page.text().contains("Check your e-mail") && page.text().contains(EMAIL));
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn where_it_is_required_nobody_comes_in_before() {
    on_each_database_with(verification, async |app| {
        sign_up(app, "Ada", PASSWORD).await;
        let browser = app.guest();
        open_link(app, &browser, EMAIL).await;
        app.clock.advance(seconds(1));
        let answer = browser.sign_in(EMAIL, PASSWORD).await;
        assert_eq!(answer.status, 403, "only the right password learns why");
        assert_eq!(browser.sign_in(EMAIL, "the wrong password").await.status, 401);
        open_link(app, &browser, EMAIL).await;
        send(&browser, "/verify-email", &[("intent", "confirm")]).await;
        assert_eq!(browser.sign_in(EMAIL, PASSWORD).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn signing_up_with_a_known_address_looks_the_same_and_its_owner_is_told() {
    on_each_database_with(verification, async |app| {
        sign_up(app, "Ada", PASSWORD).await;
        let browser = app.guest();
        open_link(app, &browser, EMAIL).await;
        send(&browser, "/verify-email", &[("intent", "confirm")]).await;
        app.clock.advance(seconds(1));
        sign_up(app, "Mallory", "a heron reads the weather").await;
        let letters = app.letters_to(EMAIL).await;
        assert_eq!(letters[0].subject, "You already have an account");
        assert_eq!(app.count("select count(*) as rows from users").await, 1);
        assert_eq!(browser.sign_in(EMAIL, PASSWORD).await.status, 200);
        assert_eq!(
            app.guest().sign_in(EMAIL, "a heron reads the weather").await.status,
            401
        );
    })
    .await;
}

/// An account nobody has confirmed is given to whoever signs up last: the letter finds its owner.
#[tokio::test]
async fn an_unconfirmed_account_can_be_signed_up_again() {
    on_each_database_with(verification, async |app| {
        sign_up(app, "Mallory", PASSWORD).await;
        app.letters_to(EMAIL).await;
        app.clock.advance(seconds(1));
        sign_up(app, "Ada", "a heron reads the weather").await;
        let browser = app.guest();
        open_link(app, &browser, EMAIL).await;
        send(&browser, "/verify-email", &[("intent", "confirm")]).await;
        assert_eq!(browser.sign_in(EMAIL, PASSWORD).await.status, 401);
        assert_eq!(browser.sign_in(EMAIL, "a heron reads the weather").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn of_many_newcomers_with_one_address_there_is_one_account() {
    on_each_database_with(verification, async |app| {
        join_all((0..16).map(|_| sign_up(app, "Ada", PASSWORD))).await;
        app.letters_to(EMAIL).await;
        assert_eq!(app.count("select count(*) as rows from users").await, 1);
        assert_eq!(
            app.count("select count(*) as rows from mails where state = 'dead'")
                .await,
            0
        );
    })
    .await;
}
