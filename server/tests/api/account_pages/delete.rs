//! Deleting one's account: the password, the address typed out, and a link by mail.

use crate::support::{Answer, App, Browser, PASSWORD, hours, on_each_database, on_each_database_with, seconds};
use futures_util::future::{join, join_all};
use server::{
    auth::emails::{Email, compose},
    config::{Config, MailConfig},
    store::users::find_user_by_email,
};

const PAGE: &str = "/settings/delete";
const GONE: &str = "/account-deleted";

async fn ask(browser: &Browser, email: &str, password: &str) -> Answer {
    let fields = [("intent", "delete"), ("email", email), ("current-password", password)];
    browser.post_form(PAGE, &fields).await
}

async fn follow(browser: &Browser, link: &str) -> Answer {
    browser.post_form(link, &[("intent", "confirm-deletion")]).await
}

/// Ada asks and gets an email.
async fn link_of_ada(app: &App, ada: &Browser) -> String {
    // So that the email about it is the newest.
    app.clock.advance(seconds(1));
    let answer = ask(ada, "Ada@example.com ", PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (303, PAGE), "{}", answer.text());
    app.link_to("ada@example.com").await
}

async fn users(app: &App) -> i64 {
    app.count("select count(*) as rows from users").await
}

fn without_mail(config: &mut Config) {
    config.mail = MailConfig::Off;
}

#[tokio::test]
async fn the_page_says_what_will_go_and_offers_a_copy() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for title in ["Milk", "Bread"] {
            ada.post_form("/todos", &[("intent", "add"), ("title", title)]).await;
        }
        let page = ada.get(PAGE).await;
        assert_eq!(page.status, 200);
        for words in [
            "This deletes 2 todos",
            "href=\"/settings/data\"",
            "Delete my account",
            "an e-mail with a link",
        ] {
            assert!(page.text().contains(words), "{words}");
        }
        assert_eq!(app.guest().get(PAGE).await.location(), "/sign-in?next=/settings/delete");
    })
    .await;
}

#[tokio::test]
async fn with_mail_an_account_goes_by_the_link_of_a_letter() {
    on_each_database(async |app| {
        let (ada, eve) = (app.confirmed_member("Ada").await, app.member("Eve").await);
        ada.post_form("/todos", &[("intent", "add"), ("title", "Milk")]).await;
        let link = link_of_ada(app, &ada).await;
        assert!(link.starts_with("/settings/delete/confirm?token="), "{link}");
        assert!(ada.get(PAGE).await.text().contains("sent you an e-mail to confirm"));
        // Looking uses nothing up.
        for _ in 0..2 {
            let page = ada.get(&link).await;
            assert_eq!(page.status, 200);
            assert!(page.text().contains("for good"), "{}", page.text());
        }
        assert_eq!(users(app).await, 2);
        let answer = follow(&ada, &link).await;
        assert_eq!((answer.status, answer.location()), (303, GONE));
        let farewell = ada.get(GONE).await;
        assert!(farewell.text().contains("Your account and 1 todo are deleted."), "{}", farewell.text());
        assert!(ada.get(GONE).await.text().contains("nothing here any more"), "it is said once");
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
        assert_eq!(users(app).await, 1);
        assert!(eve.is_signed_in().await && !ada.is_signed_in().await);
        let events = "select count(*) as rows from audit_events where kind = 'account-deleted' and user_id is not null and actor_id is null";
        assert_eq!(app.count(events).await, 1);
        let emails = app.emails_to("ada@example.com").await;
        assert!(emails.iter().any(|email| email.subject == "Your account was deleted"));
    })
    .await;
}

