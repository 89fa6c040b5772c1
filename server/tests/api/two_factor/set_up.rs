//! Turning it on and off, and what the settings show.

use super::{EMAIL, PAGE, Phone, ada, between, codes_of, half_signed_in, send, start, verify};
use crate::support::{Browser, PASSWORD, on_each_database, seconds};
use server::database::query;
use std::collections::BTreeSet;

const ON: &str = "select count(*) as rows from two_factors where is_confirmed";
const CODES: &str = "select count(*) as rows from recovery_codes";

#[tokio::test]
async fn a_right_code_turns_it_on_and_shows_ten_recovery_codes_once() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        assert!(ada.get(PAGE).await.text().contains("Two-step verification is off"));
        let phone = start(&ada).await;
        let page = ada.get(PAGE).await;
        assert!(page.text().contains("<svg class=\"qr-code\""), "{}", page.text());
        assert_eq!(app.count(ON).await, 0);

        let answer = send(&ada, "confirm", &[("code", &phone.code(app))]).await;
        assert_eq!(answer.status, 200);
        let codes = codes_of(&answer);
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 10);
        for code in &codes {
            assert_eq!(
                answer.text().matches(&**code).count(),
                1,
                "{code} stands in the page twice"
            );
        }
        assert!(answer.text().contains("Two-step verification is on."));
        assert!(answer.text().contains("I have saved these codes"));
        assert_eq!((app.count(ON).await, app.count(CODES).await), (1, 10));

        let page = ada.get(PAGE).await;
        assert!(page.text().contains("You have 10 recovery codes left."));
        assert!(page.text().contains("Since 1 January 2026"));
        for code in &codes {
            assert!(!page.says(code), "a recovery code is shown twice");
        }
    })
    .await;
}

