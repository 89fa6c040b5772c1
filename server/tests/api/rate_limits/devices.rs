//! Known devices: how many there are, for how long, and what forgets them.

use super::{WRONG, attack, behind_a_proxy, how_many, limited, sign_in_from, sign_up_from};
use crate::support::{App, Browser, PASSWORD, days, on_each_database_with, seconds};
use http::Method;

const HOME: &str = "192.0.2.10";
const ELSEWHERE: &str = "192.0.2.99";
const EMAIL: &str = "ada@example.com";
const NEW: &str = "a heron reads the weather";
const DEVICES: &str = "select count(*) as rows from known_devices";

/// The cookies of the version before, for the secret of the tests: three devices of Ada's, the first of which Bob has
/// used too.
const OF_BEFORE: [&str; 3] = [
    "AAAAAAAAAAAAAAAAAAAAAA.MLqJKFUcfteS49FqKtTRnnmIAovlIJiiSSJ-BXnQr2g.mCgg0cNrzY7vRO2F6AutoFpr0olFg9iLC4_xW8A9yJg",
    "AQEBAQEBAQEBAQEBAQEBAQ.v_FKPjcfzU_Tir-hqM80yFwkkRRRIq8rzcwfW6WoF8o",
    "AgICAgICAgICAgICAgICAg.lgaLNamxP20OEKNDkvyclX95HSinTcVt6agwlAFyk5c",
];

/// Signs in so often, each time in another browser, and returns their cookies.
async fn mint(app: &App, count: usize) -> Vec<String> {
    let mut cookies = Vec::new();
    for _ in 0..count {
        app.clock.advance(seconds(10));
        let browser = app.guest();
        assert_eq!(sign_in_from(&browser, HOME, EMAIL, PASSWORD).await.status, 200);
        cookies.push(browser.cookie("device").unwrap());
    }
    cookies
}

fn with(app: &App, cookie: &str) -> Browser {
    let browser = app.guest();
    browser.set_cookie("device", cookie);
    browser
}

/// Whether a device is known: then others, who hammer, do not keep it out.
async fn is_known(app: &App, cookie: &str, password: &str) -> bool {
    attack(app, EMAIL, 20).await;
    let answer = sign_in_from(&with(app, cookie), ELSEWHERE, EMAIL, password).await;
    assert!(matches!(answer.status, 200 | 429), "{answer:?}");
    // The network is known by now, and is not to be.
    app.run("delete from attempts").await;
    answer.status == 200
}

/// Opens the link of an email and chooses another password.
async fn reset(app: &App, browser: &Browser, address: &str) {
    app.clock.advance(seconds(1));
    let send = [("intent", "send"), ("email", EMAIL)];
    browser
        .post_form("/forgot-password", &send)
        .header("x-forwarded-for", address)
        .await;
    let link = app.link_to(EMAIL).await;
    browser.get(&link).await;
    let answer = browser
        .post_form("/reset-password", &[("intent", "reset"), ("password", NEW)])
        .header("x-forwarded-for", address)
        .await;
    assert_eq!(answer.location(), "/reset-password?done", "{}", answer.text());
}

async fn api(browser: &Browser, path: &str, body: &str) -> u16 {
    let ask = browser.ask(Method::POST, &format!("/api/auth{path}"));
    let ask = ask
        .header("origin", "http://localhost:3000")
        .header("content-type", "application/json");
    ask.body(body.to_owned()).await.status
}

#[tokio::test]
async fn an_account_knows_the_ten_devices_that_were_used_last() {
    on_each_database_with(behind_a_proxy, async |app| {
        sign_up_from(&app.guest(), HOME, "ada", PASSWORD).await;
        let cookies = mint(app, 14).await;
        assert_eq!(app.count(DEVICES).await, 10);
        for (at, cookie) in cookies.iter().enumerate().rev() {
            assert_eq!(is_known(app, cookie, PASSWORD).await, at >= 4, "device {at}");
        }
    })
    .await;
}

#[tokio::test]
async fn using_a_device_again_makes_no_other_one() {
    on_each_database_with(behind_a_proxy, async |app| {
        let ada = app.guest();
        sign_up_from(&ada, HOME, "ada", PASSWORD).await;
        let before = ada.cookie("device");
        for _ in 0..3 {
            app.clock.advance(days(200));
            assert_eq!(sign_in_from(&ada, HOME, EMAIL, PASSWORD).await.status, 200);
        }
        assert_eq!((app.count(DEVICES).await, ada.cookie("device")), (1, before));
        app.clock.advance(days(365));
        assert!(!is_known(app, &ada.cookie("device").unwrap(), PASSWORD).await);
    })
    .await;
}

