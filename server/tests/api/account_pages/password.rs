//! Changing the password under settings.

use super::sessions::{FIREFOX, device};
use crate::support::{Answer, App, Browser, PASSWORD, on_each_database, seconds};
use server::auth::emails::{self, Email};

const PAGE: &str = "/settings/password";
const NEW: &str = "a heron reads the weather";
const SESSIONS: &str = "select count(*) as rows from sessions";

/// Sends the form with the box ticked, as it is when nobody touches it.
async fn change(browser: &Browser, current: &str, new: &str) -> Answer {
    let fields = [
        ("intent", "password"),
        ("username", "Ada@example.com"),
        ("current-password", current),
        ("password", new),
        ("sign-out-others", "on"),
    ];
    browser.post_form(PAGE, &fields).await
}

async fn opens(app: &App, password: &str) -> bool {
    app.guest().sign_in("ada@example.com", password).await.status == 200
}

#[tokio::test]
async fn the_form_is_one_a_password_manager_understands() {
    on_each_database(async |app| {
        let page = app.member("Ada").await.get(PAGE).await;
        assert_eq!(page.status, 200);
        for part in [
            r#"autocomplete="username""#,
            r#"value="ada@example.com""#,
            r#"autocomplete="current-password""#,
            r#"autocomplete="new-password""#,
            "Sign out other devices",
            "At least 8 characters.",
        ] {
            assert!(page.text().contains(part), "{part} is not in {}", page.text());
        }
        let (_, after) = page.text().split_once(r#"name="sign-out-others""#).unwrap();
        assert!(
            after.split_once('>').unwrap().0.contains("checked"),
            "the box is ticked"
        );
    })
    .await;
}

#[tokio::test]
async fn where_password_managers_look_leads_to_the_page() {
    on_each_database(async |app| {
        for browser in [app.guest(), app.member("Ada").await] {
            let answer = browser.get("/.well-known/change-password").await;
            assert_eq!((answer.status, answer.location()), (303, PAGE));
        }
        let answer = app.guest().get(PAGE).await;
        assert_eq!(
            (answer.status, answer.location()),
            (303, "/sign-in?next=/settings/password")
        );
        let answer = change(&app.guest(), PASSWORD, NEW).await;
        assert_eq!(
            (answer.status, answer.location()),
            (303, "/sign-in?next=/settings/password")
        );
    })
    .await;
}

#[tokio::test]
async fn other_devices_are_signed_out_and_counted_and_this_one_gets_a_new_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let thief = ada.stolen_copy();
        let others = [
            device(app, FIREFOX).await,
            device(app, FIREFOX).await,
            device(app, FIREFOX).await,
        ];
        let eve = app.member("Eve").await;
        let answer = change(&ada, PASSWORD, NEW).await;
        assert_eq!((answer.status, answer.location()), (303, PAGE));
        assert!(answer.cookie("session").is_some() && answer.cookie("refresh").is_some());

        let page = ada.get(PAGE).await;
        assert!(
            page.text()
                .contains("Password changed. 3 other devices were signed out."),
            "{}",
            page.text()
        );
        assert!(
            !ada.get(PAGE).await.text().contains("Password changed."),
            "it is said once"
        );
        for other in others.iter().chain([&thief]) {
            assert!(!other.is_signed_in().await);
        }
        assert!(ada.is_signed_in().await && eve.is_signed_in().await);
        assert_eq!(app.count(SESSIONS).await, 2);
        assert_eq!((opens(app, PASSWORD).await, opens(app, NEW).await), (false, true));
    })
    .await;
}

#[tokio::test]
async fn only_devices_that_were_signed_in_are_counted() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        device(app, FIREFOX).await;
        // The latest has the greatest id.
        app.clock.advance(seconds(1));
        device(app, FIREFOX).await;
        app.run("update sessions set expires_at = 0 where id = (select max(id) from sessions)")
            .await;
        change(&ada, PASSWORD, NEW).await;
        let page = ada.get(PAGE).await;
        assert!(
            page.text().contains("Password changed. 1 other device was signed out."),
            "{}",
            page.text()
        );
    })
    .await;
}

#[tokio::test]
async fn without_the_tick_all_sessions_go_on() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let phone = device(app, FIREFOX).await;
        let fields = [
            ("intent", "password"),
            ("current-password", PASSWORD),
            ("password", NEW),
        ];
        let answer = ada.post_form(PAGE, &fields).await;
        assert_eq!((answer.status, answer.cookie("session")), (303, None));
        assert!(ada.get(PAGE).await.text().contains("Password changed.<"));
        assert!(ada.is_signed_in().await && phone.is_signed_in().await);
        assert!(opens(app, NEW).await);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_is_told_beside_its_field_and_changes_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let phone = device(app, FIREFOX).await;
        let answer = change(&ada, "not the password", NEW).await;
        assert_eq!((answer.status, answer.cookie("session")), (422, None));
        assert_eq!(answer.text().matches("That current password is not right.").count(), 2);
        assert!(answer.text().contains("<title>Error: Password"));
        assert!(
            !answer.says("not the password") && !answer.says(NEW),
            "no password comes back"
        );
        assert!(ada.is_signed_in().await && phone.is_signed_in().await);
        assert!(opens(app, PASSWORD).await);
        assert_eq!(
            app.emails_to("ada@example.com").await.len(),
            1,
            "only the one of the sign-up"
        );
    })
    .await;
}

#[tokio::test]
async fn a_new_password_has_to_be_a_good_one() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for (current, new, problems) in [
            (PASSWORD, "short", &["Use at least 8 characters."][..]),
            (PASSWORD, "password1234", &["on the lists people guess first"]),
            (PASSWORD, "ada@example.com", &["on the lists people guess first"]),
            (PASSWORD, "", &["Enter your password."]),
            ("", "", &["Enter your current password.", "Enter your password."]),
        ] {
            let answer = change(&ada, current, new).await;
            assert_eq!(answer.status, 422, "{new:?}");
            for problem in problems {
                assert_eq!(answer.text().matches(problem).count(), 2, "{problem} with {new:?}");
            }
        }
        assert!(opens(app, PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn the_owner_is_told_by_mail() {
    on_each_database(async |app| {
        let ada = app.confirmed_member("Ada").await;
        // So that the email about it is the newest.
        app.clock.advance(seconds(1));
        change(&ada, PASSWORD, NEW).await;
        let emails = app.emails_to("ada@example.com").await;
        assert_eq!(emails.len(), 2, "with the one of the sign-up");
        assert_eq!(emails[0].subject, "Your password was changed");
    })
    .await;
}

/// Who had asked for a reset with the old password in hand must not come back by it.
#[tokio::test]
async fn links_that_were_mailed_before_die() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let email = Email::ResetPassword {
            email: "ada@example.com".into(),
            redirect_to: None,
        };
        emails::post(&app.state.auth, &app.state.database, &email)
            .await
            .unwrap();
        app.emails_to("ada@example.com").await;
        let tokens = "select count(*) as rows from one_time_tokens";
        assert_eq!(app.count(tokens).await, 2, "with the one of the sign-up");
        change(&ada, PASSWORD, NEW).await;
        assert_eq!(app.count(tokens).await, 0);
    })
    .await;
}
