//! Confirming the address of an account, and signing up where that has to be done first.

use super::{open_link, send};
use crate::support::{Answer, App, Browser, PASSWORD, on_each_database, on_each_database_with, seconds};
use futures_util::future::join_all;
use server::{auth, config::Config};

const EMAIL: &str = "ada@example.com";
const VERIFIED: &str = "select count(*) as rows from users where email_verified";

fn verification(config: &mut Config) {
    config.sessions.require_email_verification = true;
}

#[tokio::test]
async fn the_link_of_the_first_letter_confirms_the_address() {
    on_each_database(async |app| {
        let ada = app.member("ada").await;
        // Any browser will do, also one where nobody is signed in.
        let phone = app.guest();
        let page = open_link(app, &phone, EMAIL).await;
        assert!(page.text().contains(EMAIL) && page.text().contains("Confirm"));
        assert_eq!(app.count(VERIFIED).await, 0, "opening a link confirms nothing");
        let fields = [("intent", "confirm"), ("password", PASSWORD)];
        let page = send(&phone, "/verify-email", &fields).await;
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

/// The redirect target stands in the address, where anybody can put anything.
#[tokio::test]
async fn the_redirect_is_one_of_ours() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let browser = app.guest();
        open_link(app, &browser, EMAIL).await;
        let fields = [("intent", "confirm"), ("redirect-to", "https://evil.test/")];
        let answer = browser.post_form("/verify-email", &fields).await;
        assert_eq!(answer.location(), "/verify-email?done");
    })
    .await;
}

/// Those that were mailed before the parameter had its name are still good.
#[tokio::test]
async fn a_link_names_its_redirect_by_either_name() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        for name in ["redirect-to", "way-on"] {
            let browser = app.guest();
            open_link(app, &browser, EMAIL).await;
            let page = browser.get(&format!("/verify-email?{name}=/todos")).await;
            assert!(
                page.text().contains("name=\"redirect-to\" value=\"/todos\""),
                "{name}: {}",
                page.text()
            );
        }
    })
    .await;
}