/// Ten devices have ten counts, but they are in one network.
#[tokio::test]
async fn devices_that_were_made_known_do_not_multiply_guesses() {
    on_each_database_with(behind_a_proxy, async |app| {
        sign_up_from(&app.guest(), HOME, "ada", PASSWORD).await;
        let cookies = mint(app, 14).await;
        app.clock.advance(seconds(61));
        let mut statuses = Vec::new();
        for cookie in &cookies {
            let browser = with(app, cookie);
            for _ in 0..6 {
                statuses.push(sign_in_from(&browser, HOME, EMAIL, WRONG).await.status);
            }
        }
        assert!(how_many(&statuses, 401) <= 60, "{statuses:?}");
        assert_eq!(
            sign_in_from(&with(app, &cookies[13]), HOME, EMAIL, PASSWORD)
                .await
                .status,
            429
        );
    })
    .await;
}

/// Whoever had the address before cannot have made themselves known to the account that has it now.
#[tokio::test]
async fn devices_go_with_their_account() {
    on_each_database_with(behind_a_proxy, async |app| {
        let squatter = app.guest();
        sign_up_from(&squatter, HOME, "ada", PASSWORD).await;
        let cookies = mint(app, 5).await;
        app.run("delete from users").await;
        assert_eq!(app.count(DEVICES).await, 0);
        app.clock.advance(days(1));
        sign_up_from(&app.guest(), "192.0.2.1", "ada", NEW).await;
        let mut statuses = Vec::new();
        for cookie in &cookies {
            let browser = with(app, cookie);
            for _ in 0..4 {
                statuses.push(sign_in_from(&browser, ELSEWHERE, EMAIL, WRONG).await.status);
            }
        }
        assert_eq!(how_many(&statuses, 401), 5, "{statuses:?}");
    })
    .await;
}

