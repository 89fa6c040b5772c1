//! Whose word on the client's address and transport counts.

use super::{WRONG, behind_a_proxy, limited, sign_in_from, sign_up_from};
use crate::support::{PASSWORD, https, on_each_database, on_each_database_with};
use http::Method;
use server::config::Config;

fn https_behind_a_proxy(config: &mut Config) {
    https(config);
    config.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
}

#[tokio::test]
async fn without_proxies_another_address_each_time_gains_nothing() {
    on_each_database_with(limited, async |app| {
        let guest = app.guest();
        for at in 0..30 {
            let email = format!("person{at}@example.com");
            let answer = guest
                .post_form("/sign-in", &[("email", &email), ("password", WRONG)])
                .header("x-forwarded-for", &format!("203.0.113.{at}"))
                .header("forwarded", &format!("for=203.0.113.{at}"))
                .header("x-real-ip", &format!("203.0.113.{at}"))
                .await;
            assert_eq!(answer.status, if at < 20 { 401 } else { 429 }, "attempt {at}");
        }
    })
    .await;
}

#[tokio::test]
async fn behind_a_proxy_what_a_client_made_up_gains_nothing() {
    on_each_database_with(behind_a_proxy, async |app| {
        let guest = app.guest();
        for at in 0..30 {
            let hops = format!("203.0.113.{at}, 192.0.2.66, 127.0.0.2");
            let answer = sign_in_from(&guest, &hops, &format!("person{at}@example.com"), WRONG).await;
            assert_eq!(answer.status, if at < 20 { 401 } else { 429 }, "attempt {at}");
        }
    })
    .await;
}

#[tokio::test]
async fn hops_that_cannot_be_read_share_one_count() {
    on_each_database_with(behind_a_proxy, async |app| {
        let guest = app.guest();
        for at in 0..30 {
            let hops = format!("203.0.113.{at}, junk{at}");
            let answer = sign_in_from(&guest, &hops, &format!("person{at}@example.com"), WRONG).await;
            assert_eq!(answer.status, if at < 20 { 401 } else { 429 }, "attempt {at}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_notes_the_address_that_can_be_trusted() {
    on_each_database_with(behind_a_proxy, async |app| {
        sign_up_from(&app.guest(), "203.0.113.1, ::ffff:198.51.100.9", "Ada", PASSWORD).await;
        let rows = app
            .count("select count(*) as rows from sessions where ip_address = '198.51.100.9'")
            .await;
        assert_eq!(rows, 1);
    })
    .await;
    on_each_database(async |app| {
        sign_up_from(&app.guest(), "198.51.100.9", "Ada", PASSWORD).await;
        let rows = app
            .count("select count(*) as rows from sessions where ip_address = '127.0.0.1'")
            .await;
        assert_eq!(rows, 1);
    })
    .await;
}

#[tokio::test]
async fn who_came_without_tls_is_sent_to_the_same_page_with_it() {
    on_each_database_with(https_behind_a_proxy, async |app| {
        let guest = app.guest();
        for (path, location) in [
            ("/", "https://app.test/"),
            ("/sign-in?next=/todos", "https://app.test/sign-in?next=/todos"),
            ("//evil.test/a?b=c", "https://app.test/evil.test/a?b=c"),
            ("/api/openapi.json", "https://app.test/api/openapi.json"),
        ] {
            let answer = guest.get(path).header("x-forwarded-proto", "http").await;
            assert_eq!((answer.status, answer.location()), (308, location), "for {path}");
        }
        let head = guest.ask(Method::HEAD, "/").header("x-forwarded-proto", "http").await;
        assert_eq!((head.status, head.location()), (308, "https://app.test/"));
    })
    .await;
}

#[tokio::test]
async fn without_tls_nothing_is_changed() {
    on_each_database_with(https_behind_a_proxy, async |app| {
        let guest = app.guest();
        let form = [("name", "Ada"), ("email", "ada@example.com"), ("password", PASSWORD)];
        let page = guest
            .post_form("/sign-up", &form)
            .header("x-forwarded-proto", "http")
            .await;
        assert_eq!((page.status, page.is_page()), (403, true));
        let program = guest
            .ask(Method::POST, "/api/v1/auth/login")
            .header("x-forwarded-proto", "http")
            .await;
        assert_eq!(program.status, 403);
        assert!(program.text().contains("https_only"), "{}", program.text());
        assert_eq!(app.count("select count(*) as rows from users").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_transport_is_told_by_trusted_proxies_only() {
    on_each_database_with(https, async |app| {
        let answer = app.guest().get("/").header("x-forwarded-proto", "http").await;
        assert_eq!(answer.status, 200);
    })
    .await;
    on_each_database_with(https_behind_a_proxy, async |app| {
        for protocol in ["https", "HTTPS", "https, http", "", "gopher"] {
            let answer = app.guest().get("/").header("x-forwarded-proto", protocol).await;
            assert_eq!(answer.status, 200, "with {protocol:?}");
        }
        assert_eq!(app.guest().get("/").await.status, 200, "a proxy that says nothing");
    })
    .await;
    on_each_database_with(behind_a_proxy, async |app| {
        let answer = app.guest().get("/").header("x-forwarded-proto", "http").await;
        assert_eq!(answer.status, 200, "this origin has no TLS");
    })
    .await;
}
