//! Requests that come from elsewhere, in the words of Better Auth. That they change nothing is tested for all
//! routes alike, in `crate::origin`.

use super::{current, refusal};
use crate::support::on_each_database_with;
use http::Method;

type Headers = &'static [(&'static str, &'static str)];

const CASES: [(&str, bool, Headers, &str); 14] = [
    ("/sign-out", true, &[("referer", "null")], "MISSING_OR_NULL_ORIGIN"),
    (
        "/sign-out",
        true,
        &[("origin", "null"), ("referer", "http://localhost:3000/")],
        "MISSING_OR_NULL_ORIGIN",
    ),
    // A browser that does not say where it is, which the `fetch` of Node is not.
    (
        "/sign-in/email",
        false,
        &[("sec-fetch-mode", "no-cors")],
        "MISSING_OR_NULL_ORIGIN",
    ),
    (
        "/sign-up/email",
        false,
        &[("sec-fetch-mode", "navigate")],
        "MISSING_OR_NULL_ORIGIN",
    ),
    (
        "/sign-in/email",
        false,
        &[("referer", "https://evil.test/")],
        "INVALID_ORIGIN",
    ),
    ("/sign-out", true, &[], "MISSING_OR_NULL_ORIGIN"),
    ("/sign-out", true, &[("origin", "null")], "MISSING_OR_NULL_ORIGIN"),
    ("/sign-out", true, &[("origin", "https://evil.test")], "INVALID_ORIGIN"),
    (
        "/sign-out",
        true,
        &[("referer", "https://evil.test/x")],
        "INVALID_ORIGIN",
    ),
    (
        "/sign-out",
        true,
        &[("origin", "http://localhost:3000.evil.test")],
        "INVALID_ORIGIN",
    ),
    (
        "/revoke-sessions",
        true,
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.test")],
        "INVALID_ORIGIN",
    ),
    (
        "/sign-in/email",
        false,
        &[("origin", "https://evil.test")],
        "INVALID_ORIGIN",
    ),
    (
        "/sign-in/email",
        false,
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("origin", "null"),
        ],
        "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED",
    ),
    (
        "/sign-up/email",
        false,
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")],
        "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED",
    ),
];

#[tokio::test]
async fn what_comes_from_elsewhere_is_told_why_it_is_refused() {
    on_each_database_with(
        |_| {},
        async |app| {
            let (ada, guest) = (app.member("Ada").await, app.guest());
            for (path, has_cookies, headers, code) in CASES {
                let browser = if has_cookies { &ada } else { &guest };
                let mut ask = browser.ask(Method::POST, &format!("/api/auth{path}"));
                for (name, value) in headers {
                    ask = ask.header(name, value);
                }
                let (status, found, _) = refusal(&ask.header("content-type", "application/json").body("{}").await);
                assert_eq!((status, found.as_str()), (403, code), "{path} {headers:?}");
            }
            assert!(current(&ada).await.is_some());
        },
    )
    .await;
}

#[tokio::test]
async fn pages_of_trusted_origins_and_programs_without_cookies_are_not_concerned() {
    let trust = |config: &mut server::config::Config| config.server.trusted_origins = vec!["https://shop.test".into()];
    on_each_database_with(trust, async |app| {
        let ada = app.member("Ada").await;
        let answer = app
            .guest()
            .ask(Method::POST, "/api/auth/sign-out")
            .header("sec-fetch-mode", "cors")
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let answer = ada
            .ask(Method::POST, "/api/auth/sign-out")
            .header("origin", "https://shop.test")
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    })
    .await;
}
