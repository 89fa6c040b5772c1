//! What there is to a todo beside its title and its state: a day, a time, a priority, notes.

use super::{Program, faults, json_of, problem};
use crate::support::on_each_database;
use serde_json::{Value, json};

/// The members that are tested here.
fn details(todo: &Value) -> Value {
    let mut found = json!({});
    for name in ["due_date", "due_time", "priority", "notes"] {
        found[name] = todo[name].clone();
    }
    found
}

#[tokio::test]
async fn what_is_said_of_a_todo_is_kept_changed_and_removed() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let all = json!({ "due_date": "2026-12-24", "due_time": "17:00", "priority": 1, "notes": "The blue one\n\tand another" });
        let mut new = all.clone();
        new["title"] = json!("Gift");
        let added = ada.post(new).await;
        assert_eq!((added.status, details(&json_of(&added))), (201, all.clone()));
        let id = json_of(&added)["id"].as_str().unwrap().to_owned();
        assert_eq!(json_of(&ada.get(&format!("/{id}")).await), json_of(&added));

        for (change, expected) in [
            (json!({ "title": "Present" }), all.clone()),
            (
                json!({ "due_date": "2027-02-28" }),
                json!({ "due_date": "2027-02-28", "due_time": null, "priority": 1, "notes": all["notes"] }),
            ),
            (
                json!({ "due_date": null, "priority": null, "notes": null }),
                json!({ "due_date": null, "due_time": null, "priority": null, "notes": "" }),
            ),
        ] {
            let changed = ada.patch(&id, change.clone()).await;
            assert_eq!((changed.status, details(&json_of(&changed))), (200, expected), "{change}");
        }
        let mut whole = all.clone();
        whole["title"] = json!("Gift");
        whole["completed"] = json!(true);
        let replaced = json_of(&ada.put(&id, whole).await);
        assert_eq!((details(&replaced), &replaced["completed_at"]), (all, &replaced["updated_at"]));
        let replaced = json_of(&ada.put(&id, json!({ "title": "Gift", "completed": false })).await);
        assert_eq!((&replaced["due_date"], &replaced["completed_at"]), (&Value::Null, &Value::Null));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_name() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        for (member, value, code) in [
            ("due_date", json!("2026-02-29"), "unreadable"),
            ("due_date", json!("24.12.2026"), "unreadable"),
            ("due_date", json!(20_261_224), "wrong_type"),
            ("priority", json!(4), "unreadable"),
            ("priority", json!(0), "unreadable"),
            ("priority", json!(1.5), "unreadable"),
            ("priority", json!("1"), "wrong_type"),
            ("notes", json!("a\u{0}b"), "control_characters"),
            ("notes", json!("x".repeat(10_001)), "too_long"),
            ("list_id", json!("home"), "unreadable"),
            ("due_time", json!("17:00"), "no_date"),
        ] {
            for answer in [
                ada.patch(&milk, json!({ member: value })).await,
                ada.post(json!({ "title": "x", member: value })).await,
            ] {
                assert_eq!(
                    faults(&answer),
                    [(member.to_owned(), code.to_owned())],
                    "{member}: {value}"
                );
            }
        }
        let null_list = ada.patch(&milk, json!({ "list_id": null })).await;
        assert_eq!(faults(&null_list), [("list_id".to_owned(), "not_removable".to_owned())]);
        let nothing = ada.patch(&milk, json!({})).await;
        assert_eq!(problem(&nothing), (422, "nothing_to_change".into()));
        assert_eq!(ada.titles("").await, ["Milk"]);
    })
    .await;
}

/// A change of one member is held against a change of another by the same tag.
#[tokio::test]
async fn completing_by_name_obeys_the_tag() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        ada.patch(&milk, json!({ "priority": 2 })).await;
        let complete = format!("/{milk}/complete");
        let stale = ada
            .send(http::Method::POST, &complete, json!({}))
            .header("if-match", "\"1\"")
            .await;
        assert_eq!(problem(&stale), (412, "precondition_failed".into()));
        let done = ada
            .send(http::Method::POST, &complete, json!({}))
            .header("if-match", "\"2\"")
            .await;
        assert_eq!((done.status, done.header("etag")), (200, Some("\"3\"")));
        assert_eq!(ada.titles("").await, ["Milk ✓"]);
        let reopened = ada
            .send(http::Method::POST, &format!("/{milk}/reopen"), json!({}))
            .await;
        assert_eq!(
            (reopened.status, &json_of(&reopened)["completed_at"]),
            (200, &Value::Null)
        );
    })
    .await;
}