#[tokio::test]
async fn a_deletion_that_waits_is_shown_and_can_be_cancelled() {
    on_each_database(async |app| {
        let (ada, eve) = (app.confirmed_member("Ada").await, app.member("Eve").await);
        let link = link_of_ada(app, &ada).await;
        let page = ada.get(PAGE).await;
        assert!(page.text().contains("Waiting for your word") && !page.text().contains("Delete my account"));
        assert!(page.text().contains("2 January 2026, 00:00 (UTC)"), "{}", page.text());
        assert!(!eve.get(PAGE).await.text().contains("Waiting for your word"));
        eve.post_form(PAGE, &[("intent", "cancel")]).await;
        assert!(ada.get(&link).await.text().contains("for good"));

        let cancelled = ada.post_form(PAGE, &[("intent", "cancel")]).await;
        assert_eq!((cancelled.status, cancelled.location()), (303, PAGE));
        let page = ada.get(PAGE).await;
        assert!(page.text().contains("Your account stays as it is.") && page.text().contains("Delete my account"));
        assert_eq!(follow(&ada, &link).await.status, 410);
        assert_eq!(users(app).await, 2);
    })
    .await;
}

/// The email may not have been composed yet; then it never is.
#[tokio::test]
async fn a_letter_that_waits_is_not_composed_after_the_deletion_was_cancelled() {
    on_each_database(async |app| {
        let ada = app.confirmed_member("Ada").await;
        ask(&ada, "ada@example.com", PASSWORD).await;
        let (auth, mail) = (&app.state.auth, email_to_ada(app).await);
        assert!(compose(auth, mail.clone()).await.unwrap().is_some());
        ada.post_form(PAGE, &[("intent", "cancel")]).await;
        assert!(compose(auth, mail).await.unwrap().is_none());
    })
    .await;
}

/// It may be composed at this very moment; then its link is good no more.
#[tokio::test]
async fn a_deletion_that_is_cancelled_while_its_letter_is_composed_waits_no_more() {
    on_each_database(async |app| {
        let ada = app.confirmed_member("Ada").await;
        let (auth, mail) = (&app.state.auth, email_to_ada(app).await);
        for _ in 0..5 {
            ask(&ada, "ada@example.com", PASSWORD).await;
            let composed = join_all((0..8).map(|_| compose(auth, mail.clone())));
            let cancelled = async {
                let mut answers = Vec::new();
                for _ in 0..4 {
                    answers.push(ada.post_form(PAGE, &[("intent", "cancel")]).await.status);
                }
                answers
            };
            let (_, answers) = join(composed, cancelled).await;
            assert_eq!(answers, [303; 4]);
            assert!(compose(auth, mail.clone()).await.unwrap().is_none());
            assert!(!ada.get(PAGE).await.text().contains("Waiting for your word"));
        }
    })
    .await;
}

async fn email_to_ada(app: &App) -> Email {
    let owner = find_user_by_email(&app.state.database, "ada@example.com").await;
    Email::DeleteAccount {
        user_id: owner.unwrap().unwrap().id,
        redirect_to: None,
    }
}

