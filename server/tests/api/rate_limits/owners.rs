//! The rightful owner is not locked out, whatever an attacker does.

use super::{WRONG, attack, behind_a_proxy, how_many, limited, sign_in_from, sign_up_from};
use crate::support::{PASSWORD, https, on_each_database_with, seconds, secret};

const HOME: &str = "192.0.2.10";
const ELSEWHERE: &str = "192.0.2.99";

#[tokio::test]
async fn a_device_that_has_signed_in_before_gets_in_while_others_hammer() {
    on_each_database_with(behind_a_proxy, async |app| {
        let ada = app.guest();
        assert_eq!(sign_up_from(&ada, HOME, "Ada", PASSWORD).await.status, 200);
        for _ in 0..3 {
            attack(app, "ada@example.com", 20).await;
            assert_eq!(how_many(&attack(app, "ada@example.com", 20).await, 429), 20);
            ada.sign_out().await;
            let answer = sign_in_from(&ada, ELSEWHERE, "ada@example.com", PASSWORD).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            app.clock.advance(seconds(5));
        }
    })
    .await;
}

/// A program keeps no cookies, but it asks from where it always does.
#[tokio::test]
async fn a_network_that_has_signed_in_before_gets_in_while_others_hammer() {
    on_each_database_with(behind_a_proxy, async |app| {
        assert_eq!(sign_up_from(&app.guest(), HOME, "Ada", PASSWORD).await.status, 200);
        attack(app, "ada@example.com", 20).await;
        for (address, status) in [(HOME, 200), (ELSEWHERE, 429)] {
            let answer = sign_in_from(&app.guest(), address, "ada@example.com", PASSWORD).await;
            assert_eq!(answer.status, status, "from {address}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_known_device_has_a_count_of_its_own_and_no_end_of_guesses() {
    on_each_database_with(behind_a_proxy, async |app| {
        let ada = app.guest();
        sign_up_from(&ada, HOME, "Ada", PASSWORD).await;
        for _ in 0..5 {
            assert_eq!(sign_in_from(&ada, HOME, "ada@example.com", WRONG).await.status, 401);
        }
        assert_eq!(
            sign_in_from(&ada, ELSEWHERE, "ada@example.com", PASSWORD).await.status,
            429
        );
        let stranger = sign_in_from(&app.guest(), ELSEWHERE, "ada@example.com", WRONG).await;
        assert_eq!(stranger.status, 401, "a stranger's count is another");
    })
    .await;
}

/// Whoever signs in to an account of their own knows nothing about another one.
#[tokio::test]
async fn a_device_known_to_one_account_is_a_stranger_to_another() {
    on_each_database_with(behind_a_proxy, async |app| {
        sign_up_from(&app.guest(), HOME, "Ada", PASSWORD).await;
        let mallory = app.guest();
        sign_up_from(&mallory, ELSEWHERE, "Mallory", PASSWORD).await;
        attack(app, "ada@example.com", 20).await;
        let answer = sign_in_from(&mallory, ELSEWHERE, "ada@example.com", PASSWORD).await;
        assert_eq!(answer.status, 429);
    })
    .await;
}

#[tokio::test]
async fn a_device_that_two_people_use_is_known_to_both() {
    on_each_database_with(behind_a_proxy, async |app| {
        let shared = app.guest();
        for name in ["Ada", "Bob"] {
            sign_up_from(&shared, HOME, name, PASSWORD).await;
            shared.sign_out().await;
        }
        for email in ["ada@example.com", "bob@example.com"] {
            attack(app, email, 10).await;
            let answer = sign_in_from(&shared, ELSEWHERE, email, PASSWORD).await;
            assert_eq!(answer.status, 200, "{email}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_device_cookie_nobody_gave_out_is_worth_nothing() {
    on_each_database_with(behind_a_proxy, async |app| {
        let ada = app.guest();
        sign_up_from(&ada, HOME, "Ada", PASSWORD).await;
        let genuine = ada.cookie("device").unwrap();
        attack(app, "ada@example.com", 10).await;
        let (name, tag) = genuine.split_once('.').unwrap();
        for forged in [
            String::new(),
            ".".to_owned(),
            format!("x{genuine}"),
            format!("{name}."),
            format!("{name}.{}", tag.to_uppercase()),
            format!("other.{tag}"),
            format!("{name}.{tag}x"),
            format!("{genuine}{}", ".x".repeat(300)),
            format!("{genuine}; latchkey_device={genuine}"),
            format!("\"{genuine}\""),
        ] {
            let thief = app.guest();
            thief.set_cookie("device", &forged);
            let answer = sign_in_from(&thief, ELSEWHERE, "ada@example.com", PASSWORD).await;
            assert_eq!(answer.status, 429, "with {forged:?}");
        }
        let device = app.guest();
        device.set_cookie("device", &genuine);
        assert_eq!(
            sign_in_from(&device, ELSEWHERE, "ada@example.com", PASSWORD)
                .await
                .status,
            200
        );
    })
    .await;
}

#[tokio::test]
async fn a_device_stays_known_when_the_secret_changes() {
    on_each_database_with(behind_a_proxy, async |app| {
        let ada = app.guest();
        sign_up_from(&ada, HOME, "Ada", PASSWORD).await;
        let renewed = app
            .another(
                |config| {
                    config
                        .secrets
                        .insert(0, secret("another secret, as long as it has to be"));
                },
                |_| {},
            )
            .await;
        attack(&renewed, "ada@example.com", 10).await;
        let answer = sign_in_from(&ada.at(&renewed), ELSEWHERE, "ada@example.com", PASSWORD).await;
        assert_eq!(answer.status, 200);
    })
    .await;
}

#[tokio::test]
async fn the_device_cookie_opens_nothing_and_names_nobody() {
    on_each_database_with(https, async |app| {
        let ada = app.guest();
        let answer = ada.sign_up("Ada", "ada@example.com", PASSWORD).await;
        let cookie = answer.cookie("__Host-device").unwrap();
        assert_eq!(cookie.max_age().unwrap().whole_days(), 365);
        assert!(!cookie.value().contains("ada"));
        let (name, signed) = (ada.cookie("__Host-device").unwrap(), ada.sign_out().await);
        assert_eq!(signed.cookie("__Host-device"), None, "signing out keeps it");
        let device = app.guest();
        device.set_cookie("__Host-device", &name);
        assert!(!device.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn who_does_not_want_to_be_remembered_leaves_nothing_behind() {
    on_each_database_with(limited, async |app| {
        let ada = app.member("Ada").await;
        let form = [("email", "ada@example.com"), ("password", PASSWORD)];
        let elsewhere = app.guest();
        assert_eq!(elsewhere.post_form("/sign-in", &form).await.cookie("device"), None);
        let (before, again) = (ada.cookie("device"), ada.post_form("/sign-in", &form).await);
        assert_eq!((again.status, again.cookie("device")), (303, None));
        assert_eq!(ada.cookie("device"), before, "what was known stays known");
    })
    .await;
}

/// An office behind one address: whoever uses its share up does not keep the others' own devices out.
#[tokio::test]
async fn a_known_device_is_not_held_up_by_its_neighbours() {
    on_each_database_with(limited, async |app| {
        let ada = app.member("Ada").await;
        for at in 0..20 {
            app.guest().sign_in(&format!("nobody{at}@example.com"), WRONG).await;
        }
        assert_eq!(app.guest().sign_in("ada@example.com", PASSWORD).await.status, 429);
        assert_eq!(ada.sign_in("ada@example.com", PASSWORD).await.status, 200);
    })
    .await;
}

/// The owner hears of a device and a network that are both new to the account, and of nothing else.
#[tokio::test]
async fn an_owner_is_told_of_a_sign_in_from_elsewhere() {
    on_each_database_with(behind_a_proxy, async |app| {
        let ada = app.guest();
        sign_up_from(&ada, HOME, "ada", PASSWORD).await;
        app.run("update users set email_verified = true").await;
        let told = async || {
            let emails = app.emails_to("ada@example.com").await;
            let about = |subject: &str| subject == "New sign-in to your account";
            emails.into_iter().filter(|email| about(&email.subject)).count()
        };
        ada.sign_out().await;
        sign_in_from(&ada, ELSEWHERE, "ada@example.com", PASSWORD).await;
        sign_in_from(&app.guest(), HOME, "ada@example.com", PASSWORD).await;
        assert_eq!(told().await, 0, "a known device elsewhere, an unknown one at home");
        sign_in_from(&app.guest(), "203.0.113.5", "ada@example.com", PASSWORD).await;
        assert_eq!(told().await, 1);
    })
    .await;
}
