//! Server functions as anybody may call them.

use crate::support::{PASSWORD, on_each_database};
use app::model::{AppError, SessionData};
use http::Method;
use leptos::server_fn::axum::server_fn_paths;
use serde_json::json;

/// All functions there are.
fn functions() -> Vec<&'static str> {
    let mut paths: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
    paths.sort_unstable();
    paths
}

#[tokio::test]
async fn every_function_has_a_written_address_and_is_posted_to() {
    let expected = [
        "/rpc/current-session",
        "/rpc/sign-in",
        "/rpc/sign-out",
        "/rpc/sign-up",
        "/rpc/todos/add",
        "/rpc/todos/clear-completed",
        "/rpc/todos/edit",
        "/rpc/todos/list",
        "/rpc/todos/move",
        "/rpc/todos/remove",
        "/rpc/todos/restore",
        "/rpc/todos/set-all",
        "/rpc/todos/undo-clear-completed",
        "/rpc/todos/undo-set-all",
    ];
    assert_eq!(functions(), expected);
    assert!(server_fn_paths().all(|(_, method)| method == Method::POST));
}

#[tokio::test]
async fn what_is_no_json_is_malformed() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let deep = "[".repeat(10_000);
        let deep_object = "{\"form\":".repeat(5000);
        let bodies: [&[u8]; 13] = [
            b"",
            b"{",
            b"}",
            b"nonsense",
            b"\"",
            b"{\"form\":",
            b"\xff\xfe\x00",
            b"\xef\xbb\xbf",
            b"{} {}",
            b"{'id':1}",
            b"NaN",
            deep.as_bytes(),
            deep_object.as_bytes(),
        ];
        for path in functions() {
            for body in bodies {
                // A function without arguments takes any object.
                let answer = ada
                    .rpc(path.trim_start_matches("/rpc/"), json!({}))
                    .body(body.to_vec())
                    .await;
                assert_eq!(
                    (answer.status, answer.error()),
                    (400, AppError::Malformed),
                    "{path} with {:?}",
                    &body[..body.len().min(30)]
                );
            }
        }
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn arguments_of_another_type_or_none_are_malformed() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for (function, arguments) in [
            ("sign-in", json!({})),
            ("sign-in", json!({ "form": null })),
            ("sign-in", json!({ "form": { "email": 1, "password": "x" } })),
            (
                "sign-in",
                json!({ "form": { "email": ["a@example.com"], "password": "x" } }),
            ),
            ("sign-up", json!({ "form": "x" })),
            ("todos/add", json!({ "id": 1, "title": "x" })),
            ("todos/add", json!({ "title": "x" })),
            ("todos/add", json!({ "id": "x", "title": null })),
            ("todos/edit", json!({ "id": null })),
            ("todos/edit", json!({ "id": "x", "completed": "yes" })),
            ("todos/list", json!({ "filter": "nonsense", "before": null })),
            ("todos/list", json!({ "filter": 1, "before": null })),
            ("todos/set-all", json!({ "completed": 1 })),
            ("todos/set-all", json!({ "completed": null })),
            ("todos/remove", json!([])),
            ("todos/remove", json!(1e300)),
        ] {
            let answer = ada.rpc(function, arguments.clone()).await;
            assert!(
                [(400, AppError::Malformed)].contains(&(answer.status, answer.error())),
                "{function} with {arguments}: {answer:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn two_of_one_argument_and_half_a_character_are_malformed() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let half_a_pair = ada.rpc("todos/remove", json!({})).body("{\"id\":\"\\ud800\"}").await;
        assert_eq!(half_a_pair.error(), AppError::Malformed);
        let answer = ada
            .rpc("todos/set-all", json!({}))
            .body("{\"completed\":true,\"completed\":false}")
            .await;
        assert_eq!(answer.error(), AppError::Malformed);
    })
    .await;
}

#[tokio::test]
async fn a_function_there_is_not_is_a_404() {
    on_each_database(async |app| {
        for function in [
            "nothing",
            "",
            "sign-in/x",
            "../healthz",
            "SIGN-IN",
            "sign-in%2f",
            "todos",
            "todos/",
            "todos/list/x",
        ] {
            let answer = app.guest().rpc(function, json!({})).await;
            assert_eq!(answer.status, 404, "{function}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_method_is_not_allowed() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for path in functions() {
            for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
                let answer = ada.get(path).method(method.clone()).await;
                assert_eq!(
                    (answer.status, answer.header("allow")),
                    (405, Some("POST")),
                    "{method} {path}"
                );
            }
        }
        assert!(ada.is_signed_in().await);
    })
    .await;
}

/// Leptos 0.8 would send a browser that has no JavaScript back to where it came from.
#[tokio::test]
async fn nobody_is_redirected_whatever_they_accept() {
    on_each_database(async |app| {
        app.member("Ada").await;
        for (password, status) in [(PASSWORD, 200), ("wrong password", 401)] {
            let form = json!({ "form": { "email": "ada@example.com", "password": password, "remember": null } });
            let answer = app
                .guest()
                .rpc("sign-in", form)
                .header("accept", "text/html,*/*")
                .header("referer", "http://localhost:3000/sign-in")
                .await;
            assert_eq!((answer.status, answer.location()), (status, ""));
            assert_eq!(answer.header("content-type"), Some("application/x-postcard"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_function_called_with_a_query_ignores_it() {
    on_each_database(async |app| {
        let answer = app.guest().rpc("current-session?__path=/x&__err=abc", json!({})).await;
        assert_eq!(answer.value::<Option<SessionData>>(), None);
    })
    .await;
}

#[tokio::test]
async fn errors_say_nothing_of_the_inside() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.run("drop table todo_labels").await;
        app.run("drop table todos").await;
        let answer = ada.rpc("todos/list", json!({ "filter": "all", "before": null })).await;
        let AppError::Internal { request_id } = answer.error() else {
            panic!("{answer:?}")
        };
        assert_eq!(Some(&*request_id), answer.header("x-request-id"));
        for page in [
            answer,
            ada.get("/todos").await,
            ada.post_form("/todos", &[("intent", "add"), ("title", "x")]).await,
        ] {
            assert_eq!(page.status, 500);
            assert!(
                !["no such table", "does not exist", "sqlx", "select id", "relation"]
                    .iter()
                    .any(|word| page.says(word)),
                "{page:?}"
            );
        }
        assert_eq!(ada.get("/").await.status, 200, "the rest still works");
    })
    .await;
}
