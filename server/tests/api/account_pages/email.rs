//! Changing the address of an account.

use super::{open_link, send};
use crate::{
    passkeys::{self, call, json_of, shown, start},
    support::{Answer, App, Browser, PASSWORD, hours, on_each_database, on_each_database_with, seconds},
    two_factor,
};
use futures_util::future::join_all;
use serde_json::json;
use server::auth::change_email;

const OLD: &str = "ada@example.com";
const NEW: &str = "countess@example.com";
const CHANGED: &str = "select count(*) as rows from users where email = 'countess@example.com' and email_verified";

async fn ask(browser: &Browser, email: &str) -> String {
    let fields = [("intent", "change"), ("email", email), ("current-password", PASSWORD)];
    send(browser, "/settings/email", &fields).await.text().to_owned()
}

async fn asked(app: &App) -> Browser {
    let ada = app.member("ada").await;
    let page = ask(&ada, NEW).await;
    assert!(page.contains("Waiting to be confirmed") && page.contains(NEW) && page.contains(OLD));
    ada
}

#[tokio::test]
async fn an_address_changes_when_it_is_confirmed_from_there() {
    on_each_database(async |app| {
        let ada = asked(app).await;
        assert_eq!(app.count(CHANGED).await, 0);
        let page = open_link(app, &ada, NEW).await;
        assert!(page.text().contains("Use this address"));
        send(&ada, "/verify-email", &[("intent", "confirm")]).await;
        assert_eq!(app.count(CHANGED).await, 1);
        assert!(ada.is_signed_in().await);
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
        assert_eq!(app.count("select count(*) as rows from email_changes").await, 0);
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
        let emails = app.emails_to(NEW).await;
        assert!(emails.iter().all(|email| !email.subject.contains("new e-mail address")));

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
        app.emails_to(NEW).await;
        app.clock.advance(seconds(601));
        let answer = ada.post_form("/settings/email", &[("intent", "resend")]).await;
        assert!(answer.location().starts_with("/settings/confirm?next=/settings/email"));
        assert_eq!(app.emails_to(NEW).await.len(), 1);
        let fields = [("intent", "confirm"), ("current-password", PASSWORD)];
        send(&ada, answer.location(), &fields).await;
        assert_eq!(app.emails_to(NEW).await.len(), 2);
    })
    .await;
}

/// Ada with a confirmed address, who has asked for another one.
async fn asked_from_a_confirmed_address(app: &App) -> Browser {
    let ada = app.member("ada").await;
    app.emails_to(OLD).await;
    app.run("update users set email_verified = true").await;
    // So that what comes now is the newest.
    app.clock.advance(seconds(1));
    let page = ask(&ada, NEW).await;
    assert!(
        page.contains("Follow the links we’ve sent to both addresses."),
        "{page}"
    );
    ada
}

/// Follows a link in a browser where nobody is signed in, and sends the form.
async fn follow(app: &App, link: &str, intent: &str) -> Answer {
    let browser = app.guest();
    browser.get(link).await;
    browser.post_form("/verify-email", &[("intent", intent)]).await
}

/// The link in the email to an address with this subject.
async fn link_in(app: &App, email: &str, subject: &str) -> String {
    let emails = app.emails_to(email).await;
    let found = emails.iter().find(|email| email.subject == subject);
    let found = found.unwrap_or_else(|| panic!("no {subject} to {email}"));
    let line = found
        .text
        .lines()
        .find(|line| line.starts_with(&app.config.server.base_url));
    line.unwrap_or_else(|| panic!("no link in {:?}", found.text))[app.config.server.base_url.len()..].to_owned()
}

const TO_APPROVE: &str = "Your e-mail address is about to change";
const CHANGE_TOLD: &str = "Your e-mail address was changed";

/// Both say yes, in either order; a link is good once.
#[tokio::test]
async fn a_confirmed_address_is_changed_when_both_mailboxes_have_said_yes() {
    for is_new_first in [true, false] {
        on_each_database(async |app| {
            let ada = asked_from_a_confirmed_address(app).await;
            let (old, new) = (link_in(app, OLD, TO_APPROVE).await, app.link_to(NEW).await);
            let (first, second) = if is_new_first { (&new, &old) } else { (&old, &new) };
            let answer = follow(app, first, "confirm").await;
            assert_eq!((answer.status, answer.location()), (303, "/verify-email?half"));
            assert_eq!(app.count(CHANGED).await, 0);
            assert_eq!(follow(app, first, "confirm").await.status, 410);
            let page = ada.get("/settings/email").await;
            assert!(page.text().contains("Waiting to be confirmed"), "{}", page.text());
            let answer = follow(app, second, "confirm").await;
            assert_eq!((answer.status, answer.location()), (303, "/verify-email?done"));
            assert_eq!(app.count(CHANGED).await, 1);
            assert_eq!(app.guest().sign_in(NEW, PASSWORD).await.status, 200);
            let events =
                "select count(*) as rows from audit_events where kind in ('email-change-approved', 'email-changed')";
            assert_eq!(app.count(events).await, 2);
        })
        .await;
    }
}

