//! Adding, reading, changing and removing one todo, and changing all.

use super::{Program, faults, id, json_of, problem};
use crate::support::{on_each_database, seconds};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn adding_answers_the_todo_and_where_it_is() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let answer = ada.post(json!({ "title": "  Milk 🥛 " })).await;
        let todo = json_of(&answer);
        let id = todo["id"].as_str().unwrap();
        assert_eq!((answer.status, answer.header("etag")), (201, Some("\"1\"")));
        assert_eq!(answer.location(), format!("/api/todos/{id}"));
        assert_eq!(
            todo,
            json!({
                "id": id, "title": "Milk 🥛", "completed": false, "completed_at": null, "list_id": ada.id(),
                "due_date": null, "due_time": null, "priority": null, "notes": "", "version": 1,
                "labels": [], "recurrence": null, "recurs_from": null, "parent_id": null,
                "created_at": "2026-01-01T00:00:00.000Z", "updated_at": "2026-01-01T00:00:00.000Z",
            })
        );
        let read = ada.get(&format!("/{id}")).await;
        assert_eq!((read.status, read.header("etag")), (200, Some("\"1\"")));
        assert_eq!(json_of(&read), todo);
    })
    .await;
}

#[tokio::test]
async fn the_client_may_choose_id_and_state() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let answer = ada
            .post(json!({ "id": id(1), "title": "Milk", "completed": true }))
            .await;
        assert_eq!((answer.status, &json_of(&answer)["id"]), (201, &json!(id(1))));
        assert_eq!(ada.titles("").await, ["Milk ✓"]);
    })
    .await;
}

#[tokio::test]
async fn an_id_in_use_is_refused_whoever_uses_it() {
    on_each_database(async |app| {
        let (ada, bob) = (Program::of(app, "Ada").await, Program::of(app, "Bob").await);
        ada.post(json!({ "id": id(1), "title": "Milk" })).await;
        for program in [&ada, &bob] {
            let answer = program.post(json!({ "id": id(1), "title": "Beer" })).await;
            assert_eq!(problem(&answer), (409, "conflict".into()));
        }
        assert_eq!(ada.titles("").await, ["Milk"]);
        assert_eq!(bob.titles("").await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn patching_changes_what_is_given() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        app.clock.advance(seconds(5));
        for (body, title, completed, version) in [
            (json!({ "completed": true }), "Milk", true, 2),
            (json!({ "title": " Oat milk " }), "Oat milk", true, 3),
            (json!({ "title": "Bread", "completed": false }), "Bread", false, 4),
        ] {
            let answer = ada.patch(&milk, body).await;
            assert_eq!(
                (answer.status, answer.header("etag")),
                (200, Some(&*format!("\"{version}\"")))
            );
            let todo = json_of(&answer);
            assert_eq!(
                (&todo["title"], &todo["completed"], &todo["version"]),
                (&json!(title), &json!(completed), &json!(version))
            );
            assert_eq!(todo["created_at"], "2026-01-01T00:00:00.000Z");
            assert_eq!(todo["updated_at"], "2026-01-01T00:00:05.000Z");
        }
    })
    .await;
}

#[tokio::test]
async fn patching_nothing_is_refused() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        assert_eq!(
            problem(&ada.patch(&milk, json!({})).await),
            (422, "nothing_to_change".into())
        );
        assert_eq!(json_of(&ada.get(&format!("/{milk}")).await)["version"], 1);
    })
    .await;
}

/// `null` removes a member (RFC 7396), and a todo without a title or a state is none.
#[tokio::test]
async fn patching_removes_neither_title_nor_state() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        for (body, fields) in [
            (json!({ "title": null, "completed": true }), &["title"][..]),
            (json!({ "completed": null }), &["completed"]),
            (json!({ "title": null, "completed": null }), &["title", "completed"]),
        ] {
            let answer = ada.patch(&milk, body).await;
            let expected: Vec<_> = fields
                .iter()
                .map(|field| ((*field).to_owned(), "not_removable".to_owned()))
                .collect();
            assert_eq!(faults(&answer), expected);
            let message = json_of(&answer)["errors"][0]["message"].as_str().unwrap().to_owned();
            assert!(
                message.contains("null") && message.contains("Leave it out"),
                "{message}"
            );
        }
        assert_eq!(json_of(&ada.get(&format!("/{milk}")).await)["version"], 1);
    })
    .await;
}

