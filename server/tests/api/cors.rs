//! Reading answers from another origin: for those on the list, and for nobody else.

use crate::support::{App, on_each_database, on_each_database_with};
use server::config::Config;

const LISTED: &str = "https://app.example";

fn listed(config: &mut Config) {
    config.server.cors_origins = vec![LISTED.into()];
    config.server.trusted_origins = vec![LISTED.into()];
}

async fn ask(app: &App, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let request = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{headers}connection: close\r\n\r\n");
    app.raw(request.as_bytes()).await
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = answer.split("\r\n").take_while(|line| !line.is_empty());
    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[tokio::test]
async fn an_origin_on_the_list_may_ask_and_read_with_credentials() {
    on_each_database_with(listed, async |app| {
        let preflight = [
            ("origin", LISTED),
            ("access-control-request-method", "PATCH"),
            ("access-control-request-headers", "authorization,content-type,if-match"),
        ];
        let answer = ask(app, "OPTIONS", "/api/todos", &preflight).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert_eq!(header(&answer, "access-control-allow-origin"), Some(LISTED));
        assert_eq!(header(&answer, "access-control-allow-credentials"), Some("true"));
        assert!(
            header(&answer, "access-control-allow-methods")
                .unwrap()
                .contains("PATCH")
        );
        let allowed = header(&answer, "access-control-allow-headers").unwrap();
        assert!(
            ["authorization", "content-type", "if-match", "idempotency-key"]
                .iter()
                .all(|name| allowed.contains(name))
        );

        // What is refused can be read too, or a page could not tell why.
        for path in ["/api/auth/get-session", "/api/todos", "/api/nothing"] {
            let answer = ask(app, "GET", path, &[("origin", LISTED)]).await;
            assert_eq!(header(&answer, "access-control-allow-origin"), Some(LISTED), "{path}");
            let exposed = header(&answer, "access-control-expose-headers").unwrap();
            for name in [
                "set-auth-token",
                "link",
                "x-total-count",
                "x-active-count",
                "x-completed-count",
                "etag",
            ] {
                assert!(exposed.contains(name), "{name} of {path}");
            }
            assert!(header(&answer, "vary").unwrap().contains("origin"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_other_origin_is_allowed_or_repeated() {
    on_each_database_with(listed, async |app| {
        for origin in [
            "https://evil.test",
            "null",
            "https://app.example.evil.test",
            "http://app.example",
            "https://app.example:444",
            "*",
        ] {
            let preflight = [("origin", origin), ("access-control-request-method", "POST")];
            for answer in [
                ask(app, "OPTIONS", "/api/todos", &preflight).await,
                ask(app, "GET", "/api/auth/get-session", &[("origin", origin)]).await,
            ] {
                assert_eq!(
                    header(&answer, "access-control-allow-origin"),
                    None,
                    "{origin}: {answer}"
                );
            }
        }
        // Pages and what they call are for nobody else at all.
        for path in ["/", "/sign-in", "/rpc/current-session"] {
            let answer = ask(app, "GET", path, &[("origin", LISTED)]).await;
            assert_eq!(header(&answer, "access-control-allow-origin"), None, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn without_a_list_there_is_no_origin() {
    on_each_database(async |app| {
        let answer = ask(app, "GET", "/api/auth/get-session", &[("origin", LISTED)]).await;
        assert_eq!(header(&answer, "access-control-allow-origin"), None, "{answer}");
    })
    .await;
}

#[tokio::test]
async fn an_origin_may_stand_for_one_label() {
    let list = |config: &mut Config| {
        config.server.cors_origins = vec!["https://*.partner.test".into()];
        config.server.trusted_origins = config.server.cors_origins.clone();
    };
    on_each_database_with(list, async |app| {
        for (origin, is_listed) in [
            ("https://a.partner.test", true),
            ("https://partner.test", false),
            ("https://a.b.partner.test", false),
            ("http://a.partner.test", false),
            ("https://a.partner.test.evil.test", false),
            ("https://evil.test/.partner.test", false),
        ] {
            let answer = ask(app, "GET", "/api/auth/get-session", &[("origin", origin)]).await;
            let allowed = header(&answer, "access-control-allow-origin");
            assert_eq!(allowed.is_some(), is_listed, "{origin}: {answer}");
            assert!(allowed.is_none_or(|allowed| allowed == origin));
            let change = ask(
                app,
                "POST",
                "/api/auth/sign-out",
                &[("origin", origin), ("cookie", "session=x")],
            )
            .await;
            assert_eq!(change.starts_with("HTTP/1.1 200"), is_listed, "{origin}: {change}");
        }
    })
    .await;
}