#[tokio::test]
async fn both_links_followed_at_once_change_the_address_once() {
    on_each_database(async |app| {
        let _ada = asked_from_a_confirmed_address(app).await;
        let (old, new) = (link_in(app, OLD, TO_APPROVE).await, app.link_to(NEW).await);
        let links = [&old, &new].into_iter().cycle().take(16);
        let answers = join_all(links.map(|link| follow(app, link, "confirm"))).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(
            statuses.iter().filter(|status| **status == 303).count(),
            2,
            "{statuses:?}"
        );
        assert_eq!(app.count(CHANGED).await, 1);
        assert_eq!(
            app.count("select count(*) as rows from audit_events where kind = 'email-changed'")
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_code_of_the_app_stands_for_the_present_mailbox() {
    on_each_database(async |app| {
        let (ada, phone, codes) = two_factor::ada(app).await;
        app.emails_to(OLD).await;
        app.run("update users set email_verified = true").await;
        let approve = |code: String| {
            let ada = &ada;
            async move {
                ada.post_form("/settings/email", &[("intent", "approve"), ("code", &code)])
                    .await
            }
        };
        assert_eq!(
            approve(codes[0].clone()).await.status,
            404,
            "nothing waits, and no code is used up"
        );
        ask(&ada, NEW).await;
        let wrong = approve(phone.wrong_code(app)).await;
        assert!(
            wrong.status == 422 && wrong.text().contains("approve-code-error"),
            "{}",
            wrong.text()
        );
        assert_eq!(approve(codes[0].clone()).await.status, 303);
        assert_eq!(approve(codes[1].clone()).await.status, 404, "once is enough");
        assert_eq!(app.count(CHANGED).await, 0, "the new mailbox has still to say yes");
        let new = app.link_to(NEW).await;
        assert_eq!(follow(app, &new, "confirm").await.location(), "/verify-email?done");
        assert_eq!(app.count(CHANGED).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_stands_for_the_present_mailbox() {
    on_each_database(async |app| {
        let (ada, laptop) = passkeys::owner(app, "ada").await;
        let (_, foreign) = passkeys::owner(app, "eve").await;
        app.emails_to(OLD).await;
        app.run("update users set email_verified = true").await;
        let approve = |key: &passkeys::authenticator::Authenticator, asked| shown(key.show(&asked));
        let body = approve(&laptop, start(&ada, "approve").await);
        assert_eq!(call(&ada, "approve/finish", &body).await.status, 404, "nothing waits");
        let page = ask(&ada, NEW).await;
        assert!(page.contains("data-passkey=\"approve\""), "{page}");
        // To confirm something else approves nothing.
        let body = approve(&laptop, start(&ada, "confirm").await);
        assert_eq!(call(&ada, "confirm/finish", &body).await.status, 200);
        let new = app.link_to(NEW).await;
        assert_eq!(follow(app, &new, "confirm").await.location(), "/verify-email?half");
        let body = approve(&foreign, start(&ada, "approve").await);
        assert_eq!(call(&ada, "approve/finish", &body).await.status, 401);
        let body = approve(&laptop, start(&ada, "approve").await);
        let answer = call(&ada, "approve/finish", &body).await;
        assert_eq!(
            (answer.status, &json_of(&answer)["next"]),
            (200, &json!("/settings/email"))
        );
        assert!(
            ada.get("/settings/email")
                .await
                .text()
                .contains("Your address was changed.")
        );
        assert_eq!(app.count(CHANGED).await, 1);
    })
    .await;
}

/// The address is changed by somebody who had the password and the phone for a moment.
async fn changed(app: &App) -> Browser {
    let ada = asked_from_a_confirmed_address(app).await;
    app.run("update email_changes set is_old_confirmed = true").await;
    let new = app.link_to(NEW).await;
    app.clock.advance(seconds(1));
    assert_eq!(follow(app, &new, "confirm").await.location(), "/verify-email?done");
    ada
}

#[tokio::test]
async fn the_mailbox_from_before_takes_a_change_back_without_signing_in() {
    on_each_database(async |app| {
        let mallory = changed(app).await;
        let link = link_in(app, OLD, CHANGE_TOLD).await;
        app.clock.advance(hours(72) - seconds(2));
        let owner = app.guest();
        owner.get(&link).await;
        let page = owner.get("/verify-email").await;
        assert!(
            page.text().contains("Undo the change") && page.text().contains(OLD),
            "{}",
            page.text()
        );
        assert_eq!(
            owner.post_form("/verify-email", &[("intent", "confirm")]).await.status,
            410,
            "it is no link to confirm anything by"
        );
        assert_eq!(app.count(CHANGED).await, 1);
        let page = send(&owner, "/verify-email", &[("intent", "undo")]).await;
        assert!(
            page.text().contains("The change is undone") && page.text().contains("/reset-password"),
            "{}",
            page.text()
        );
        assert_eq!(
            app.count("select count(*) as rows from users where email = 'ada@example.com' and email_verified")
                .await,
            1
        );
        assert!(!mallory.is_signed_in().await);
        let fields = [("intent", "reset"), ("password", "a heron reads the weather")];
        assert_eq!(owner.post_form("/reset-password", &fields).await.status, 303);
        assert_eq!(owner.sign_in(OLD, "a heron reads the weather").await.status, 200);
        assert_eq!(app.guest().sign_in(NEW, PASSWORD).await.status, 401);
        assert_eq!(follow(app, &link, "undo").await.status, 410);
        assert_eq!(
            app.count("select count(*) as rows from audit_events where kind = 'email-change-undone'")
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn of_sixteen_who_undo_a_change_at_once_one_does() {
    on_each_database(async |app| {
        changed(app).await;
        let link = link_in(app, OLD, CHANGE_TOLD).await;
        let answers = join_all((0..16).map(|_| follow(app, &link, "undo"))).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
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
async fn a_change_can_be_undone_for_72_hours_and_whoever_changed_it_cannot_end_that() {
    on_each_database(async |app| {
        let mallory = changed(app).await;
        let link = link_in(app, OLD, CHANGE_TOLD).await;
        // A new password, and yet another address.
        let fields = [
            ("intent", "password"),
            ("current-password", PASSWORD),
            ("password", "yet another one here"),
        ];
        assert_eq!(mallory.post_form("/settings/password", &fields).await.status, 303);
        let fields = [
            ("intent", "change"),
            ("email", "third@example.com"),
            ("current-password", "yet another one here"),
        ];
        send(&mallory, "/settings/email", &fields).await;
        app.run("update email_changes set is_old_confirmed = true").await;
        let third = app.link_to("third@example.com").await;
        assert_eq!(follow(app, &third, "confirm").await.status, 303);
        let their_own = link_in(app, NEW, CHANGE_TOLD).await;
        // Nobody gets the address meanwhile.
        let taken = app.guest().sign_up("Mallory", OLD, PASSWORD).await;
        assert_eq!(taken.status, 422);
        assert_eq!(follow(app, &link, "undo").await.status, 303);
        assert_eq!(
            app.count("select count(*) as rows from users where email = 'ada@example.com'")
                .await,
            1
        );
        assert_eq!(
            follow(app, &their_own, "undo").await.status,
            410,
            "and nobody takes that back"
        );
    })
    .await;
    on_each_database(async |app| {
        changed(app).await;
        let link = link_in(app, OLD, CHANGE_TOLD).await;
        app.clock.advance(hours(72));
        assert_eq!(follow(app, &link, "undo").await.status, 410);
        change_email::forget_expired(&app.state.auth).await.unwrap();
        let left = "select count(*) as rows from email_change_undos";
        assert_eq!(app.count(left).await, 0);
        assert_eq!(app.guest().sign_up("Bob", OLD, PASSWORD).await.status, 200);
    })
    .await;
}

/// A slip of the pen at sign-up: whoever reads that mailbox has no say and gets no way in.
#[tokio::test]
async fn an_address_that_was_never_confirmed_undoes_nothing() {
    on_each_database(async |app| {
        let ada = asked(app).await;
        open_link(app, &ada, NEW).await;
        send(&ada, "/verify-email", &[("intent", "confirm")]).await;
        assert_eq!(app.count(CHANGED).await, 1);
        assert_eq!(app.count("select count(*) as rows from email_change_undos").await, 0);
        let emails = app.emails_to(OLD).await;
        assert!(emails.iter().all(|email| email.subject != CHANGE_TOLD), "{emails:?}");
    })
    .await;
}

#[tokio::test]
async fn where_addresses_are_confirmed_first_one_that_can_be_had_back_is_not_given_away() {
    on_each_database_with(
        |config| config.sessions.require_email_verification = true,
        async |app| {
            let lax = app
                .another(|config| config.sessions.require_email_verification = false, |_| {})
                .await;
            changed(&lax).await;
            app.clock.advance(seconds(1));
            let emails = app.emails_to(OLD).await.len();
            let fields = [("name", "Mallory"), ("email", OLD), ("password", PASSWORD)];
            assert_eq!(
                app.guest().post_form("/sign-up", &fields).await.location(),
                "/check-mail"
            );
            assert_eq!(app.emails_to(OLD).await.len(), emails);
            assert_eq!(app.count("select count(*) as rows from pending_sign_ups").await, 0);
        },
    )
    .await;
}
