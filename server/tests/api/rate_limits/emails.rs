//! Emails are no weapon: not against strangers whose address somebody signed up with, and not against the owner who
//! waits for one.

use super::{behind_a_proxy, limited};
use crate::support::{App, Browser, PASSWORD, on_each_database, on_each_database_with, seconds};
use server::{
    auth::{
        Client,
        emails::{Email, Notice, post},
    },
    store::users::find_user_by_email,
};

const EMAIL: &str = "ada@example.com";

async fn notify(app: &App, notice: Notice) {
    let auth = &app.state.auth;
    let user = find_user_by_email(&auth.database, EMAIL).await.unwrap().unwrap();
    let email = Email::notice(auth, &user, notice, &Client::default());
    post(auth, &auth.database, &email).await.unwrap();
}

async fn ask_for_link(browser: &Browser, from: &str) -> u16 {
    let ask = browser.post_form("/forgot-password", &[("intent", "send"), ("email", EMAIL)]);
    ask.header("x-forwarded-for", from).await.status
}

/// Whoever signs up with a stranger's address cannot have them written to for ever.
#[tokio::test]
async fn notices_go_to_confirmed_addresses_only() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        for _ in 0..3 {
            notify(app, Notice::PasswordChanged).await;
        }
        assert_eq!(app.emails_to(EMAIL).await.len(), 1, "the one that asks to confirm");
        app.run("update users set email_verified = true").await;
        notify(app, Notice::PasswordChanged).await;
        assert_eq!(app.emails_to(EMAIL).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn notices_of_a_kind_are_counted() {
    on_each_database_with(limited, async |app| {
        let _ada = app.confirmed_member("ada").await;
        for _ in 0..16 {
            notify(app, Notice::PasswordChanged).await;
        }
        notify(app, Notice::TwoFactorOff).await;
        let emails = app.emails_to(EMAIL).await;
        let of = |subject: &str| emails.iter().filter(|email| email.subject == subject).count();
        assert_eq!(of("Your password was changed"), 5);
        assert_eq!(
            of("Two-step verification is off"),
            1,
            "what else happens is told all the same"
        );
        app.clock.advance(seconds(60 * 60));
        notify(app, Notice::PasswordChanged).await;
        assert_eq!(app.emails_to(EMAIL).await.len(), emails.len() + 1);
    })
    .await;
}

#[tokio::test]
async fn a_letter_to_an_address_nobody_has_confirmed_names_nobody() {
    on_each_database(async |app| {
        let name = "your account is locked, unlock it at https://evil.example/unlock or call +1 555 0100 now";
        let browser = app.guest();
        assert_eq!(browser.sign_up(name, EMAIL, PASSWORD).await.status, 200);
        ask_for_link(&browser, "203.0.113.1").await;
        for mail in app.emails_to(EMAIL).await {
            for word in ["evil", "555", "locked"] {
                assert!(!mail.text.contains(word) && !mail.html.contains(word), "{}", mail.text);
            }
            assert!(mail.text.contains("Hello,"), "{}", mail.text);
        }
        // Nor is what looks like a link said once it has been confirmed, and a plain name is.
        app.run("update users set email_verified = true").await;
        notify(app, Notice::PasswordChanged).await;
        let names = async |name: &str| {
            let emails = app.emails_to(EMAIL).await;
            emails.iter().any(|email| email.text.contains(name))
        };
        assert!(!names("evil").await);
        app.run("update users set name = 'Ada Lovelace'").await;
        notify(app, Notice::PasswordChanged).await;
        assert!(names("Hello Ada Lovelace,").await);
    })
    .await;
}

/// Strangers ask until they may no more; the owner's own browser still gets a link, and so does a browser at home.
#[tokio::test]
async fn strangers_do_not_use_up_the_owners_letters() {
    on_each_database_with(behind_a_proxy, async |app| {
        let ada = app.guest();
        let answer = super::sign_up_from(&ada, "198.51.100.7", "ada", PASSWORD).await;
        assert_eq!(answer.status, 200);
        let mut last = 303;
        for stranger in 0..8 {
            last = ask_for_link(&app.guest(), &format!("203.0.113.{stranger}")).await;
        }
        assert_eq!(last, 429);
        assert_eq!(ask_for_link(&ada, "192.0.2.99").await, 303, "the device is known");
        assert_eq!(
            ask_for_link(&app.guest(), "198.51.100.7").await,
            303,
            "the network is known"
        );
    })
    .await;
}

/// A link that was just sent stays good while others ask for one too.
#[tokio::test]
async fn a_young_link_is_sent_again_and_not_replaced() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        app.clock.advance(seconds(1));
        ask_for_link(&app.guest(), "203.0.113.1").await;
        let first = app.link_to(EMAIL).await;
        app.clock.advance(seconds(9 * 60));
        ask_for_link(&app.guest(), "203.0.113.2").await;
        assert_eq!(app.link_to(EMAIL).await, first);
        // It is good for as long as the email says.
        app.clock.advance(seconds(29 * 60));
        let owner = app.guest();
        let answer = owner.get(&first).await;
        let page = owner.get(answer.location()).await;
        assert!(page.text().contains("new-password"), "{}", page.text());
        // By now it is old, and another one takes its place.
        ask_for_link(&app.guest(), "203.0.113.3").await;
        let second = app.link_to(EMAIL).await;
        assert_ne!(second, first);
        // A stolen database opens nothing.
        let sealed = "select count(*) as rows from one_time_tokens where sealed is not null and length(sealed) > 43";
        assert_eq!(app.count(sealed).await, 1);
    })
    .await;
}
