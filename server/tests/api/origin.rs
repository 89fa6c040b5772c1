//! 3.1 of the security reference: what another site sends changes nothing, on any route that changes something.

use crate::support::{App, Browser, PASSWORD, https, on_each_database_with};
use http::Method;
use leptos::server_fn::axum::server_fn_paths;
use serde_json::json;

/// Every route that changes something: the server functions there are, and the forms the router names.
fn changing_routes() -> Vec<String> {
    let router = include_str!("../../src/router.rs");
    let forms = router.split(".route(\"").skip(1).filter_map(|rest| {
        let (path, handler) = rest.split_once("\", ")?;
        (!handler.starts_with("get(")).then(|| path.to_owned())
    });
    forms
        .chain(server_fn_paths().map(|(path, _)| path.to_owned()))
        .collect()
}

#[test]
fn the_routes_that_change_something_are_known() {
    let mut routes = changing_routes();
    routes.sort();
    let forms: Vec<_> = routes.iter().filter(|route| !route.starts_with("/rpc/")).collect();
    assert_eq!(
        forms,
        ["/lists/{id}", "/sign-in", "/sign-out", "/sign-up", "/theme", "/todos"]
    );
    assert_eq!(routes.len() - forms.len(), 14);
}

type Headers = &'static [(&'static str, &'static str)];

const OWN: [Headers; 6] = [
    &[
        ("sec-fetch-site", "same-origin"),
        ("origin", "https://app.test"),
        ("referer", "https://app.test/todos"),
    ],
    &[("sec-fetch-site", "same-origin")],
    &[("sec-fetch-site", "none")],
    &[("origin", "https://app.test")],
    // From browsers that send no `Origin` with a form of their own site.
    &[("referer", "https://app.test/todos?filter=active")],
    &[("sec-fetch-mode", "navigate"), ("referer", "https://app.test/")],
];

const FOREIGN: [Headers; 25] = [
    &[
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.test"),
        ("referer", "https://evil.test/"),
    ],
    &[("sec-fetch-site", "cross-site"), ("origin", "https://app.test")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site"), ("origin", "https://sub.app.test")],
    &[("sec-fetch-site", "same-origin, cross-site")],
    &[("sec-fetch-site", "Same-Origin")],
    &[("sec-fetch-site", "")],
    &[("sec-fetch-site", "unknown"), ("origin", "https://app.test")],
    &[("origin", "null")],
    &[("origin", "")],
    &[("origin", "https://evil.test")],
    &[("origin", "https://app.test.evil.test")],
    &[("origin", "https://evilapp.test")],
    &[("origin", "http://app.test")],
    &[("origin", "https://app.test:8443")],
    &[("origin", "https://app.test/")],
    &[("origin", "https://APP.test")],
    &[("origin", "https://evil.test"), ("referer", "https://app.test/")],
    &[("origin", "https://evil.test"), ("x-http-method-override", "GET")],
    &[("origin", "null"), ("referer", "https://app.test/")],
    &[("referer", "https://evil.test/")],
    &[("referer", "https://evil.test/?https://app.test/")],
    &[("referer", "https://app.test.evil.test/")],
    &[("referer", "nonsense")],
    &[("sec-fetch-mode", "navigate")],
];

/// What a sign-in, a change or a sign-out would change.
async fn fingerprint(app: &App) -> [i64; 5] {
    [
        app.count("select count(*) as rows from users").await,
        app.count("select count(*) as rows from sessions").await,
        app.count("select count(*) as rows from refresh_tokens").await,
        app.count("select count(*) as rows from todos").await,
        app.count("select coalesce(cast(sum(version) as bigint), 0) as rows from todos")
            .await,
    ]
}

async fn send(
    browser: &Browser,
    method: &Method,
    route: &str,
    kind: Option<&str>,
    headers: Headers,
) -> crate::support::Answer {
    let mut ask = browser.ask(method.clone(), route).body(body(route, kind));
    if let Some(kind) = kind {
        ask = ask.header("content-type", kind);
    }
    headers
        .iter()
        .fold(ask, |ask, (name, value)| ask.header(name, value))
        .await
}

/// A body that would do something, did the request come from us.
fn body(route: &str, kind: Option<&str>) -> String {
    if route.starts_with("/rpc/") {
        let form = json!({ "name": "Eve", "email": "eve@example.com", "password": PASSWORD, "remember": "on" });
        return json!({ "form": form, "id": "00000000-0000-4000-8000-000000000001", "title": "x", "completed": true, "filter": "all" }).to_string();
    }
    match kind {
        Some("multipart/form-data; boundary=x") => {
            "--x\r\nContent-Disposition: form-data; name=\"intent\"\r\n\r\nclear-completed\r\n--x--".into()
        }
        _ => format!(
            "intent=add&title=x&theme=dark&name=Eve&email=eve@example.com&password={}&_method=DELETE",
            PASSWORD.replace(' ', "+")
        ),
    }
}

const KINDS: [Option<&str>; 6] = [
    Some("application/x-www-form-urlencoded"),
    Some("multipart/form-data; boundary=x"),
    Some("text/plain"),
    Some("application/json"),
    Some("application/json;x=text/plain"),
    None,
];

#[tokio::test]
async fn nothing_from_another_site_changes_anything() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        ada.post_form("/todos", &[("intent", "add"), ("title", "Milk")]).await;
        let before = fingerprint(app).await;
        for browser in [&ada, &app.guest()] {
            for route in changing_routes() {
                for headers in FOREIGN {
                    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                        let answer = send(
                            browser,
                            &method,
                            &route,
                            Some("application/x-www-form-urlencoded"),
                            headers,
                        )
                        .await;
                        assert_eq!(
                            (answer.status, answer.cookies().len()),
                            (403, 0),
                            "{method} {route} with {headers:?}"
                        );
                    }
                }
            }
        }
        assert_eq!(fingerprint(app).await, before);
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_kind_of_body_makes_no_difference() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        let before = fingerprint(app).await;
        for route in changing_routes() {
            for kind in KINDS {
                let answer = send(&ada, &Method::POST, &route, kind, FOREIGN[0]).await;
                assert_eq!(
                    (answer.status, answer.cookies().len()),
                    (403, 0),
                    "{route} with {kind:?}"
                );
            }
        }
        assert_eq!(fingerprint(app).await, before);
    })
    .await;
}

