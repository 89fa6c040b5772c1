//! Who may see which page.

use crate::support::{https, on_each_database, on_each_database_with};
use http::Method;

#[tokio::test]
async fn a_guest_is_sent_to_sign_in_and_will_come_back() {
    on_each_database(async |app| {
        for (path, location) in [
            ("/todos", "/sign-in"),
            ("/todos/", "/sign-in"),
            ("/todos?filter=active", "/sign-in?next=/todos%3Ffilter=active"),
            (
                "/todos?filter=active&edit=1",
                "/sign-in?next=/todos%3Ffilter=active%26edit=1",
            ),
            ("/todos?q=a%20b+c", "/sign-in?next=/todos%3Fq=a%2520b%2Bc"),
            ("/todos/not-there", "/sign-in?next=/todos/not-there"),
            ("/todos?q=<script>", "/sign-in"),
            (
                "/todos?q=%22%3E%3Cscript%3E",
                "/sign-in?next=/todos%3Fq=%2522%253E%253Cscript%253E",
            ),
        ] {
            // A browser never sends these two as they are.
            let sent = path.replace('<', "%3C").replace('>', "%3E");
            let answer = app.guest().get(&sent).await;
            assert_eq!(answer.status, 303, "for {path}");
            if sent == path {
                assert_eq!(answer.location(), location, "for {path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_asked_for_by_head_answers_the_same_without_a_body() {
    on_each_database(async |app| {
        let (guest, ada) = (app.guest(), app.member("Ada").await);
        let answer = guest.get("/todos?filter=active").method(Method::HEAD).await;
        assert_eq!(
            (answer.status, answer.location(), answer.body.len()),
            (303, "/sign-in?next=/todos%3Ffilter=active", 0)
        );
        let answer = ada.get("/todos").method(Method::HEAD).await;
        assert_eq!((answer.status, answer.body.len()), (200, 0));
    })
    .await;
}

#[tokio::test]
async fn the_way_back_survives_signing_in() {
    on_each_database(async |app| {
        app.member("Ada").await;
        for path in [
            "/todos?filter=completed",
            "/todos?filter=active&before=12-ab",
            "/todos?edit=1",
        ] {
            let guest = app.guest();
            let sign_in = guest.get(path).await.location().to_owned();
            let page = guest.get(&sign_in).await;
            let (_, form) = page.text().split_once("<form method=\"post\" action=\"").unwrap();
            let action = form.split_once('"').unwrap().0.replace("&amp;", "&");
            let answer = guest
                .post_form(
                    &action,
                    &[("email", "ada@example.com"), ("password", crate::support::PASSWORD)],
                )
                .await;
            assert_eq!(
                (answer.status, answer.location()),
                (303, path),
                "by {sign_in} and {action}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_signed_in_has_no_use_for_the_sign_in_page() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for page in ["/sign-in", "/sign-up"] {
            assert_eq!(ada.get(page).await.location(), "/todos");
            let answer = ada.get(&format!("{page}?next=/todos%3Ffilter%3Dactive")).await;
            assert_eq!((answer.status, answer.location()), (303, "/todos?filter=active"));
            assert_eq!(app.guest().get(page).await.status, 200);
        }
    })
    .await;
}

#[tokio::test]
async fn the_start_page_is_for_everybody() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let (guests, members) = (app.guest().get("/").await, ada.get("/").await);
        assert!(guests.text().contains("Get started") && guests.text().contains("href=\"/sign-in\""));
        assert!(members.text().contains("Open your todos") && members.text().contains("Sign out"));
    })
    .await;
}

#[tokio::test]
async fn nothing_of_a_protected_page_is_in_the_redirect() {
    on_each_database(async |app| {
        let answer = app.guest().get("/todos").await;
        assert_eq!(answer.body.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_host_of_a_request_never_gets_into_an_answer() {
    on_each_database_with(https, async |app| {
        let guest = app.guest();
        for host in ["evil.test", "evil.test:443", "app.test@evil.test"] {
            for path in ["/todos", "/", "/nowhere", "/sign-in"] {
                let answer = guest
                    .get(path)
                    .header("host", host)
                    .header("x-forwarded-host", host)
                    .header("forwarded", "host=evil.test")
                    .await;
                assert!(
                    !answer.says("evil.test") && !answer.location().contains("evil"),
                    "{path} of {host}"
                );
            }
        }
    })
    .await;
}
