//! Changing the address of an account.

use super::{open_link, send};
use crate::support::{App, Browser, PASSWORD, on_each_database, seconds};
use futures_util::future::join_all;

const OLD: &str = "ada@example.com";
const NEW: &str = "countess@example.com";
const CHANGED: &str = "select count(*) as rows from users where email = 'countess@example.com' and email_verified";

async fn ask(browser: &Browser, email: &str) -> String {
    let fields = [("intent", "change"), ("email", email), ("current-password", PASSWORD)];
    send(browser, "/settings/email", &fields).await.text().to_owned()
}

async fn asked(app: &App) -> Browser {
    let ada = app.confirmed_member("ada").await;
    let page = ask(&ada, NEW).await;
    assert!(page.contains("Waiting to be confirmed") && page.contains(NEW) && page.contains(OLD));
    ada
}

#[tokio::test]
async fn an_address_changes_when_it_is_confirmed_from_there() {
    on_each_database(async |app| {
        let ada = asked(app).await;
        assert_eq!(app.count(CHANGED).await, 0);
        assert!(app.letters_to(OLD).await.iter().any(|letter| letter.text.contains(NEW)));
        let page = open_link(app, &ada, NEW).await;
        assert!(page.text().contains("Use this address"));
        send(&ada, "/verify-email", &[("intent", "confirm")]).await;
        assert_eq!(app.count(CHANGED).await, 1);
        assert!(ada.is_signed_in().await);
        let subjects: Vec<String> = app
            .letters_to(OLD)
            .await
            .into_iter()
            .map(|letter| letter.subject)
            .collect();
        assert!(
            subjects.contains(&"Your e-mail address was changed".to_owned()),
            "{subjects:?}"
        );
        assert_eq!(app.guest().sign_in(NEW, PASSWORD).await.status, 200);
        assert_eq!(app.guest().sign_in(OLD, PASSWORD).await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn of_sixteen_who_use_a_link_at_once_one_changes_the_address() {
    on_each_database(async |app| {
        let ada = asked(app).await;
        open_link(app, &ada, NEW).await;
        let tries = (0..16).map(|_| {
            let browser = ada.stolen_copy();
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
        assert_eq!(app.count(CHANGED).await, 1);
    })
    .await;
}

#[tokio::test]
async fn it_takes_the_password_and_a_good_address() {
    on_each_database(async |app| {
        let ada = app.member("ada").await;
        for (email, password, status, id) in [
            (NEW, "not the password", 422, "change-current-password-error"),
            (NEW, "", 422, "change-current-password-error"),
            ("nonsense", PASSWORD, 422, "change-email-error"),
            (OLD, PASSWORD, 422, "change-email-error"),
            ("a@b.test\r\nBcc: c@d.test", PASSWORD, 422, "change-email-error"),
        ] {
            let fields = [("intent", "change"), ("email", email), ("current-password", password)];
            let answer = ada.post_form("/settings/email", &fields).await;
            assert_eq!(answer.status, status, "{email:?}");
            assert!(answer.text().contains(id), "{email:?}: {id}");
        }
        assert_eq!(
            app.count("select count(*) as rows from one_time_tokens where purpose = 'change-email'")
                .await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_change_can_be_cancelled_and_its_link_dies() {
    on_each_database(async |app| {
        let ada = asked(app).await;
        let link = app.link_to(NEW).await;
        let page = send(&ada, "/settings/email", &[("intent", "cancel")]).await;
        assert!(page.text().contains("Cancelled.") && !page.text().contains("Waiting to be confirmed"));
        ada.get(&link).await;
        assert_eq!(
            ada.post_form("/verify-email", &[("intent", "confirm")]).await.status,
            410
        );
        assert_eq!(app.count(CHANGED).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_link_lasts_an_hour() {
    on_each_database(async |app| {
        let ada = asked(app).await;
        open_link(app, &ada, NEW).await;
        app.clock.advance(seconds(60 * 60 + 1));
        assert_eq!(
            ada.post_form("/verify-email", &[("intent", "confirm")]).await.status,
            410
        );
    })
    .await;
}

/// That somebody has the address is told to nobody, neither when it is asked for nor when it was taken meanwhile.
#[tokio::test]
async fn an_address_that_is_taken_is_not_told() {
    on_each_database(async |app| {
        let _owner = app.member("countess").await;
        let ada = app.member("ada").await;
        let page = ask(&ada, NEW).await;
        assert!(page.contains("Waiting to be confirmed"));
        let letters = app.letters_to(NEW).await;
        assert!(
            letters
                .iter()
                .all(|letter| !letter.subject.contains("new e-mail address"))
        );

        let bob = app.member("bob").await;
        ask(&bob, "later@example.com").await;
        open_link(app, &bob, "later@example.com").await;
        let _later = app.member("later").await;
        assert_eq!(
            bob.post_form("/verify-email", &[("intent", "confirm")]).await.status,
            410
        );
    })
    .await;
}

#[tokio::test]
async fn sending_it_again_takes_a_fresh_proof() {
    on_each_database(async |app| {
        let ada = asked(app).await;
        app.letters_to(NEW).await;
        app.clock.advance(seconds(601));
        let answer = ada.post_form("/settings/email", &[("intent", "resend")]).await;
        assert_eq!(answer.location(), "/settings/confirm?next=/settings/email");
        let fields = [("intent", "confirm"), ("current-password", PASSWORD)];
        ada.post_form("/settings/confirm", &fields).await;
        send(&ada, "/settings/email", &[("intent", "resend")]).await;
        assert_eq!(app.letters_to(NEW).await.len(), 2);
    })
    .await;
}
