use super::sessions::{FIREFOX, device, id_of};
use crate::support::{Answer, App, Browser, PASSWORD, html::tag_of, on_each_database, seconds};
use futures_util::future::join_all;

const SESSIONS: &str = "/settings/sessions";

#[tokio::test]
async fn the_password_leads_on_and_is_good_for_ten_minutes() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(seconds(601));
        let page = "/settings/confirm?next=/settings/email";
        let answer = ada.get(page).await;
        assert!(answer.status == 200 && answer.text().contains("confirm-current-password"));
        let answer = ada
            .post_form(page, &[("intent", "confirm"), ("current-password", PASSWORD)])
            .await;
        assert_eq!((answer.status, answer.location()), (303, "/settings/email"));
        let confirmed = "select count(*) as rows from sessions where confirmed_at > created_at";
        assert_eq!(app.count(confirmed).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_is_said_beside_the_field_and_never_repeated() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let fields = [("intent", "confirm"), ("current-password", "not the password")];
        let answer = ada.post_form("/settings/confirm", &fields).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("That current password is not right."));
        assert!(!answer.says("not the password"));
    })
    .await;
}

/// Where to go on to is one of our pages, whatever the address says.
#[tokio::test]
async fn it_leads_nowhere_else() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for next in [
            "//evil.test",
            "https://evil.test",
            "/%2fevil.test",
            "/api/auth/sign-out",
        ] {
            let page = format!("/settings/confirm?next={next}");
            let answer = ada
                .post_form(&page, &[("intent", "confirm"), ("current-password", PASSWORD)])
                .await;
            assert_eq!((answer.status, answer.location()), (303, "/todos"), "for {next}");
        }
    })
    .await;
}

/// Ada, whose proof is too old for anything dangerous.
async fn stale_ada(app: &App) -> Browser {
    let ada = app.member("Ada").await;
    app.clock.advance(seconds(601));
    ada
}

async fn confirm(browser: &Browser, page: &str) -> Answer {
    let fields = [("intent", "confirm"), ("current-password", PASSWORD)];
    browser.post_form(page, &fields).await
}

/// Asks for something and is led to where one confirms who one is.
async fn ask(browser: &Browser, page: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post_form(page, fields).await;
    let confirm = format!("/settings/confirm?next={page}&action=");
    assert!(answer.location().starts_with(&confirm), "{}", answer.location());
    answer.location().to_owned()
}

