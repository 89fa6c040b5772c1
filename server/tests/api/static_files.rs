//! Built files, while pages are rendered beside them.

use crate::support::{App, on_each_database};
use futures_util::future::join_all;
use http::Method;
use server::site::Site;
use std::{fs, sync::Arc};

const SCRIPT: &str = "console.log('a file');";

/// The program with a site of one script, one style sheet and a secret beside them.
async fn with_files(app: &App) -> App {
    let site = app.config.data.dir.join("site");
    fs::create_dir_all(site.join("pkg")).unwrap();
    fs::write(site.join("pkg/latchkey.js"), SCRIPT).unwrap();
    fs::write(site.join("pkg/latchkey.css"), "a{}").unwrap();
    fs::write(site.join("pkg/.hidden"), "hidden").unwrap();
    fs::write(
        app.config.data.dir.join("auth-secret"),
        "a secret that is nobody's business",
    )
    .unwrap();
    app.another(|_| {}, |state| state.site = Arc::new(Site::Folder(site)))
        .await
}

#[tokio::test]
async fn a_file_is_served_as_what_it_is() {
    on_each_database(async |app| {
        let running = with_files(app).await;
        let guest = running.guest();
        for (path, kind) in [
            ("/pkg/latchkey.js", "text/javascript; charset=utf-8"),
            ("/pkg/latchkey.css", "text/css; charset=utf-8"),
        ] {
            let file = guest.get(path).await;
            assert_eq!((file.status, file.header("content-type")), (200, Some(kind)));
            let head = guest.get(path).method(Method::HEAD).await;
            assert_eq!(
                (head.status, head.header("content-type"), head.body.len()),
                (200, Some(kind), 0)
            );
        }
        assert_eq!(guest.get("/pkg/latchkey.js").await.text(), SCRIPT);
    })
    .await;
}

#[tokio::test]
async fn nothing_outside_the_folder_can_be_named() {
    on_each_database(async |app| {
        let running = with_files(app).await;
        for path in [
            "/../auth-secret",
            "/pkg/../../auth-secret",
            "/..%2fauth-secret",
            "/%2e%2e/auth-secret",
            "/%2e%2e%2fauth-secret",
            "/pkg/%2e%2e/%2e%2e/auth-secret",
            "/pkg/..\\..\\auth-secret",
            "/..%5cauth-secret",
            "/..%c0%afauth-secret",
            "/..%252fauth-secret",
            "/./../auth-secret",
            "//auth-secret",
            "/pkg//../../auth-secret",
            "/....//auth-secret",
            "/pkg/.hidden",
            "/.hidden",
            "/pkg/latchkey.js%00.css",
            "/pkg/latchkey.js/",
            "/pkg/latchkey.js/..",
            "/pkg",
            "/pkg/",
            "/etc/passwd",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/proc/self/environ",
            "/..;/auth-secret",
        ] {
            // As bytes, for a client might tidy the path up.
            let answer = running
                .raw(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").as_bytes())
                .await;
            let status = answer.split(' ').nth(1).unwrap_or_default();
            // A slash at the end is taken off before any route is looked at.
            let is_the_script = path == "/pkg/latchkey.js/" && answer.ends_with(SCRIPT);
            assert!(["404", "400"].contains(&status) || is_the_script, "{path}: {answer}");
            assert!(
                !answer.contains("nobody's business") && !answer.contains("hidden\n") && !answer.contains("root:"),
                "{path}: {answer}"
            );
        }
    })
    .await;
}

/// Item 3 of `reference/leptos.md` section 0: headers and status of a page in the making could end up
/// on a file answered by the same thread.
#[tokio::test]
async fn no_cookie_and_no_status_gets_from_a_page_onto_a_file_on_one_thread() {
    files_beside_pages().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_cookie_and_no_status_gets_from_a_page_onto_a_file_on_several_threads() {
    files_beside_pages().await;
}

async fn files_beside_pages() {
    on_each_database(async |app| {
        let running = with_files(app).await;
        let (ada, guest) = (running.member("Ada").await, running.guest());
        for _ in 0..10 {
            app.let_the_jwt_expire();
            let pages = (0..8).map(async |at| match at % 4 {
                0 => ada.get("/todos").await.status,
                1 => guest.get("/nowhere").await.status,
                2 => {
                    guest
                        .post_form("/sign-in", &[("email", "a@example.com"), ("password", "x")])
                        .await
                        .status
                }
                _ => guest.get("/sign-in").await.status,
            });
            let files = (0..8).map(async |_| {
                let file = guest.get("/pkg/latchkey.js").await;
                assert_eq!((file.status, file.text(), file.cookies().len()), (200, SCRIPT, 0));
                assert_eq!(file.header("cache-control"), Some("no-cache"));
            });
            let (statuses, _) = tokio::join!(join_all(pages), join_all(files));
            assert_eq!(statuses, [200, 404, 401, 200, 200, 404, 401, 200]);
        }
    })
    .await;
}
