//! Recovering an account: what opens it besides the password goes with the old password, unless its owner keeps it; and
//! nothing stays that was there before an address was confirmed.

use crate::{
    account_pages::{open_link, send},
    admin,
    passkeys::{self, authenticator::Authenticator, call, shown, start},
    support::{Answer, App, Browser, PASSWORD, Phone, on_each_database, on_each_database_with, seconds},
    two_factor,
};
use http::Method;
use serde_json::{Value, json};
use server::config::MailConfig;

const EMAIL: &str = "ada@example.com";
const NEW: &str = "a heron reads the weather";
const PASSKEYS: &str = "select count(*) as rows from passkeys";
const TWO_FACTORS: &str = "select count(*) as rows from two_factors";
const CODES: &str = "select count(*) as rows from recovery_codes";
const TRUSTED: &str = "select count(*) as rows from trusted_devices";

/// Lets all addresses there are count as confirmed.
async fn confirm_everybody(app: &App) {
    app.emails_to(EMAIL).await;
    app.run("update users set email_verified = true").await;
}

/// Ada with two passkeys and two-step verification, whose address is confirmed.
async fn fortress(app: &App) -> (Browser, Authenticator, Phone, Vec<String>) {
    let (ada, laptop) = passkeys::owner(app, "Ada").await;
    let mut key = Authenticator::new("Key");
    assert_eq!(passkeys::add(&ada, &mut key, "Blue key").await.status, 200);
    let phone = two_factor::start(&ada).await;
    let answer = two_factor::send(&ada, "confirm", &[("code", &phone.code(app))]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let codes = two_factor::codes_of(&answer);
    confirm_everybody(app).await;
    app.clock.advance(seconds(60));
    (ada, laptop, phone, codes)
}

/// Somebody with a passkey on an account whose address nobody has confirmed.
async fn squatter(app: &App) -> (Browser, Authenticator) {
    let squatter = passkeys::owner(app, "Ada").await;
    app.run("update users set email_verified = false").await;
    squatter
}

/// Opens the link to reset the password in a browser, and tells what the page shows.
async fn open_reset(app: &App, browser: &Browser) -> Answer {
    app.clock.advance(seconds(1));
    send(browser, "/forgot-password", &[("intent", "send"), ("email", EMAIL)]).await;
    open_link(app, browser, EMAIL).await
}

/// The path of the link in the email that came with the sign-up, which is not the newest by now.
async fn confirmation_link(app: &App, email: &str) -> String {
    let emails = app.emails_to(email).await;
    let email = emails
        .iter()
        .find(|email| email.subject == "Confirm your e-mail address");
    let text = &email.unwrap().text;
    let link = text
        .lines()
        .find(|line| line.starts_with(&app.config.server.base_url))
        .unwrap();
    link[app.config.server.base_url.len()..].to_owned()
}

async fn open_confirmation(app: &App, browser: &Browser, email: &str) -> Answer {
    browser.get(&confirmation_link(app, email).await).await;
    browser.get("/verify-email").await
}

async fn reset(browser: &Browser, more: &[(&str, &str)]) -> Answer {
    let fields = [&[("intent", "reset"), ("password", NEW)], more].concat();
    browser.post_form("/reset-password", &fields).await
}

async fn passkey_opens(app: &App, authenticator: &Authenticator) -> bool {
    let browser = app.guest();
    let answer = passkeys::sign_in(&browser, authenticator).await;
    assert_eq!(answer.status == 200, browser.is_signed_in().await);
    answer.status == 200
}

/// Somebody signs up with an address that is not theirs and adds all there is. Whoever reads its mail gets the account
/// without any of it.
#[tokio::test]
async fn a_reset_of_an_unconfirmed_address_clears_whatever_was_there() {
    on_each_database(async |app| {
        let (mallory, key) = squatter(app).await;
        let phone = two_factor::start(&mallory).await;
        let answer = two_factor::send(&mallory, "confirm", &[("code", &phone.code(app))]).await;
        let codes = two_factor::codes_of(&answer);
        app.clock.advance(seconds(60));
        let trusting = app.guest();
        let fields = [("email", EMAIL), ("password", PASSWORD), ("remember", "on")];
        trusting.post_form("/sign-in", &fields).await;
        let fields = [("intent", "code"), ("code", &*phone.code(app)), ("trust", "on")];
        assert_eq!(trusting.post_form("/sign-in/verify", &fields).await.status, 303);
        assert_eq!(app.count(TRUSTED).await, 1);

        let owner = app.guest();
        let page = open_reset(app, &owner).await;
        assert!(
            page.text().contains("Passkey “Laptop”") && page.text().contains("was never confirmed"),
            "{}",
            page.text()
        );
        // Keeping is not offered, and asking for it all the same changes nothing.
        assert_eq!(reset(&owner, &[("keep", "on"), ("code", &codes[0])]).await.status, 303);
        for table in [PASSKEYS, TWO_FACTORS, CODES, TRUSTED] {
            assert_eq!(app.count(table).await, 0, "{table}");
        }
        assert!(!mallory.is_signed_in().await && !trusting.is_signed_in().await);
        assert!(!passkey_opens(app, &key).await);
        assert_eq!(app.guest().sign_in(EMAIL, PASSWORD).await.status, 401);
        assert_eq!(owner.sign_in(EMAIL, NEW).await.status, 200);
        assert!(owner.is_signed_in().await, "no second step is asked for");
    })
    .await;
}

#[tokio::test]
async fn every_reset_removes_factors_unless_they_are_kept_and_says_so() {
    on_each_database(async |app| {
        let (ada, laptop, ..) = fortress(app).await;
        let owner = app.guest();
        let page = open_reset(app, &owner).await;
        for named in ["Passkey “Laptop”", "Passkey “Blue key”", "Two-step verification", "They will be removed"] {
            assert!(page.text().contains(named), "{named}: {}", page.text());
        }
        let emails = app.emails_to(EMAIL).await;
        assert!(emails[0].text.contains("2 passkeys and two-step verification"), "{}", emails[0].text);
        assert_eq!(reset(&owner, &[]).await.status, 303);
        for table in [PASSKEYS, TWO_FACTORS, CODES] {
            assert_eq!(app.count(table).await, 0, "{table}");
        }
        assert!(!passkey_opens(app, &laptop).await && !ada.is_signed_in().await);
        assert_eq!(owner.sign_in(EMAIL, NEW).await.status, 200);
        assert!(owner.is_signed_in().await);
        let emails = app.emails_to(EMAIL).await;
        let told = emails.iter().any(|email| {
            email.subject == "Your password was changed"
                && email.text.contains("Removed with the old one: 2 passkeys and two-step verification.")
        });
        assert!(told);
        let events = "select count(*) as rows from audit_events where kind = 'factors-removed' and detail = '2 passkeys and two-step verification'";
        assert_eq!(app.count(events).await, 1);
    })
    .await;
}

#[tokio::test]
async fn better_auths_reset_removes_them_too() {
    on_each_database(async |app| {
        let (_, laptop, ..) = fortress(app).await;
        let guest = app.guest();
        app.clock.advance(seconds(1));
        let call = async |path: &str, body: Value| {
            let ask = guest.ask(Method::POST, &format!("/api/auth{path}"));
            ask.header("content-type", "application/json")
                .body(body.to_string())
                .await
        };
        call("/request-password-reset", json!({ "email": EMAIL, "redirectTo": "/x" })).await;
        let link = app.link_to(EMAIL).await;
        let token = link
            .split("/reset-password/")
            .nth(1)
            .unwrap()
            .split('?')
            .next()
            .unwrap()
            .to_owned();
        let answer = call("/reset-password", json!({ "newPassword": NEW, "token": token })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!((app.count(PASSKEYS).await, app.count(TWO_FACTORS).await), (0, 0));
        assert!(!passkey_opens(app, &laptop).await);
    })
    .await;
}

#[tokio::test]
async fn whoever_shows_a_code_keeps_them() {
    on_each_database(async |app| {
        let (_, laptop, phone, codes) = fortress(app).await;
        let owner = app.guest();
        let page = open_reset(app, &owner).await;
        assert!(page.text().contains("name=\"code\""), "{}", page.text());
        let wrong = reset(&owner, &[("code", &phone.wrong_code(app))]).await;
        assert!(
            wrong.status == 422 && wrong.text().contains("reset-code-error"),
            "{}",
            wrong.text()
        );
        assert_eq!(app.count(PASSKEYS).await, 2, "a refused form changes nothing");
        assert_eq!(reset(&owner, &[("code", &phone.code(app))]).await.status, 303);
        assert_eq!((app.count(PASSKEYS).await, app.count(TWO_FACTORS).await), (2, 1));
        assert!(passkey_opens(app, &laptop).await);
        let emails = app.emails_to(EMAIL).await;
        assert!(emails.iter().any(|email| {
            email
                .text
                .contains("Your account still has 2 passkeys and two-step verification.")
        }));

        let again = app.guest();
        open_reset(app, &again).await;
        assert_eq!(reset(&again, &[("code", &codes[0])]).await.status, 303);
        assert_eq!((app.count(PASSKEYS).await, app.count(CODES).await), (2, 9));
    })
    .await;
}

#[tokio::test]
async fn whoever_has_just_signed_in_with_a_passkey_keeps_them() {
    on_each_database(async |app| {
        let (_, laptop, ..) = fortress(app).await;
        let owner = app.guest();
        open_reset(app, &owner).await;
        // Nobody is signed in, so that comes first.
        let answer = reset(&owner, &[("keep", "on")]).await;
        assert_eq!(answer.location(), "/sign-in?next=/reset-password");
        assert_eq!(passkeys::sign_in(&owner, &laptop).await.status, 200);
        let page = owner.get("/reset-password").await;
        assert!(page.text().contains("Keep them"), "{}", page.text());
        app.clock.advance(seconds(601));
        let answer = reset(&owner, &[("keep", "on")]).await;
        assert_eq!(answer.location(), "/settings/confirm?next=/reset-password");
        let body = shown(laptop.show(&start(&owner, "confirm").await));
        assert_eq!(call(&owner, "confirm/finish", &body).await.status, 200);
        assert_eq!(reset(&owner, &[("keep", "on")]).await.status, 303);
        assert_eq!((app.count(PASSKEYS).await, app.count(TWO_FACTORS).await), (2, 1));
        assert!(!owner.is_signed_in().await, "every session ends");
        assert!(passkey_opens(app, &laptop).await);
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_session_keeps_nothing() {
    on_each_database(async |app| {
        fortress(app).await;
        let eve = app.member("eve").await;
        open_reset(app, &eve).await;
        assert_eq!(reset(&eve, &[("keep", "on")]).await.status, 403);
        assert_eq!(reset(&eve, &[]).await.status, 303);
        assert_eq!(app.count(PASSKEYS).await, 0);
    })
    .await;
}

/// A passkey that is being added while the account is recovered is not there afterwards.
#[tokio::test]
async fn nothing_is_added_by_a_session_that_a_reset_has_ended() {
    on_each_database(async |app| {
        let (mallory, mut key) = (app.member("Ada").await, Authenticator::new("Key"));
        confirm_everybody(app).await;
        for _ in 0..4 {
            let asked = start(&mallory, "register").await;
            let made = key.make(&asked);
            let body = json!({ "credential": made, "name": "Late" });
            let owner = app.guest();
            open_reset(app, &owner).await;
            let (added, answer) = tokio::join!(call(&mallory, "register/finish", &body), reset(&owner, &[]));
            assert_eq!(answer.status, 303);
            assert!([200, 401].contains(&added.status), "{added:?}");
            assert_eq!(app.count(PASSKEYS).await, 0);
            assert_eq!(mallory.sign_in(EMAIL, NEW).await.status, 200);
        }
    })
    .await;
}

/// The click of somebody who does not know the password: it is their address, and nothing else that is there is theirs.
#[tokio::test]
async fn a_first_confirmation_by_the_mailbox_alone_clears_whatever_was_there() {
    on_each_database(async |app| {
        let (mallory, key) = squatter(app).await;
        let phone = two_factor::start(&mallory).await;
        two_factor::send(&mallory, "confirm", &[("code", &phone.code(app))]).await;
        let owner = app.guest();
        let page = open_confirmation(app, &owner, EMAIL).await;
        assert!(page.text().contains("Password you chose"), "{}", page.text());
        let page = send(&owner, "/verify-email", &[("intent", "confirm"), ("password", "")]).await;
        assert!(
            page.text().contains("Address confirmed") && page.text().contains("Choose a password"),
            "{}",
            page.text()
        );
        for table in [
            PASSKEYS,
            TWO_FACTORS,
            CODES,
            "select count(*) as rows from sessions",
            "select count(*) as rows from credentials",
        ] {
            assert_eq!(app.count(table).await, 0, "{table}");
        }
        assert!(!mallory.is_signed_in().await && !passkey_opens(app, &key).await);
        assert_eq!(app.guest().sign_in(EMAIL, PASSWORD).await.status, 401);
        assert_eq!(reset(&owner, &[]).await.status, 303);
        assert_eq!(owner.sign_in(EMAIL, NEW).await.status, 200);
    })
    .await;
}

/// Whoever knows the password, or is signed in, has made the account: what is there is theirs.
#[tokio::test]
async fn a_first_confirmation_by_whoever_made_the_account_leaves_it_as_it_is() {
    on_each_database(async |app| {
        let (ada, laptop) = squatter(app).await;
        let phone = app.guest();
        open_confirmation(app, &phone, EMAIL).await;
        let wrong = phone
            .post_form("/verify-email", &[("intent", "confirm"), ("password", NEW)])
            .await;
        assert!(
            wrong.status == 422 && wrong.text().contains("confirm-password-error"),
            "{}",
            wrong.text()
        );
        send(
            &phone,
            "/verify-email",
            &[("intent", "confirm"), ("password", PASSWORD)],
        )
        .await;
        assert!(ada.is_signed_in().await && passkey_opens(app, &laptop).await);

        let eve = app.member("eve").await;
        let page = open_link(app, &eve, "eve@example.com").await;
        assert!(!page.text().contains("Password you chose"), "{}", page.text());
        send(&eve, "/verify-email", &[("intent", "confirm")]).await;
        assert!(eve.is_signed_in().await);
        assert_eq!(app.guest().sign_in("eve@example.com", PASSWORD).await.status, 200);
    })
    .await;
}

/// The protocol of Better Auth's client has no page that could ask.
#[tokio::test]
async fn a_first_confirmation_by_a_link_alone_ends_what_was_there_and_keeps_the_password() {
    on_each_database(async |app| {
        let (mallory, key) = squatter(app).await;
        let link = confirmation_link(app, EMAIL).await;
        let token = link.split("token=").nth(1).unwrap();
        let answer = app.guest().get(&format!("/api/auth/verify-email?token={token}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(!mallory.is_signed_in().await && !passkey_opens(app, &key).await);
        assert_eq!(app.guest().sign_in(EMAIL, PASSWORD).await.status, 200);

        let eve = app.member("eve").await;
        let link = app.link_to("eve@example.com").await;
        let token = link.split("token=").nth(1).unwrap();
        assert_eq!(
            eve.get(&format!("/api/auth/verify-email?token={token}")).await.status,
            200
        );
        assert!(eve.is_signed_in().await, "a session of the account goes on");
    })
    .await;
}

#[tokio::test]
async fn a_change_of_password_names_what_goes_on_opening_the_account() {
    on_each_database(async |app| {
        let (ada, laptop, ..) = fortress(app).await;
        let fields = [
            ("intent", "password"),
            ("current-password", PASSWORD),
            ("password", NEW),
            ("sign-out-others", "on"),
        ];
        assert_eq!(ada.post_form("/settings/password", &fields).await.status, 303);
        assert!(passkey_opens(app, &laptop).await, "its owner has it in the settings");
        let emails = app.emails_to(EMAIL).await;
        let changed = emails
            .iter()
            .find(|email| email.subject == "Your password was changed")
            .unwrap();
        assert!(
            changed
                .text
                .contains("Your account still has 2 passkeys and two-step verification."),
            "{}",
            changed.text
        );
        assert!(
            changed
                .text
                .contains("removes passkeys and two-step verification unless you keep them"),
            "{}",
            changed.text
        );
    })
    .await;
}

#[tokio::test]
async fn administrators_remove_factors_after_a_fresh_proof() {
    on_each_database(async |app| {
        let (ada, laptop, ..) = fortress(app).await;
        let root = app.member("root").await;
        app.run("update users set role = 'admin' where email = 'root@example.com'")
            .await;
        let id = admin::id_of(&root, "ada").await;
        let page = root.get(&format!("/admin/people/{id}")).await;
        assert!(
            page.text().contains("Passkey “Blue key”") && page.text().contains("Remove passkeys"),
            "{}",
            page.text()
        );
        // Others have no such address, and a proof that is too old leads to a new one.
        assert_eq!(admin::change(&ada, &id, "remove-passkeys").await.status, 404);
        app.clock.advance(seconds(601));
        let answer = admin::change(&root, &id, "remove-passkeys").await;
        let path = format!("/admin/people/{id}/remove-passkeys");
        let confirm = format!("/settings/confirm?next={path}&action=");
        assert!(answer.location().starts_with(&confirm), "{answer:?}");
        let fields = [("intent", "confirm"), ("current-password", PASSWORD)];
        root.post_form("/settings/confirm", &fields).await;
        let foreign = root
            .post_form(&path, &[("intent", "act")])
            .header("origin", "https://evil.test")
            .header("sec-fetch-site", "cross-site")
            .await;
        assert_eq!((foreign.status, app.count(PASSKEYS).await), (403, 2));
        assert_eq!(admin::change(&root, &id, "remove-everything").await.status, 404);

        let answer = admin::change(&root, &id, "remove-passkeys").await;
        assert!(
            root.get(answer.location())
                .await
                .text()
                .contains("The passkeys are removed")
        );
        assert_eq!((app.count(PASSKEYS).await, app.count(TWO_FACTORS).await), (0, 1));
        assert!(!passkey_opens(app, &laptop).await && !ada.is_signed_in().await);
        let answer = admin::change(&root, &id, "turn-off-two-step").await;
        assert_eq!(
            (answer.status, app.count(TWO_FACTORS).await, app.count(CODES).await),
            (303, 0, 0)
        );
        let answer = admin::change(&root, &id, "turn-off-two-step").await;
        assert!(
            root.get(answer.location())
                .await
                .text()
                .contains("There was nothing to remove.")
        );
        assert_eq!(app.guest().sign_in(EMAIL, PASSWORD).await.status, 200);
        let emails = app.emails_to(EMAIL).await;
        let told = emails
            .iter()
            .filter(|email| email.subject == "Ways to sign in to your account were removed");
        assert_eq!(told.count(), 2);
        let events =
            "select count(*) as rows from audit_events where kind = 'factors-removed' and actor_id is not null";
        assert_eq!(app.count(events).await, 2);
    })
    .await;
}

#[tokio::test]
async fn without_mail_factors_need_no_confirmed_address() {
    on_each_database_with(
        |config| config.mail = MailConfig::Off,
        async |app| {
            let (_, laptop) = squatter(app).await;
            assert!(passkey_opens(app, &laptop).await);
        },
    )
    .await;
}
