//! The pages themselves.

use crate::support::{PASSWORD, on_each_database};

#[tokio::test]
async fn every_page_has_a_title_a_language_and_one_heading() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let guest = app.guest();
        for (browser, path, title) in [
            (&guest, "/", "A todo list that keeps up with you"),
            (&guest, "/sign-in", "Sign in"),
            (&guest, "/sign-up", "Create your account"),
            (&ada, "/todos", "Todos"),
            (&ada, "/nowhere", "Page not found"),
        ] {
            let page = browser.get(path).await;
            let text = page.text();
            assert!(
                text.starts_with("<!DOCTYPE html>") && text.contains("<html lang=\"en\""),
                "{path}: {text}"
            );
            assert!(
                text.contains(&format!("<title>{title} · Latchkey</title>")),
                "{path}: {text}"
            );
            assert_eq!(text.matches("<h1").count(), 1, "{path}");
            let is_shown = |tag: &&str| !tag.split_once('>').unwrap().0.contains("hidden");
            assert_eq!(
                text.split("<p class=\"loading\"").skip(1).find(is_shown),
                None,
                "{path} is not in one piece"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_there_is_not_is_a_404_for_everybody() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for browser in [&app.guest(), &ada] {
            for path in [
                "/nowhere",
                "/sign-in/x",
                "/index.html",
                "/pkg/nothing.js",
                "/rpc",
                "/rpc/",
                "/.well-known/x",
                "/wp-login.php",
            ] {
                let answer = browser.get(path).await;
                assert_eq!((answer.status, answer.is_page()), (404, true), "{path}");
                assert!(answer.text().contains("We can’t find that page."), "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_of_somebody_signed_in_knows_who_it_is() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let page = ada.get("/todos").await;
        assert!(
            page.text().contains("<bdi class=\"member-name\">Ada</bdi>"),
            "{}",
            page.text()
        );
        assert!(
            page.says("ada@example.com"),
            "the session is in the page: {}",
            page.text()
        );
        assert!(!app.guest().get("/").await.says("ada@example.com"));
    })
    .await;
}

/// Compressing is fine as long as a page holds no secret to be guessed byte by byte (3.9).
#[tokio::test]
async fn a_compressed_page_is_the_same_page() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for (accepted, sent) in [
            ("gzip", Some("gzip")),
            ("gzip, deflate, br, zstd", Some("gzip")),
            ("br", None),
            ("identity", None),
        ] {
            let page = ada.get("/todos").header("accept-encoding", accepted).await;
            assert_eq!(
                (page.status, page.header("content-encoding")),
                (200, sent),
                "{accepted}"
            );
            assert!(page.header("vary").is_some_and(|vary| vary.contains("accept-encoding")));
        }
    })
    .await;
}

#[tokio::test]
async fn a_slash_at_the_end_is_the_same_page() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for path in ["/todos/", "/todos///"] {
            assert_eq!(ada.get(path).await.status, 200, "{path}");
        }
        assert_eq!(app.guest().get("/sign-in/").await.status, 200);
        let form = [("email", "ada@example.com"), ("password", PASSWORD)];
        assert_eq!(app.guest().post_form("/sign-in/", &form).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn every_form_of_a_page_has_an_address_that_answers() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        ada.post_form("/todos", &[("intent", "add"), ("title", "Milk")]).await;
        for (browser, path) in [
            (&app.guest(), "/"),
            (&app.guest(), "/sign-in"),
            (&app.guest(), "/sign-up"),
            (&ada, "/todos"),
        ] {
            let page = browser.get(path).await;
            for form in page.text().split("<form ").skip(1) {
                let attribute = |name: &str| {
                    form.split_once(&format!("{name}=\""))
                        .unwrap()
                        .1
                        .split_once('"')
                        .unwrap()
                        .0
                };
                let (action, method) = (attribute("action"), attribute("method"));
                let answer = match method {
                    "get" => app.guest().get(action).await,
                    _ => app.guest().post_form(action, &[]).await,
                };
                assert!(
                    ![404, 405, 415].contains(&answer.status),
                    "{method} {action} on {path}: {}",
                    answer.status
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn password_fields_never_have_a_value() {
    on_each_database(async |app| {
        let guest = app.guest();
        for path in ["/sign-in", "/sign-up"] {
            let form = [("name", "Ada"), ("email", "nobody"), ("password", "hunter2hunter2")];
            for page in [guest.get(path).await, guest.post_form(path, &form).await] {
                let (_, field) = page.text().split_once("name=\"password\"").unwrap();
                assert!(
                    !field.split_once('>').unwrap().0.contains("value"),
                    "{path}: {}",
                    page.text()
                );
                assert!(!page.says("hunter2"), "{path}");
            }
        }
    })
    .await;
}
