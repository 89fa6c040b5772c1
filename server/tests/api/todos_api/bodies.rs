//! Bodies are read strictly, and what a route cannot do it says.

use super::{Program, faults, id, problem};
use crate::support::on_each_database;
use http::Method;
use serde_json::json;

#[tokio::test]
async fn every_wrong_field_is_named() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for (body, field, code) in [
            ("{}", "title", "missing"),
            (r#"{"title":""}"#, "title", "missing"),
            (r#"{"title":"  "}"#, "title", "missing"),
            (r#"{"title":null}"#, "title", "wrong_type"),
            (r#"{"title":1}"#, "title", "wrong_type"),
            (r#"{"title":["a"]}"#, "title", "wrong_type"),
            (r#"{"title":"a\u0000b"}"#, "title", "control_characters"),
            (r#"{"title":"a\nb"}"#, "title", "control_characters"),
            (r#"{"title":"a","title":"b"}"#, "title", "duplicate"),
            (r#"{"title":"a","completed":1}"#, "completed", "wrong_type"),
            (r#"{"title":"a","completed":null}"#, "completed", "wrong_type"),
            (r#"{"title":"a","completed":"true"}"#, "completed", "wrong_type"),
            (r#"{"title":"a","id":"1"}"#, "id", "unreadable"),
            (r#"{"title":"a","id":null}"#, "id", "wrong_type"),
            (r#"{"title":"a","user_id":"x"}"#, "user_id", "unknown"),
            (r#"{"title":"a","version":7}"#, "version", "unknown"),
            (r#"{"title":"a","__proto__":{}}"#, "__proto__", "unknown"),
        ] {
            let answer = ada.post(json!({})).body(body).await;
            assert_eq!(faults(&answer), [(field.to_owned(), code.to_owned())], "for {body}");
        }
        let long = ada.post(json!({ "title": "x".repeat(501) })).await;
        assert_eq!(faults(&long), [("title".into(), "too_long".into())]);
        assert_eq!(ada.titles("").await.len(), 0);
        assert_eq!(ada.post(json!({ "title": "😀".repeat(500) })).await.status, 201);
    })
    .await;
}

#[tokio::test]
async fn changes_are_read_as_strictly() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        for (method, body, fields) in [
            (Method::PATCH, r#"{"title":null}"#, vec!["title"]),
            (
                Method::PATCH,
                r#"{"completed":"yes","id":"x"}"#,
                vec!["completed", "id"],
            ),
            (Method::PATCH, r#"{"done":true}"#, vec!["done"]),
            (Method::PUT, r#"{"title":"x"}"#, vec!["completed"]),
            (Method::PUT, r#"{"completed":true}"#, vec!["title"]),
            (
                Method::PUT,
                r#"{"title":"x","completed":true,"completed":true}"#,
                vec!["completed"],
            ),
        ] {
            let answer = ada.send(method, &format!("/{milk}"), json!({})).body(body).await;
            let found: Vec<_> = faults(&answer).into_iter().map(|(field, _)| field).collect();
            assert_eq!(found, fields, "for {body}");
        }
        let all = ada.send(Method::POST, "/set-all", json!({ "completed": 1 })).await;
        assert_eq!(faults(&all), [("completed".into(), "wrong_type".into())]);
        let none = ada.send(Method::POST, "/set-all", json!({})).await;
        assert_eq!(faults(&none), [("completed".into(), "missing".into())]);
        assert_eq!(ada.titles("").await, ["Milk"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_json_object_is_refused() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = format!("/{}", ada.add("Milk").await);
        for (method, path) in [
            (Method::POST, ""),
            (Method::PATCH, &*milk),
            (Method::PUT, &milk),
            (Method::POST, "/set-all"),
        ] {
            let send = || ada.send(method.clone(), path, json!({}));
            for body in ["", "{", "title=x", "{\"title\":\"\\ud800\"}"] {
                let answer = send().body(body).await;
                assert_eq!(problem(&answer), (400, "malformed_json".into()), "for {body:?}");
            }
            assert_eq!(send().body(&b"{\"title\":\"\xff\"}"[..]).await.status, 400);
            assert_eq!(problem(&send().body("[]").await), (422, "invalid".into()));
            for kind in [
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/jsonx",
                "",
            ] {
                let answer = send().header("content-type", kind).await;
                assert_eq!(problem(&answer), (415, "unsupported_media_type".into()), "for {kind:?}");
            }
            assert_eq!(send().without("content-type").await.status, 415);
            let large = send().body(format!("{{\"title\":\"{}\"}}", "x".repeat(70_000))).await;
            assert_eq!(problem(&large), (413, "too_large".into()));
        }
        assert_eq!(ada.titles("").await, ["Milk"]);
    })
    .await;
}

#[tokio::test]
async fn other_methods_are_told_which_ones_work() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for (method, path, allowed) in [
            (Method::DELETE, String::new(), "GET,HEAD,POST"),
            (Method::PUT, String::new(), "GET,HEAD,POST"),
            (Method::POST, format!("/{}", id(1)), "GET,HEAD,PATCH,PUT,DELETE"),
            (Method::GET, "/set-all".into(), "POST"),
            (Method::DELETE, "/clear-completed".into(), "POST"),
        ] {
            let answer = ada.ask(method.clone(), &path).await;
            assert_eq!(problem(&answer), (405, "method_not_allowed".into()), "{method} {path}");
            let mut found: Vec<_> = answer.header("allow").unwrap().split(',').map(str::trim).collect();
            let mut expected: Vec<_> = allowed.split(',').collect();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{method} {path}");
        }
    })
    .await;
}
