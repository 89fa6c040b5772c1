//! Open redirects: whatever `next` says, the answer leads to a page of ours.

use crate::support::{PASSWORD, on_each_database};

/// 3.5 of the security reference.
fn corpus() -> Vec<String> {
    let mut corpus: Vec<String> = [
        "//evil.test",
        "///evil.test",
        "/\\evil.test",
        "\\/evil.test",
        "\\\\evil.test",
        "/%09/evil.test",
        "/\t/evil.test",
        "\t//evil.test",
        " //evil.test",
        "/\n/evil.test",
        "/%0d%0aLocation:https://evil.test",
        "/\r\nLocation: https://evil.test",
        "/todos\r\nSet-Cookie: a=b",
        "/todos\0",
        "https:evil.test",
        "https://evil.test",
        "https:/evil.test",
        "HTTPS://EVIL.TEST",
        "https://app.test@evil.test",
        "https://app.test.evil.test",
        "http://localhost:3000.evil.test",
        "http://localhost:3000@evil.test",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//app.test\\@evil.test",
        "/..//evil.test",
        "/./\\evil.test",
        "/%2f%2fevil.test",
        "/%2f/evil.test",
        "/%5cevil.test",
        "/。evil.test",
        "//％65vil.test",
        "/todos/..//evil.test",
        "/todos//evil.test",
        "/todos/%2e%2e/evil",
        "/todos@evil.test",
        "/todos.evil.test",
        "/todosevil",
        "/sign-out",
        "/rpc/sign-out",
        "/rpc/todos/clear-completed",
        "/sign-in?next=/todos",
        "/sign-in",
        "/theme",
        "/healthz",
        "/nowhere",
        "",
        "/",
        "?",
        "#",
        "/todos#//evil.test",
        "/todos?x=//evil.test\\",
        "/todos?next=\"><script>alert(1)</script>",
        "mailto:a@evil.test",
        "ftp://evil.test",
        "//[::1]",
        "//0x7f.1",
        "////",
        "/\u{202e}/evil.test",
        "/𝚎vil",
    ]
    .map(str::to_owned)
    .into();
    corpus.push(format!("/todos?x={}", "a".repeat(10_000)));
    corpus
}

fn query(next: &str) -> String {
    serde_urlencoded::to_string([("next", next)]).unwrap()
}

