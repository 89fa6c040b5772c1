//! What is asked of every request before anything else: how large its head is, and whom it is for.

use crate::support::{App, https, logged::Log, on_each_database, on_each_database_with};

const LIMIT: usize = 32 * 1024;

/// Sends a head as it is and tells the status of the answer.
async fn status(app: &App, head: &str) -> u16 {
    let answer = app.raw(format!("{head}\r\n\r\n").as_bytes()).await;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("{answer:?} to {head:?}"))
}

#[tokio::test]
async fn a_request_for_another_host_is_for_somebody_else() {
    on_each_database_with(https, async |app| {
        let guest = app.guest();
        for host in [
            "evil.test",
            "evil.test:443",
            "app.test.evil.test",
            "evilapp.test",
            "192.0.2.1",
            "localhost.evil.test",
            "127.0.0.1.evil.test",
            "app.test.",
        ] {
            for path in [
                "/",
                "/todos",
                "/sign-in",
                "/nowhere",
                "/api/todos",
                "/api/auth/get-session",
                "/api/openapi.json",
            ] {
                let answer = guest.get(path).header("host", host).await;
                assert_eq!(answer.status, 421, "{path} of {host}: {answer:?}");
                assert!(!answer.says("evil") && !answer.says("192.0.2.1"), "{answer:?}");
            }
            let call = guest.rpc("sign-in", serde_json::json!({})).header("host", host).await;
            assert_eq!(call.status, 421);
        }
        for host in [
            "app.test",
            "APP.TEST",
            "app.test:443",
            "app.test:8443",
            "localhost:1",
            "127.0.0.1",
            "[::1]:3000",
        ] {
            assert_eq!(guest.get("/").header("host", host).await.status, 200, "{host}");
        }
        let problem = guest.get("/api/todos").header("host", "evil.test").await;
        assert!(
            problem.says("\"code\":\"misdirected\"") && problem.says("https://app.test"),
            "{problem:?}"
        );
    })
    .await;
}

/// A supervisor or a load balancer asks by address, and some of them in HTTP/1.0.
#[tokio::test]
async fn a_health_check_may_call_us_what_it_likes() {
    on_each_database_with(https, async |app| {
        for path in ["/healthz", "/readyz"] {
            for host in ["192.0.2.1:3000", "instance-2.internal"] {
                assert_eq!(
                    app.guest().get(path).header("host", host).await.status,
                    200,
                    "{path} of {host}"
                );
            }
            assert_eq!(status(app, &format!("GET {path} HTTP/1.0")).await, 200);
        }
    })
    .await;
}

#[tokio::test]
async fn a_request_names_its_host_once() {
    on_each_database(async |app| {
        for (head, expected) in [
            ("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close", 200),
            (
                "GET http://localhost:3000/ HTTP/1.1\r\nhost: localhost:3000\r\nconnection: close",
                200,
            ),
            ("GET / HTTP/1.1\r\nconnection: close", 400),
            ("GET / HTTP/1.0", 400),
            ("GET /healthz HTTP/1.1\r\nconnection: close", 400),
            ("GET / HTTP/1.1\r\nhost:\r\nconnection: close", 400),
            (
                "GET / HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\nconnection: close",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nhost: localhost\r\nhost: evil.test\r\nconnection: close",
                400,
            ),
            ("GET / HTTP/1.1\r\nhost: me@localhost\r\nconnection: close", 400),
            ("GET / HTTP/1.1\r\nhost: localhost/x\r\nconnection: close", 400),
            ("GET / HTTP/1.1\r\nhost: local host\r\nconnection: close", 400),
            (
                "GET http://evil.test/ HTTP/1.1\r\nhost: localhost\r\nconnection: close",
                421,
            ),
            (
                "GET http://localhost/ HTTP/1.1\r\nhost: evil.test\r\nconnection: close",
                421,
            ),
        ] {
            assert_eq!(status(app, head).await, expected, "{head}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_log_names_both_hosts() {
    on_each_database_with(https, async |app| {
        let guest = app.guest();
        let log = Log::keep();
        guest.get("/todos").header("host", "todo.internal").await;
        let lines = log.lines();
        let line = lines.iter().find(|line| line["server.address"] == "todo.internal");
        assert_eq!(line.unwrap()["base_url"], "https://app.test", "{}", log.text());
    })
    .await;
}

#[tokio::test]
async fn origins_that_are_trusted_may_lend_their_names() {
    let trust = |config: &mut server::config::Config| {
        https(config);
        config.server.trusted_origins = vec!["https://shop.test".into(), "https://*.partner.test".into()];
    };
    on_each_database_with(trust, async |app| {
        for (host, expected) in [
            ("shop.test", 200),
            ("a.partner.test", 200),
            ("a.b.partner.test", 421),
            ("partner.test", 421),
        ] {
            assert_eq!(
                app.guest().get("/").header("host", host).await.status,
                expected,
                "{host}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_head_may_have_32_kib_and_not_a_byte_more() {
    on_each_database(async |app| {
        let start = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncookie: a=";
        for (size, expected) in [
            (LIMIT, 200),
            (LIMIT + 1, 431),
            (40 * 1024, 431),
            (63 * 1024, 431),
            (200 * 1024, 431),
        ] {
            let head = start.to_owned() + &"x".repeat(size - start.len() - 4);
            assert_eq!(status(app, &head).await, expected, "{size} bytes");
        }
        let many = (0..90)
            .map(|at| format!("\r\nx-{at}: {}", "y".repeat(400)))
            .collect::<String>();
        assert_eq!(
            status(app, &format!("GET / HTTP/1.1\r\nhost: localhost{many}")).await,
            431
        );
    })
    .await;
}

/// Whoever's browser has too many cookies learns what to do about it.
#[tokio::test]
async fn a_browser_with_too_many_cookies_is_told_so() {
    on_each_database(async |app| {
        let cookies = format!("a={}", "x".repeat(LIMIT));
        let page = app.guest().get("/sign-in").header("cookie", &cookies).await;
        assert!(page.status == 431 && page.is_page() && page.says("cookies"), "{page:?}");
        let program = app.guest().get("/api/todos").header("cookie", &cookies).await;
        assert!(program.status == 431 && program.says("too_large"), "{program:?}");
    })
    .await;
}