#[tokio::test]
async fn without_mail_an_account_goes_at_once() {
    on_each_database_with(without_mail, async |app| {
        let ada = app.member("Ada").await;
        assert!(!ada.get(PAGE).await.text().contains("an e-mail with a link"));
        let answer = ask(&ada, "ada@example.com", PASSWORD).await;
        assert_eq!((answer.status, answer.location()), (303, GONE), "{}", answer.text());
        assert!(answer.removes_cookie("session"));
        assert_eq!(users(app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_or_address_deletes_nothing() {
    on_each_database_with(without_mail, async |app| {
        let ada = app.member("Ada").await;
        for (email, password, words) in [
            (
                "ada@example.com",
                "violet otter signs papers",
                "That current password is not right.",
            ),
            ("ada@example.com", "", "Enter your current password."),
            ("eve@example.com", PASSWORD, "That e-mail address is not right."),
            ("", PASSWORD, "Enter your e-mail address."),
            ("a\0@example.com", PASSWORD, "doesn’t look like an e-mail address"),
        ] {
            let answer = ask(&ada, email, password).await;
            assert_eq!(answer.status, 422, "{email} {words}");
            assert!(answer.text().contains(words), "{words} is not in {}", answer.text());
            assert!(!answer.says(password) || password.is_empty());
        }
        assert_eq!(users(app).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_works_once_for_a_day_and_for_nobody_else() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let link = link_of_ada(app, &ada).await;
        for browser in [&eve, &app.guest()] {
            let answer = follow(browser, &link).await;
            assert!(matches!(answer.status, 303 | 410), "{answer:?}");
        }
        assert!(eve.get(&link).await.text().contains("can’t be used"));
        let to_sign_in = app.guest().get(&link).await;
        assert!(
            to_sign_in
                .location()
                .starts_with("/sign-in?next=/settings/delete/confirm%3Ftoken=")
        );
        assert_eq!(follow(&ada, "/settings/delete/confirm").await.status, 410);
        app.clock.advance(hours(24));
        assert_eq!(follow(&ada, &link).await.status, 410);
        assert_eq!(users(app).await, 2);
        let link = link_of_ada(app, &ada).await;
        assert_eq!(follow(&ada, &link).await.location(), GONE);
        assert_eq!(users(app).await, 1);
    })
    .await;
}

#[tokio::test]
async fn of_sixteen_who_follow_a_link_at_once_one_deletes() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let link = link_of_ada(app, &ada).await;
        let copies: Vec<Browser> = (0..16).map(|_| ada.stolen_copy()).collect();
        let answers = join_all(copies.iter().map(|copy| follow(copy, &link))).await;
        let done = answers.iter().filter(|answer| answer.location() == GONE).count();
        assert_eq!(done, 1, "{answers:?}");
        assert!(
            answers.iter().all(|answer| matches!(answer.status, 303 | 410)),
            "{answers:?}"
        );
        let events = "select count(*) as rows from audit_events where kind = 'account-deleted'";
        assert_eq!(app.count(events).await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for change in [|_: &mut Config| {}, without_mail as fn(&mut Config)] {
        on_each_database_with(change, async |app| {
            let ada = app.member("Ada").await;
            app.run("update users set role = 'admin'").await;
            let answer = ask(&ada, "ada@example.com", PASSWORD).await;
            assert_eq!(answer.status, 409, "{}", answer.text());
            assert!(answer.text().contains("The last administrator has to stay."));
            assert!(ada.is_signed_in().await);
        })
        .await;
    }
}

#[tokio::test]
async fn a_link_that_would_take_the_last_administrator_stays_good() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let link = link_of_ada(app, &ada).await;
        app.run("update users set role = 'admin'").await;
        assert_eq!(follow(&ada, &link).await.status, 409);
        app.run("update users set role = 'user'").await;
        assert_eq!(follow(&ada, &link).await.location(), GONE);
    })
    .await;
}

#[tokio::test]
async fn the_token_of_a_letter_may_stand_in_the_body_too() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let link = link_of_ada(app, &ada).await;
        let token = link.split_once("token=").unwrap().1;
        let delete = async |token: &str| {
            ada.ask(http::Method::POST, "/api/auth/delete-user")
                .header("origin", &app.config.server.base_url)
                .header("sec-fetch-site", "same-origin")
                .header("content-type", "application/json")
                .body(format!("{{\"token\":\"{token}\"}}"))
                .await
        };
        assert_eq!(delete("another").await.status, 404);
        let answer = delete(token).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.removes_cookie("session"));
        assert_eq!(users(app).await, 0);
    })
    .await;
}

/// The same email works by Better Auth's address, for programs that name a way on.
#[tokio::test]
async fn the_token_of_a_letter_is_good_in_the_api_too() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let link = link_of_ada(app, &ada).await;
        let token = link.split_once("token=").unwrap().1;
        let callback = format!("/api/auth/delete-user/callback?token={token}&callbackURL=%2Ftodos");
        assert_eq!(eve.get(&callback).await.status, 404);
        let answer = ada.get(&callback).await;
        assert_eq!((answer.status, answer.location()), (302, "/todos"), "{answer:?}");
        assert!(answer.removes_cookie("session"));
        assert_eq!(users(app).await, 1);
        assert_eq!(ada.get(&callback).await.status, 404);
    })
    .await;
}