/// No browser leaves out both headers. A program without cookies may; one with cookies is no browser of ours.
#[tokio::test]
async fn a_request_with_cookies_must_say_where_it_comes_from() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        let before = fingerprint(app).await;
        for route in changing_routes() {
            let kind = if route.starts_with("/rpc/") {
                "application/json"
            } else {
                "application/x-www-form-urlencoded"
            };
            for headers in [
                &[][..],
                &[("referer", "https://evil.test/todos")],
                &[("referer", "app.test")],
            ] {
                assert_eq!(
                    send(&ada, &Method::POST, &route, Some(kind), headers).await.status,
                    403,
                    "{route}"
                );
            }
            assert_eq!(fingerprint(app).await, before);
            assert_ne!(
                send(&app.guest(), &Method::POST, &route, Some(kind), &[]).await.status,
                403,
                "{route} without cookies"
            );
            app.run("delete from users where email = 'eve@example.com'").await;
        }
    })
    .await;
}

#[tokio::test]
async fn our_own_pages_may_use_every_route() {
    on_each_database_with(https, async |app| {
        for headers in OWN {
            for route in changing_routes() {
                let ada = app.guest();
                ada.sign_up("Ada", "ada@example.com", PASSWORD).await;
                let kind = if route.starts_with("/rpc/") {
                    "application/json"
                } else {
                    "application/x-www-form-urlencoded"
                };
                let answer = send(&ada, &Method::POST, &route, Some(kind), headers).await;
                assert!(
                    ![403, 405, 415, 500].contains(&answer.status),
                    "{route} with {headers:?}: {answer:?}"
                );
                app.run("delete from users").await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn two_headers_that_disagree_are_foreign() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        for (name, values) in [
            ("sec-fetch-site", ["same-origin", "cross-site"]),
            ("origin", ["https://app.test", "https://evil.test"]),
        ] {
            for order in [values, [values[1], values[0]]] {
                let ask = ada
                    .ask(Method::POST, "/sign-out")
                    .also(name, order[0].as_bytes())
                    .also(name, order[1].as_bytes());
                assert_eq!(ask.await.status, 403, "{name}: {order:?}");
            }
        }
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn reading_is_open_to_links_from_anywhere() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        let answer = ada
            .get("/todos")
            .header("sec-fetch-site", "cross-site")
            .header("referer", "https://evil.test/")
            .await;
        assert_eq!(answer.status, 200);
    })
    .await;
}

/// No site may read an answer of ours, and none is told that it may.
#[tokio::test]
async fn nobody_is_given_cross_origin_rights() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        for path in ["/todos", "/rpc/current-session", "/", "/healthz"] {
            let ask = ada.ask(Method::OPTIONS, path).header("origin", "https://evil.test");
            let answer = ask
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "content-type")
                .await;
            for name in [
                "access-control-allow-origin",
                "access-control-allow-credentials",
                "access-control-allow-methods",
                "access-control-allow-headers",
            ] {
                assert_eq!(answer.header(name), None, "{name} of {path}");
            }
        }
    })
    .await;
}

/// Somebody who has opened the installation by another name than its own learns by which one it works.
#[tokio::test]
async fn a_refused_origin_is_told_which_came_and_which_is_expected() {
    on_each_database_with(
        |_| {},
        async |app| {
            for (name, value) in [
                ("origin", "http://192.168.1.5:3000"),
                ("referer", "http://192.168.1.5:3000/sign-in"),
            ] {
                let guest = app.guest();
                let ask = guest.post_form("/sign-in", &[("email", "ada@example.com"), ("password", PASSWORD)]);
                let answer = ask
                    .without("sec-fetch-site")
                    .without("origin")
                    .header(name, value)
                    .await;
                assert_eq!(answer.status, 403);
                for word in ["http://192.168.1.5:3000", "http://localhost:3000", "BASE_URL"] {
                    assert!(answer.text().contains(word), "no {word} by {name}: {}", answer.text());
                }
            }
            let guest = app.guest();
            let ask = guest.post_form("/sign-in", &[]).without("sec-fetch-site");
            let answer = ask.header("origin", "https://<script>alert(1)</script>\"'&").await;
            assert!(
                answer.status == 403 && !answer.text().contains("<script>alert"),
                "{}",
                answer.text()
            );
        },
    )
    .await;
}