#[tokio::test]
async fn what_was_asked_for_is_named_and_done_with_the_password() {
    on_each_database(async |app| {
        let ada = stale_ada(app).await;
        let phone = device(app, FIREFOX).await;
        let id = id_of(&phone).await;
        let page = ask(&ada, SESSIONS, &[("intent", "end"), ("session", &id)]).await;
        assert!(!page.contains(&id), "the address names a session: {page}");
        let question = ada.get(&page).await;
        assert!(
            question.text().contains("Sign out Firefox on Linux"),
            "{}",
            question.text()
        );
        assert!(tag_of(question.text(), "confirm-current-password").contains("autofocus"));

        let refused = [("intent", "confirm"), ("current-password", "not the password")];
        let again = ada.post_form(&page, &refused).await;
        assert!(again.status == 422 && again.text().contains("Sign out Firefox on Linux"));
        let empty = ada.post_form(&page, &[("intent", "confirm")]).await;
        assert_eq!(empty.status, 422);
        assert!(phone.is_signed_in().await);

        let answer = confirm(&ada, &page).await;
        assert_eq!((answer.status, answer.location()), (303, SESSIONS));
        assert!(!phone.is_signed_in().await);
        assert!(
            ada.get(SESSIONS)
                .await
                .text()
                .contains("Firefox on Linux is signed out.")
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_asked_for_is_done_once() {
    on_each_database(async |app| {
        let ada = stale_ada(app).await;
        let page = ask(&ada, SESSIONS, &[("intent", "end-others")]).await;
        let copies: Vec<Browser> = (0..8).map(|_| ada.stolen_copy()).collect();
        let answers = join_all(copies.iter().map(|copy| confirm(copy, &page))).await;
        assert!(
            answers.iter().all(|answer| answer.location() == SESSIONS),
            "{answers:?}"
        );
        let done = answers.iter().filter(|answer| {
            answer
                .cookie("flash")
                .is_some_and(|cookie| cookie.value().starts_with("devices-signed-out"))
        });
        assert_eq!(done.count(), 1);
        let phone = device(app, FIREFOX).await;
        confirm(&ada, &page).await;
        assert!(phone.is_signed_in().await, "it was done again");
        assert!(ada.get(SESSIONS).await.text().contains("nothing was done"));
    })
    .await;
}

/// An action is its own session's: not that of another person, nor of another session of hers. Nor can anybody make one.
#[tokio::test]
async fn an_action_of_another_session_or_of_nobody_is_not_done() {
    on_each_database(async |app| {
        let (ada, eve) = (stale_ada(app).await, app.member("Eve").await);
        let phone = device(app, FIREFOX).await;
        let page = ask(&ada, SESSIONS, &[("intent", "end-everywhere")]).await;
        let forged = format!("/settings/confirm?next={SESSIONS}&action={}", "A".repeat(80));
        for (browser, page) in [(&eve, &page), (&phone, &page), (&ada, &forged)] {
            assert!(!browser.get(page).await.text().contains("Sign out everywhere"));
            assert_eq!(confirm(browser, page).await.location(), SESSIONS);
            assert!(browser.is_signed_in().await);
        }
    })
    .await;
}

#[tokio::test]
async fn an_action_waits_for_ten_minutes() {
    on_each_database(async |app| {
        let ada = stale_ada(app).await;
        let page = ask(&ada, SESSIONS, &[("intent", "end-everywhere")]).await;
        app.clock.advance(seconds(600));
        assert!(!ada.get(&page).await.text().contains("Sign out everywhere"));
        assert_eq!(confirm(&ada, &page).await.location(), SESSIONS);
        assert!(ada.is_signed_in().await);
    })
    .await;
}

/// A page can be left for another, not for a file: its button is what one comes to.
#[tokio::test]
async fn an_export_that_was_asked_for_is_ready_after_the_password() {
    on_each_database(async |app| {
        let ada = stale_ada(app).await;
        let answer = ada.post_form("/settings/data/export", &[("format", "csv")]).await;
        let page = answer.location();
        assert!(
            page.starts_with("/settings/confirm?next=/settings/data&action="),
            "{page}"
        );
        assert!(ada.get(page).await.text().contains("Export your data"));
        let answer = confirm(&ada, page).await;
        let ready = ada.get(answer.location()).await;
        for shown in ["Your file is ready.", "Download CSV", "Export JSON"] {
            assert!(ready.text().contains(shown), "{shown} is missing");
        }
        let nothing_like_it = ada.get("/settings/data?export=exe").await;
        assert!(!nothing_like_it.text().contains("is ready"));
        app.clock.advance(seconds(601));
        assert!(!ada.get(answer.location()).await.text().contains("is ready"));
    })
    .await;
}

/// A form with a secret in it, or that nobody knows, leads there as before and is sent again.
#[tokio::test]
async fn other_forms_are_not_carried_through() {
    on_each_database(async |app| {
        let ada = stale_ada(app).await;
        let answer = ada
            .post_form("/settings/two-step", &[("intent", "confirm"), ("code", "123456")])
            .await;
        assert_eq!(answer.location(), "/settings/confirm?next=/settings/two-step");
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_after_the_password_says_so() {
    on_each_database(async |app| {
        let ada = stale_ada(app).await;
        let page = ask(&ada, "/settings/passkeys", &[("intent", "remove"), ("id", "1f")]).await;
        let answer = confirm(&ada, &page).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
    })
    .await;
}