#[tokio::test]
async fn signing_in_leads_to_a_page_of_ours_whatever_next_says() {
    on_each_database(async |app| {
        app.member("Ada").await;
        for next in corpus() {
            let form = [("email", "ada@example.com"), ("password", PASSWORD)];
            let answer = app
                .guest()
                .post_form(&format!("/sign-in?{}", query(&next)), &form)
                .await;
            assert_eq!((answer.status, answer.location()), (303, "/todos"), "for {next:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn signing_up_leads_to_a_page_of_ours_whatever_next_says() {
    on_each_database(async |app| {
        for (at, next) in corpus().into_iter().enumerate() {
            let email = format!("ada{at}@example.com");
            let form = [("name", "Ada"), ("email", &*email), ("password", PASSWORD)];
            let answer = app
                .guest()
                .post_form(&format!("/sign-up?{}", query(&next)), &form)
                .await;
            assert_eq!((answer.status, answer.location()), (303, "/todos"), "for {next:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_signed_in_is_led_to_a_page_of_ours_whatever_next_says() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for next in corpus() {
            for page in ["/sign-in", "/sign-up"] {
                let answer = ada.get(&format!("{page}?{}", query(&next))).await;
                assert_eq!((answer.status, answer.location()), (303, "/todos"), "for {next:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_pages_carry_only_pages_of_ours_whatever_next_says() {
    on_each_database(async |app| {
        let guest = app.guest();
        for next in corpus() {
            for page in ["/sign-in", "/sign-up"] {
                let answer = guest.get(&format!("{page}?{}", query(&next))).await;
                assert_eq!(answer.status, 200, "for {next:?}");
                assert!(answer.text().contains(&format!("action=\"{page}\"")), "for {next:?}");
                assert!(
                    !answer.text().to_lowercase().contains("evil"),
                    "for {next:?}: {}",
                    answer.text()
                );
            }
            let refused = guest
                .post_form(
                    &format!("/sign-in?{}", query(&next)),
                    &[("email", "a@example.com"), ("password", "x")],
                )
                .await;
            assert_eq!(refused.status, 401);
            assert!(refused.text().contains("action=\"/sign-in\""), "for {next:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_next_the_first_counts_and_must_be_ours() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for (query, location) in [
            ("next=//evil.test&next=/todos%3Ffilter%3Dactive", "/todos"),
            ("next=/todos%3Ffilter%3Dactive&next=//evil.test", "/todos?filter=active"),
            ("next[]=//evil.test", "/todos"),
            ("NEXT=//evil.test", "/todos"),
            ("next", "/todos"),
            ("%", "/todos"),
            ("next=%ff%fe", "/todos"),
        ] {
            assert_eq!(
                ada.get(&format!("/sign-in?{query}")).await.location(),
                location,
                "for {query}"
            );
        }
    })
    .await;
}

/// 3.6: Leptos 0.8 would show the text of an error in the address, whoever wrote it.
#[tokio::test]
async fn an_error_in_the_address_is_not_shown() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let text = "U2VydmVyRXJyb3J8WW91ciBhY2NvdW50IGlzIGxvY2tlZCwgY2FsbCArMQ==";
        let long = "A".repeat(5000);
        for error in [
            text,
            "%7B%22Internal%22%3A%7B%22request_id%22%3A%22call+%2B1%22%7D%7D",
            "!!!",
            "",
            &long,
        ] {
            for (browser, page) in [
                (&app.guest(), "/sign-in"),
                (&app.guest(), "/sign-up"),
                (&ada, "/todos"),
                (&ada, "/"),
            ] {
                let answer = browser.get(&format!("{page}?__path=/rpc/sign-in&__err={error}")).await;
                assert_eq!(answer.status, 200);
                assert!(
                    !answer.says("is locked") && !answer.says("call +1"),
                    "{page} shows {}",
                    answer.text()
                );
                assert!(
                    !answer.text().contains("role=\"alert\" tabindex"),
                    "{page} shows an alert"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_function_never_redirects_to_where_it_was_called_from() {
    on_each_database(async |app| {
        let answer = app
            .guest()
            .rpc(
                "sign-in",
                serde_json::json!({ "form": { "email": "a@example.com", "password": "x", "remember": null } }),
            )
            .header("accept", "text/html")
            .header("referer", "https://evil.test/")
            .await;
        assert_eq!((answer.status, answer.location()), (401, ""));
        assert!(!answer.says("evil"));
    })
    .await;
}

/// Where the pages of most guides are.
#[tokio::test]
async fn usual_addresses_lead_to_ours_for_good() {
    on_each_database(async |app| {
        for browser in [app.guest(), app.member("Ada").await] {
            for (usual, ours) in [
                ("/login", "/sign-in"),
                ("/auth/login", "/sign-in"),
                ("/register", "/sign-up"),
                ("/dashboard", "/todos"),
                ("/login?next=/settings/profile", "/sign-in?next=/settings/profile"),
                (
                    "/auth/login?next=%2Ftodos%3Ffilter%3Dactive",
                    "/sign-in?next=%2Ftodos%3Ffilter%3Dactive",
                ),
                ("/register?next=/todos", "/sign-up?next=/todos"),
                ("/dashboard?filter=active", "/todos?filter=active"),
                ("/login?next=//evil.test", "/sign-in?next=//evil.test"),
                ("/favicon.ico", "/favicon.svg"),
            ] {
                let answer = browser.get(usual).await;
                assert_eq!((answer.status, answer.location()), (308, ours), "{usual}");
            }
        }
        let guest = app.guest();
        for path in ["/auth", "/dashboard/x", "/logins"] {
            assert_eq!(guest.get(path).await.status, 404, "{path}");
        }
        let form = guest
            .post_form("/login", &[("email", "ada@example.com"), ("password", PASSWORD)])
            .await;
        assert_eq!((form.status, form.location()), (308, "/sign-in"));
    })
    .await;
}