/// .NET and PowerShell put a mark before what they send.
#[tokio::test]
async fn a_body_may_begin_with_a_byte_order_mark() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let kind = "application/json; charset=\"utf-8\"";
        let send = |method, path: &str, body: &str| {
            let ask = ada.ask(method, path).header("content-type", kind);
            ask.body(format!("\u{feff}{body}"))
        };
        let answer = send(Method::POST, "", r#"{ "title": "Milk" }"#).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let id = json_of(&answer)["id"].as_str().unwrap().to_owned();
        let answer = send(Method::PATCH, &format!("/{id}"), r#"{ "completed": true }"#).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let answer = send(Method::POST, "", "").await;
        assert_eq!(problem(&answer), (400, "malformed_json".into()));
        let answer = send(Method::POST, "", "\u{feff}{}").await;
        assert_eq!(problem(&answer), (400, "malformed_json".into()), "one is enough");
    })
    .await;
}

#[tokio::test]
async fn putting_replaces_title_and_state() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        let answer = ada.put(&milk, json!({ "title": "Bread", "completed": true })).await;
        assert_eq!((answer.status, answer.header("etag")), (200, Some("\"2\"")));
        assert_eq!(ada.titles("").await, ["Bread ✓"]);
        let new = ada.put(&id(9), json!({ "title": "Bread", "completed": true })).await;
        assert_eq!(problem(&new), (404, "not_found".into()), "PUT adds nothing");
    })
    .await;
}

#[tokio::test]
async fn what_was_removed_is_gone() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        let answer = ada.delete(&milk).await;
        assert_eq!((answer.status, &json_of(&answer)["title"]), (200, &json!("Milk")));
        assert_eq!(
            (&json_of(&answer)["id"], &json_of(&answer)["version"]),
            (&json!(milk), &json!(1))
        );
        assert_eq!(problem(&ada.delete(&milk).await), (404, "not_found".into()));
        assert_eq!(problem(&ada.get(&format!("/{milk}")).await), (404, "not_found".into()));
    })
    .await;
}

#[tokio::test]
async fn all_can_be_completed_reopened_and_cleared() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for title in ["Milk", "Bread"] {
            ada.add(title).await;
        }
        let counts = |active, completed| json!({ "counts": { "active": active, "completed": completed } });
        for (completed, expected) in [(true, counts(0, 2)), (false, counts(2, 0))] {
            let answer = ada
                .send(Method::POST, "/set-all", json!({ "completed": completed }))
                .await;
            assert_eq!((answer.status, json_of(&answer)), (200, expected));
        }
        ada.post(json!({ "title": "Done", "completed": true })).await;
        let answer = ada.ask(Method::POST, "/clear-completed").await;
        assert_eq!((answer.status, json_of(&answer)), (200, counts(2, 0)));
        assert_eq!(ada.titles("").await, ["Milk", "Bread"]);
    })
    .await;
}

#[tokio::test]
async fn the_pages_show_what_programs_add() {
    on_each_database(async |app| {
        let browser = app.member("Ada").await;
        let ada = Program::again(app, "Ada").await;
        ada.post(json!({ "title": "From a program", "completed": true })).await;
        browser
            .post_form("/todos", &[("intent", "add"), ("title", "From a page")])
            .await;
        assert!(browser.get("/todos").await.text().contains("From a program"));
        assert_eq!(ada.titles("").await, ["From a program ✓", "From a page"]);
        assert_eq!(ada.titles("?search=from+a+pa").await, ["From a page"]);
    })
    .await;
}
