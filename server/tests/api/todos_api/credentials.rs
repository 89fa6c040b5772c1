//! Who may ask: a bearer of a token, or a browser on a page of ours.

use super::{Program, id, json_of, problem};
use crate::support::{App, Browser, on_each_database, on_each_database_with};
use http::Method;
use serde_json::json;
use server::auth::bearer;

/// An access token of whoever is signed in with this browser.
async fn access_token(browser: &Browser) -> String {
    let answer = browser.ask(Method::GET, "/api/auth/token").await;
    json_of(&answer)["token"].as_str().unwrap().to_owned()
}

/// Every route, with a body that would do something.
fn routes() -> Vec<(Method, String, String)> {
    let whole = json!({ "title": "x", "completed": true }).to_string();
    let one = format!("/api/todos/{}", id(1));
    vec![
        (Method::GET, "/api/todos".into(), String::new()),
        (Method::POST, "/api/todos".into(), whole.clone()),
        (Method::GET, one.clone(), String::new()),
        (Method::PATCH, one.clone(), whole.clone()),
        (Method::PUT, one.clone(), whole),
        (
            Method::POST,
            "/api/todos/set-all".into(),
            json!({ "completed": true }).to_string(),
        ),
        (Method::POST, "/api/todos/clear-completed".into(), String::new()),
        (Method::DELETE, one, String::new()),
    ]
}

fn ask<'a>(browser: &'a Browser, (method, path, body): &(Method, String, String)) -> crate::support::Ask<'a> {
    browser
        .ask(method.clone(), path)
        .header("content-type", "application/json")
        .body(body.clone())
}

async fn todos(app: &App) -> i64 {
    app.count("select count(*) as rows from todos where deleted_at is null")
        .await
}

/// A browser of Ada's with one todo.
async fn ada(app: &App) -> Browser {
    let ada = app.member("Ada").await;
    ada.rpc("todos/add", json!({ "id": id(1), "title": "Milk" })).await;
    ada
}

#[tokio::test]
async fn nobody_gets_in_without_a_credential() {
    on_each_database(async |app| {
        let guest = app.guest();
        for route in routes() {
            let answer = ask(&guest, &route).await;
            assert_eq!(problem(&answer), (401, "signed_out".into()), "{route:?}");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
            let answer = ask(&guest, &route).header("authorization", "Bearer x.y.z").await;
            assert_eq!(problem(&answer), (401, "invalid_token".into()), "{route:?}");
        }
        assert_eq!(todos(app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn both_kinds_of_tokens_open_every_route() {
    on_each_database(async |app| {
        let ada = ada(app).await;
        let jwt = access_token(&ada).await;
        let session: Session = server::database::query("select id from sessions")
            .one(&app.state.database)
            .await
            .unwrap();
        let opaque = bearer::token_of(&app.state.auth.settings, &session.id);
        let guest = app.guest();
        for token in [&jwt, &opaque] {
            ada.rpc("todos/add", json!({ "id": id(1), "title": "Milk" })).await;
            ada.rpc("todos/restore", json!({ "id": id(1) })).await;
            for route in routes() {
                let answer = ask(&guest, &route)
                    .header("authorization", &format!("Bearer {token}"))
                    .await;
                // Clearing takes the todo away before it is removed.
                let expected: &[u16] = match route.0 {
                    Method::POST if route.1 == "/api/todos" => &[201],
                    Method::DELETE => &[404],
                    _ => &[200],
                };
                assert!(expected.contains(&answer.status), "{route:?}: {answer:?}");
            }
        }
    })
    .await;
}

#[derive(sqlx::FromRow)]
struct Session {
    id: String,
}

#[tokio::test]
async fn a_cookie_reads_from_anywhere_and_writes_from_our_own_pages() {
    on_each_database(async |app| {
        let ada = ada(app).await;
        for route in routes() {
            let is_reading = route.0 == Method::GET;
            for (headers, is_allowed) in [
                (&[][..], is_reading),
                (&[("origin", "https://evil.test")], is_reading),
                (&[("origin", "null")], is_reading),
                (&[("sec-fetch-site", "cross-site")], is_reading),
            ] {
                let request = headers
                    .iter()
                    .fold(ask(&ada, &route), |ask, (name, value)| ask.header(name, value));
                let answer = request.await;
                match is_allowed {
                    true => assert_eq!(answer.status, 200, "{route:?} with {headers:?}"),
                    false => assert_eq!(
                        problem(&answer),
                        (403, "cross_site".into()),
                        "{route:?} with {headers:?}"
                    ),
                }
            }
        }
        assert_eq!(todos(app).await, 1);
        for route in routes() {
            let answer = ask(&ada, &route).header("origin", "http://localhost:3000").await;
            assert!([200, 201, 404].contains(&answer.status), "{route:?}: {answer:?}");
        }
        assert_eq!(todos(app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn pages_of_trusted_origins_may_write() {
    let trust =
        |config: &mut server::config::Config| config.server.trusted_origins = vec!["https://partner.test".into()];
    on_each_database_with(trust, async |app| {
        let ada = ada(app).await;
        let route = (
            Method::POST,
            "/api/todos".to_owned(),
            json!({ "title": "x" }).to_string(),
        );
        let answer = ask(&ada, &route).header("origin", "https://partner.test").await;
        assert_eq!(answer.status, 201);
        let answer = ask(&ada, &route)
            .header("origin", "https://partner.test.evil.test")
            .await;
        assert_eq!(answer.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_bearer_is_not_asked_where_the_request_comes_from() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for origin in ["https://evil.test", "null"] {
            let answer = ada
                .post(json!({ "title": "Milk" }))
                .header("origin", origin)
                .header("sec-fetch-site", "cross-site")
                .await;
            assert_eq!(answer.status, 201, "from {origin}: {answer:?}");
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    })
    .await;
}

#[tokio::test]
async fn a_bearer_request_ignores_cookies() {
    on_each_database(async |app| {
        let ada = ada(app).await;
        let bob = Program::of(app, "Bob").await;
        let with_both = |token: &str| {
            ada.ask(Method::GET, "/api/todos")
                .header("authorization", &format!("Bearer {token}"))
        };
        let answer = with_both(&bob.token).await;
        assert_eq!((answer.status, json_of(&answer).as_array().unwrap().len()), (200, 0));
        for wrong in ["", "x", "x.y.z"] {
            let answer = with_both(wrong).await;
            assert_eq!(answer.status, 401, "with {wrong:?} in place of a token");
            assert_eq!(answer.cookies().len(), 0, "the cookies are left alone");
        }
        assert_eq!(ada.ask(Method::GET, "/api/todos").await.status, 200);
    })
    .await;
}