/// Whoever got in with the password alone is out, where that is wanted.
#[tokio::test]
async fn turning_it_on_signs_other_devices_out_on_demand() {
    on_each_database(async |app| {
        for (box_of_the_form, stays) in [(&[][..], true), (&[("sign-out-others", "on")][..], false)] {
            let (name, other) = (if stays { "Bob" } else { "Eve" }, app.guest());
            let member = app.member(name).await;
            other.sign_in(&format!("{name}@example.com"), PASSWORD).await;
            let phone = start(&member).await;
            assert!(member.get(PAGE).await.text().contains("confirm-sign-out-others"));
            let code = phone.code(app);
            let fields: Vec<_> = [("code", &*code)]
                .into_iter()
                .chain(box_of_the_form.iter().copied())
                .collect();
            assert_eq!(send(&member, "confirm", &fields).await.status, 200);
            assert!(member.is_signed_in().await);
            assert_eq!(other.is_signed_in().await, stays, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_secret_is_in_no_page_after_set_up() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        send(&ada, "start", &[]).await;
        let page = ada.get(PAGE).await;
        let key = between(page.text(), "<code>", "</code>").to_owned();
        let path = between(page.text(), "<path d=\"M4 4", "\"></path>").to_owned();
        assert!(page.says(&key) && page.says(&path));
        let code = Phone::new(&key).code(app);
        let confirmed = send(&ada, "confirm", &[("code", &code)]).await;
        for page in [confirmed, ada.get(PAGE).await, ada.get("/settings/profile").await] {
            for secret in [&key, &key.replace(' ', ""), &path, "otpauth"] {
                assert!(!page.says(secret), "{secret} is in {}", page.text());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_code_turns_nothing_on_and_can_be_tried_again() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let phone = start(&ada).await;
        let refused = send(&ada, "confirm", &[("code", &phone.wrong_code(app))]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("That code is not right."));
        assert_eq!(app.count(ON).await, 0);
        let spaced = phone.code(app);
        let spaced = format!(" {}-{} ", &spaced[..3], &spaced[3..]);
        assert_eq!(send(&ada, "confirm", &[("code", &spaced)]).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn what_was_not_confirmed_counts_for_nothing_and_is_cancelled() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        start(&ada).await;
        assert_eq!(app.guest().sign_in(EMAIL, PASSWORD).await.status, 200);
        let again = app.guest();
        again.sign_in(EMAIL, PASSWORD).await;
        assert!(again.is_signed_in().await);
        assert_eq!(send(&ada, "cancel", &[]).await.location(), PAGE);
        assert!(ada.get(PAGE).await.text().contains("Two-step verification is off"));
    })
    .await;
}

#[tokio::test]
async fn starting_again_makes_another_secret_unless_it_is_on() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let (first, second) = (start(&ada).await, start(&ada).await);
        assert_ne!(first.key, second.key);
        let refused = send(&ada, "confirm", &[("code", &first.code(app))]).await;
        assert_eq!(refused.status, 422);
        assert_eq!(send(&ada, "confirm", &[("code", &second.code(app))]).await.status, 200);
        assert_eq!(send(&ada, "start", &[]).await.status, 409);
        assert_eq!(send(&ada, "confirm", &[("code", &second.code(app))]).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn only_a_person_who_has_just_proved_who_it_is_changes_anything() {
    on_each_database(async |app| {
        let (ada, ..) = ada(app).await;
        app.clock.advance(seconds(10 * 60));
        for intent in ["start", "confirm", "cancel", "renew-codes", "turn-off"] {
            let answer = send(&ada, intent, &[("current-password", PASSWORD)]).await;
            let confirm = format!("/settings/confirm?next={PAGE}");
            assert!(answer.location().starts_with(&confirm), "{intent}: {}", answer.text());
        }
        assert_eq!(
            send(&app.guest(), "start", &[]).await.location(),
            format!("/sign-in?next={PAGE}")
        );
        assert_eq!((app.count(ON).await, app.count(CODES).await), (1, 10));
    })
    .await;
}

/// A browser without scripts saves them by a form; the answer holds what it was sent and nothing else.
#[tokio::test]
async fn recovery_codes_are_saved_as_a_file() {
    on_each_database(async |app| {
        let (ada, ..) = ada(app).await;
        let download = async |browser: &Browser, codes: &str| {
            browser.post_form("/settings/two-step/codes", &[("codes", codes)]).await
        };
        let file = download(&ada, "abcde-fghjk\r\nmnpqr-stuvw\r\n<script>alert(1)</script>\r\n").await;
        assert_eq!(file.status, 200);
        assert_eq!(file.header("content-type"), Some("text/plain; charset=utf-8"));
        assert!(
            file.header("content-disposition")
                .is_some_and(|value| value.starts_with("attachment"))
        );
        assert!(
            file.text().ends_with("\r\n\r\nabcde-fghjk\r\nmnpqr-stuvw\r\n"),
            "{}",
            file.text()
        );
        assert_eq!(download(&app.guest(), "abcde-fghjk").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn new_recovery_codes_replace_the_old_ones() {
    on_each_database(async |app| {
        let (ada, _, old) = ada(app).await;
        let answer = send(&ada, "renew-codes", &[]).await;
        let new = codes_of(&answer);
        assert!(new.len() == 10 && new.iter().all(|code| !old.contains(code)));
        let browser = half_signed_in(app).await;
        assert_eq!(super::recover(&browser, &old[0]).await.status, 422);
        assert_eq!(super::recover(&browser, &new[0]).await.location(), "/todos");
        assert!(
            app.emails_to(EMAIL)
                .await
                .iter()
                .any(|email| email.subject.contains("New recovery codes"))
        );
    })
    .await;
}

#[tokio::test]
async fn turning_it_off_takes_the_password_and_everything_goes() {
    on_each_database(async |app| {
        let (ada, phone, _) = ada(app).await;
        let waiting = half_signed_in(app).await;
        let refused = send(&ada, "turn-off", &[("current-password", "not my password")]).await;
        assert_eq!(refused.status, 422);
        assert_eq!(app.count(ON).await, 1);

        let done = send(&ada, "turn-off", &[("current-password", PASSWORD)]).await;
        assert_eq!((done.status, done.location()), (303, PAGE));
        assert!(ada.get(PAGE).await.text().contains("Two-step verification is off."));
        assert_eq!(
            (
                app.count("select count(*) as rows from two_factors").await,
                app.count(CODES).await
            ),
            (0, 0)
        );
        assert_eq!(verify(&waiting, &phone.code(app)).await.location(), "/sign-in");
        let browser = app.guest();
        browser.sign_in(EMAIL, PASSWORD).await;
        assert!(browser.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_owner_is_told_and_the_record_has_it() {
    on_each_database(async |app| {
        let (ada, ..) = ada(app).await;
        send(&ada, "turn-off", &[("current-password", PASSWORD)]).await;
        let subjects: Vec<_> = app
            .emails_to(EMAIL)
            .await
            .into_iter()
            .map(|email| email.subject)
            .collect();
        assert!(
            subjects
                .iter()
                .any(|subject| subject.contains("Two-step verification is on")),
            "{subjects:?}"
        );
        assert!(
            subjects
                .iter()
                .any(|subject| subject.contains("Two-step verification is off")),
            "{subjects:?}"
        );
        for kind in [
            "select count(*) as rows from audit_events where kind = 'two-factor-on'",
            "select count(*) as rows from audit_events where kind = 'two-factor-off'",
        ] {
            assert_eq!(app.count(kind).await, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_at_rest_opens_anything() {
    on_each_database(async |app| {
        #[derive(sqlx::FromRow)]
        struct Stored {
            sealed_secret: Vec<u8>,
        }
        #[derive(sqlx::FromRow)]
        struct Hash {
            hash: Vec<u8>,
        }
        let (_, phone, codes) = ada(app).await;
        let browser = half_signed_in(app).await;
        let challenge = browser.cookie("challenge").unwrap();
        let database = &app.state.database;
        let stored: Stored = query("select sealed_secret from two_factors")
            .one(database)
            .await
            .unwrap();
        assert!(!contains(&stored.sealed_secret, &phone.key));
        let hashes: Vec<Hash> = query(
            "select code_hash as hash from recovery_codes union all select token_hash as hash from sign_in_challenges",
        )
        .all(database)
        .await
        .unwrap();
        assert_eq!(hashes.len(), 11);
        for secret in codes.iter().chain([&challenge]) {
            assert!(
                hashes
                    .iter()
                    .all(|row| row.hash.len() == 32 && !contains(&row.hash, secret.as_bytes()))
            );
        }
    })
    .await;
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// One person's page says nothing of another's.
#[tokio::test]
async fn somebody_else_is_not_affected() {
    on_each_database(async |app| {
        ada(app).await;
        let bob: Browser = app.member("Bob").await;
        assert!(bob.get(PAGE).await.text().contains("Two-step verification is off"));
        let browser = app.guest();
        browser.sign_in("bob@example.com", PASSWORD).await;
        assert!(browser.is_signed_in().await);
    })
    .await;
}