#[tokio::test]
async fn a_reset_forgets_every_device_and_network_and_so_does_a_change_that_signs_others_out() {
    on_each_database_with(behind_a_proxy, async |app| {
        let ada = app.guest();
        sign_up_from(&ada, HOME, "ada", PASSWORD).await;
        let device = ada.cookie("device").unwrap();
        let told = async || {
            let emails = app.emails_to(EMAIL).await;
            let is_about = |subject: &str| subject == "New sign-in to your account";
            emails.iter().filter(|email| is_about(&email.subject)).count()
        };
        reset(app, &app.guest(), "203.0.113.5").await;
        assert_eq!(app.count(DEVICES).await, 0);
        app.clock.advance(seconds(1));
        let from_there = with(app, &device);
        assert_eq!(sign_in_from(&from_there, HOME, EMAIL, NEW).await.status, 200);
        assert_eq!(told().await, 1, "it was known before, device and network");
        assert_eq!(sign_in_from(&app.guest(), HOME, EMAIL, NEW).await.status, 200);
        assert_eq!(told().await, 1, "and is again");

        let body = format!(r#"{{"currentPassword":"{NEW}","newPassword":"{PASSWORD}","revokeOtherSessions":true}}"#);
        let other = with(app, &from_there.cookie("device").unwrap());
        assert_eq!(api(&from_there, "/change-password", &body).await, 200);
        assert_eq!(app.count(DEVICES).await, 1, "the one that asked");
        app.clock.advance(seconds(1));
        assert_eq!(sign_in_from(&other, HOME, EMAIL, PASSWORD).await.status, 200);
        assert_eq!(told().await, 2);
        assert!(is_known(app, &from_there.cookie("device").unwrap(), PASSWORD).await);
        assert!(!is_known(app, &device, PASSWORD).await);
    })
    .await;
}

/// The link of an email lets in whoever reads the owner's mail, however long strangers go on guessing.
#[tokio::test]
async fn after_a_reset_its_owner_signs_in_where_they_are_while_others_hammer() {
    on_each_database_with(behind_a_proxy, async |app| {
        sign_up_from(&app.guest(), HOME, "ada", PASSWORD).await;
        let phone = app.guest();
        attack(app, EMAIL, 20).await;
        assert_eq!(sign_in_from(&phone, ELSEWHERE, EMAIL, PASSWORD).await.status, 429);
        reset(app, &phone, ELSEWHERE).await;
        attack(app, EMAIL, 20).await;
        assert_eq!(sign_in_from(&app.guest(), "192.0.2.100", EMAIL, NEW).await.status, 429);
        assert_eq!(sign_in_from(&phone, ELSEWHERE, EMAIL, NEW).await.status, 200);
        let emails = app.emails_to(EMAIL).await;
        assert!(
            emails
                .iter()
                .any(|email| email.subject == "New sign-in to your account")
        );
    })
    .await;
}

/// As after taking the step that brought the rows, with accounts that were there before.
async fn carry_over(app: &App) {
    app.run(
        "insert into legacy_devices (user_id, expires_at)
        select id, created_at + 7776000000 from users",
    )
    .await;
    app.run("delete from known_devices").await;
    app.run("delete from attempts").await;
}

#[tokio::test]
async fn a_cookie_of_the_version_before_is_known_until_its_next_sign_in() {
    on_each_database_with(behind_a_proxy, async |app| {
        for name in ["ada", "bob"] {
            sign_up_from(&app.guest(), HOME, name, PASSWORD).await;
        }
        assert!(
            !is_known(app, OF_BEFORE[0], PASSWORD).await,
            "there was no such cookie yet"
        );
        carry_over(app).await;
        attack(app, EMAIL, 20).await;
        let browser = with(app, OF_BEFORE[0]);
        assert_eq!(sign_in_from(&browser, ELSEWHERE, EMAIL, PASSWORD).await.status, 200);
        assert_eq!(app.count(DEVICES).await, 1);
        let renewed = browser.cookie("device").unwrap();
        attack(app, EMAIL, 20).await;
        let copy = with(app, OF_BEFORE[0]);
        assert_eq!(
            sign_in_from(&copy, "192.0.2.98", EMAIL, PASSWORD).await.status,
            429,
            "it is spent"
        );
        assert!(is_known(app, &renewed, PASSWORD).await);
        // What it is known to besides it stays known to.
        attack(app, "bob@example.com", 20).await;
        let answer = sign_in_from(&browser, ELSEWHERE, "bob@example.com", PASSWORD).await;
        assert_eq!((answer.status, app.count(DEVICES).await), (200, 2));
        assert!(is_known(app, &browser.cookie("device").unwrap(), PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn cookies_of_the_version_before_share_one_count() {
    on_each_database_with(behind_a_proxy, async |app| {
        sign_up_from(&app.guest(), HOME, "ada", PASSWORD).await;
        carry_over(app).await;
        let mut statuses = Vec::new();
        for (at, cookie) in OF_BEFORE.iter().enumerate() {
            for _ in 0..4 {
                let browser = with(app, cookie);
                let address = format!("203.0.113.{at}");
                statuses.push(sign_in_from(&browser, &address, EMAIL, WRONG).await.status);
            }
        }
        assert_eq!(how_many(&statuses, 401), 5, "{statuses:?}");
    })
    .await;
}

#[tokio::test]
async fn a_cookie_of_the_version_before_is_good_for_ninety_days_and_no_longer_than_the_password() {
    on_each_database_with(behind_a_proxy, async |app| {
        sign_up_from(&app.guest(), HOME, "ada", PASSWORD).await;
        carry_over(app).await;
        app.clock.advance(days(90) - seconds(60));
        assert!(is_known(app, OF_BEFORE[1], PASSWORD).await);
        app.clock.advance(seconds(60));
        assert!(!is_known(app, OF_BEFORE[2], PASSWORD).await);

        // What has expired may have been cleared away by now.
        app.run("delete from legacy_devices").await;
        app.run(
            "insert into legacy_devices (user_id, expires_at)
            select id, created_at + 2 * 7776000000 from users",
        )
        .await;
        assert!(is_known(app, OF_BEFORE[2], PASSWORD).await);
        reset(app, &app.guest(), "203.0.113.5").await;
        app.run("delete from attempts").await;
        assert!(!is_known(app, OF_BEFORE[0], NEW).await);
    })
    .await;
}

#[tokio::test]
async fn without_limits_devices_are_known_all_the_same() {
    on_each_database_with(
        |_| {},
        async |app| {
            let ada = app.member("ada").await;
            assert!(ada.cookie("device").unwrap().starts_with("2."));
            assert_eq!(app.count(DEVICES).await, 1);
            let stored = "select count(*) as rows from known_devices where length(token_hash) = 32";
            assert_eq!(app.count(stored).await, 1, "a hash and nothing else");
        },
    )
    .await;
}

#[tokio::test]
async fn a_browser_is_known_to_five_accounts() {
    on_each_database_with(limited, async |app| {
        let shared = app.guest();
        for number in 0..6 {
            let name = format!("person{number}");
            assert_eq!(
                shared
                    .sign_up(&name, &format!("{name}@example.com"), PASSWORD)
                    .await
                    .status,
                200
            );
            shared.sign_out().await;
        }
        let cookie = shared.cookie("device").unwrap();
        assert_eq!(cookie.split('.').count(), 6, "a version and five accounts: {cookie}");
    })
    .await;
}