async fn sign_up(app: &App, name: &str, password: &str) -> Browser {
    let browser = app.guest();
    let fields = [("name", name), ("email", EMAIL), ("password", password)];
    let answer = browser.post_form("/sign-up", &fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/check-mail"));
    let page = browser.get("/check-mail").await;
    assert!(page.text().contains("Check your e‑mail") && page.text().contains(EMAIL));
    assert!(!browser.is_signed_in().await);
    browser
}

/// The path of the link in the newest email of a sign-up that is the newest itself.
async fn signed_up_link(app: &App, name: &str, password: &str) -> String {
    app.clock.advance(seconds(1));
    sign_up(app, name, password).await;
    app.link_to(EMAIL).await
}

/// Follows a link elsewhere than where the sign-up was made, and sends the form.
async fn follow(app: &App, link: &str, password: &str) -> Answer {
    let browser = app.guest();
    browser.get(link).await;
    let fields = [("intent", "confirm"), ("password", password)];
    browser.post_form("/verify-email", &fields).await
}

async fn opens(app: &App, password: &str) -> bool {
    app.guest().sign_in(EMAIL, password).await.status == 200
}

const OTHER: &str = "a heron reads the weather";
const PENDING: &str = "select count(*) as rows from pending_sign_ups";
const USERS: &str = "select count(*) as rows from users";

#[tokio::test]
async fn where_it_is_required_nobody_comes_in_before() {
    on_each_database_with(verification, async |app| {
        let first = signed_up_link(app, "Ada", PASSWORD).await;
        assert_eq!((app.count(USERS).await, app.count(PENDING).await), (0, 1));
        app.clock.advance(seconds(1));
        let browser = app.guest();
        let answer = browser.sign_in(EMAIL, PASSWORD).await;
        assert_eq!(answer.status, 403, "only the right password learns why");
        assert_eq!(browser.sign_in(EMAIL, "the wrong password").await.status, 401);
        let second = app.link_to(EMAIL).await;
        assert_ne!(first, second);
        assert_eq!(follow(app, &second, PASSWORD).await.status, 303);
        assert_eq!(browser.sign_in(EMAIL, PASSWORD).await.status, 200);
        assert_eq!(follow(app, &first, PASSWORD).await.status, 410);
    })
    .await;
}

/// The browser that signed up has shown the password to us, so a click is enough there, and nowhere else.
#[tokio::test]
async fn the_browser_that_signed_up_confirms_with_a_click() {
    on_each_database_with(verification, async |app| {
        let (mallory, ada) = (
            sign_up(app, "Mallory", OTHER).await,
            sign_up(app, "Ada", PASSWORD).await,
        );
        app.emails_to(EMAIL).await;
        app.clock.advance(seconds(1));
        let link = signed_up_link(app, "Mallory", OTHER).await;
        for browser in [&ada, &mallory] {
            // Neither made the sign-up behind this link.
            browser.get(&link).await;
            let page = browser.get("/verify-email").await;
            assert!(page.text().contains("Password you chose"), "{}", page.text());
        }
        let eve = app.guest();
        app.clock.advance(seconds(1));
        let fields = [("name", "Eve"), ("email", "eve@example.com"), ("password", PASSWORD)];
        eve.post_form("/sign-up", &fields).await;
        let page = open_link(app, &eve, "eve@example.com").await;
        assert!(!page.text().contains("Password you chose"), "{}", page.text());
        let page = send(&eve, "/verify-email", &[("intent", "confirm")]).await;
        assert!(page.text().contains("Address confirmed") && eve.cookie("newcomer").is_none());
        assert_eq!(eve.sign_in("eve@example.com", PASSWORD).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn signing_up_with_a_known_address_looks_the_same_and_its_owner_is_told() {
    on_each_database_with(verification, async |app| {
        let link = signed_up_link(app, "Ada", PASSWORD).await;
        assert_eq!(follow(app, &link, PASSWORD).await.status, 303);
        app.clock.advance(seconds(1));
        sign_up(app, "Mallory", OTHER).await;
        let emails = app.emails_to(EMAIL).await;
        assert_eq!(emails[0].subject, "You already have an account");
        assert_eq!((app.count(USERS).await, app.count(PENDING).await), (1, 0));
        assert!(opens(app, PASSWORD).await && !opens(app, OTHER).await);
    })
    .await;
}

/// Whoever signs up last does not decide the password: each link is for its own sign-up.
#[tokio::test]
async fn a_later_sign_up_ends_no_link_and_replaces_no_password() {
    on_each_database_with(verification, async |app| {
        let owners = signed_up_link(app, "Ada", PASSWORD).await;
        let mut strangers = Vec::new();
        for _ in 0..5 {
            strangers.push(signed_up_link(app, "Mallory", OTHER).await);
        }
        assert_eq!(app.count(PENDING).await, 6);
        // The owner opens the stranger's email and gives the password of their own.
        let answer = follow(app, &strangers[4], PASSWORD).await;
        assert!(
            answer.status == 422 && answer.text().contains("confirm-password-error"),
            "{}",
            answer.text()
        );
        assert_eq!(app.count(USERS).await, 0);
        assert_eq!(follow(app, &owners, PASSWORD).await.status, 303);
        assert!(opens(app, PASSWORD).await && !opens(app, OTHER).await);
        assert_eq!(
            app.count("select count(*) as rows from users where name = 'Ada' and email_verified")
                .await,
            1
        );
        assert_eq!(app.count(PENDING).await, 0);
        for link in &strangers {
            assert_eq!(follow(app, link, OTHER).await.status, 410);
        }
    })
    .await;
}

#[tokio::test]
async fn each_sign_up_has_its_own_end() {
    on_each_database_with(verification, async |app| {
        let first = signed_up_link(app, "Ada", PASSWORD).await;
        app.clock.advance(seconds(12 * 60 * 60));
        let second = signed_up_link(app, "Ada", OTHER).await;
        app.clock.advance(seconds(12 * 60 * 60));
        assert_eq!(follow(app, &first, PASSWORD).await.status, 410);
        assert_eq!(follow(app, &second, OTHER).await.status, 303);
        assert!(opens(app, OTHER).await);
    })
    .await;
}

/// A click by somebody who has chosen no password makes an account that has none, and lets one be chosen.
#[tokio::test]
async fn a_click_alone_activates_nobodys_password() {
    on_each_database_with(verification, async |app| {
        let link = signed_up_link(app, "Mallory", OTHER).await;
        let owner = app.guest();
        owner.get(&link).await;
        let page = send(&owner, "/verify-email", &[("intent", "confirm")]).await;
        assert!(page.text().contains("Choose a password"), "{}", page.text());
        assert!(!opens(app, OTHER).await);
        let fields = [("intent", "reset"), ("password", PASSWORD)];
        assert_eq!(owner.post_form("/reset-password", &fields).await.status, 303);
        assert!(opens(app, PASSWORD).await && !opens(app, OTHER).await);
    })
    .await;
}

/// What Better Auth's client does: it confirms what this very link is bound to.
#[tokio::test]
async fn a_program_confirms_the_sign_up_of_its_link() {
    on_each_database_with(verification, async |app| {
        let owners = signed_up_link(app, "Ada", PASSWORD).await;
        signed_up_link(app, "Mallory", OTHER).await;
        let token = owners.split("token=").nth(1).unwrap();
        let path = format!("/api/auth/verify-email?token={token}");
        let answer = app.guest().get(&path).await;
        assert_eq!((answer.status, answer.text()), (200, "{\"status\":true,\"user\":null}"));
        assert!(opens(app, PASSWORD).await && !opens(app, OTHER).await);
        assert_eq!(app.guest().get(&path).await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn of_sixteen_sign_ups_that_are_confirmed_at_once_one_becomes_the_account() {
    on_each_database_with(verification, async |app| {
        let mut links = Vec::new();
        for index in 0..16 {
            links.push(signed_up_link(app, &format!("Ada {index}"), PASSWORD).await);
        }
        let answers = join_all(links.iter().map(|link| follow(app, link, PASSWORD))).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(
            statuses.iter().filter(|status| **status == 303).count(),
            1,
            "{statuses:?}"
        );
        assert_eq!(
            statuses.iter().filter(|status| **status == 410).count(),
            15,
            "{statuses:?}"
        );
        assert_eq!((app.count(USERS).await, app.count(PENDING).await), (1, 0));
    })
    .await;
}

/// An account from before addresses had to be confirmed, with whatever a stranger has put there.
#[tokio::test]
async fn an_unconfirmed_account_is_given_to_the_sign_up_that_is_confirmed() {
    on_each_database(async |app| {
        let mallory = app.member("ada").await;
        let before = app.link_to(EMAIL).await;
        let strict = app.another(verification, |_| {}).await;
        let owners = signed_up_link(&strict, "Ada", OTHER).await;
        assert!(
            mallory.is_signed_in().await && opens(app, PASSWORD).await,
            "nothing has changed yet"
        );
        assert_eq!(follow(&strict, &owners, OTHER).await.status, 303);
        assert!(!mallory.is_signed_in().await && !opens(&strict, PASSWORD).await && opens(&strict, OTHER).await);
        assert_eq!(follow(&strict, &before, PASSWORD).await.status, 410);
        assert_eq!(
            app.count("select count(*) as rows from users where name = 'Ada' and email_verified")
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn of_many_newcomers_with_one_address_so_many_wait() {
    on_each_database_with(verification, async |app| {
        let owners = signed_up_link(app, "Ada", PASSWORD).await;
        for _ in 0..10 {
            join_all((0..16).map(|_| sign_up(app, "Mallory", OTHER))).await;
            app.emails_to(EMAIL).await;
        }
        let waiting = app.count(PENDING).await;
        assert!((100..=125).contains(&waiting), "{waiting}");
        assert_eq!(
            app.count("select count(*) as rows from mails where state = 'dead'")
                .await,
            0
        );
        // The first one has not had to go.
        assert_eq!(follow(app, &owners, PASSWORD).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_confirms_is_cleared_away() {
    on_each_database_with(verification, async |app| {
        signed_up_link(app, "Ada", PASSWORD).await;
        app.clock.advance(seconds(24 * 60 * 60));
        auth::sign_up::forget_expired(&app.state.auth).await.unwrap();
        assert_eq!(app.count(PENDING).await, 0);
        let answer = app.guest().sign_in(EMAIL, PASSWORD).await;
        assert_eq!(answer.status, 401, "as if it had never been");
    })
    .await;
}

#[tokio::test]
async fn the_time_zone_waits_with_the_sign_up() {
    on_each_database_with(verification, async |app| {
        let ada = app.guest();
        let fields = [
            ("name", "Ada"),
            ("email", EMAIL),
            ("password", PASSWORD),
            ("time_zone", "Europe/Berlin"),
        ];
        ada.post_form("/sign-up", &fields).await;
        open_link(app, &ada, EMAIL).await;
        send(&ada, "/verify-email", &[("intent", "confirm")]).await;
        let in_berlin = "select count(*) as rows from users where time_zone = 'Europe/Berlin'";
        assert_eq!(app.count(in_berlin).await, 1);
    })
    .await;
}

/// Nobody but its owner is told that an address is confirmed.
#[tokio::test]
async fn a_link_that_was_used_says_that_the_address_is_confirmed_already() {
    on_each_database(async |app| {
        let ada = app.member("ada").await;
        let link = app.link_to(EMAIL).await;
        ada.get(&link).await;
        send(&ada, "/verify-email", &[("intent", "confirm")]).await;
        let said = "ada@example.com is confirmed already.";
        ada.get(&link).await;
        assert!(ada.get("/verify-email").await.text().contains(said));
        for browser in [app.guest(), app.member("eve").await] {
            browser.get(&link).await;
            let page = browser.get("/verify-email").await;
            assert!(page.text().contains("already used") && !page.text().contains("is confirmed already"));
        }
    })
    .await;
}
