//! `/api/labels`, and the labels of todos.

use super::{Program, faults, json_of, problem};
use crate::support::on_each_database;
use http::Method;
use serde_json::{Value, json};

/// The names of somebody's labels.
async fn names(program: &Program) -> Vec<String> {
    let labels = json_of(&program.labels(Method::GET, "", json!({})).await);
    let name = |label: &Value| label["name"].as_str().unwrap().to_owned();
    labels.as_array().unwrap().iter().map(name).collect()
}

/// The address of the label that is called so.
async fn path_of(program: &Program, name: &str) -> String {
    let labels = json_of(&program.labels(Method::GET, "", json!({})).await);
    let found = labels.as_array().unwrap().iter().find(|label| label["name"] == name);
    format!("/{}", found.unwrap()["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_todo_names_its_labels_and_those_that_are_new_are_made() {
    on_each_database(async |app| {
        let (ada, eve) = (Program::of(app, "Ada").await, Program::of(app, "Eve").await);
        let added = ada
            .post(json!({ "title": "Milk", "labels": ["Shop", "errands", "shop "] }))
            .await;
        let milk = json_of(&added);
        assert_eq!((added.status, &milk["labels"]), (201, &json!(["errands", "Shop"])));
        let id = milk["id"].as_str().unwrap();
        assert_eq!(ada.find(id).await, milk);
        assert_eq!(names(&ada).await, ["errands", "Shop"]);

        // However it is spelled, it is the same label.
        let tea = json_of(&ada.post(json!({ "title": "Tea", "labels": ["SHOP"] })).await);
        let tea = tea["id"].as_str().unwrap();
        assert_eq!(ada.find(tea).await["labels"], json!(["Shop"]));
        let changed = json_of(&ada.patch(id, json!({ "labels": ["home"] })).await);
        assert_eq!((&changed["labels"], &changed["version"]), (&json!(["home"]), &json!(2)));
        let kept = json_of(&ada.patch(id, json!({ "title": "Oat milk" })).await);
        assert_eq!(kept["labels"], json!(["home"]));
        let replaced = json_of(&ada.put(id, json!({ "title": "Milk", "completed": false })).await);
        assert_eq!(replaced["labels"], json!([]));
        assert_eq!(names(&ada).await, ["errands", "home", "Shop"]);
        assert_eq!(names(&eve).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_label_is_made_renamed_deleted_and_restored_and_its_todos_follow() {
    on_each_database(async |app| {
        let (ada, eve) = (Program::of(app, "Ada").await, Program::of(app, "Eve").await);
        let made = ada
            .labels(Method::POST, "", json!({ "name": " Home ", "colour": "teal" }))
            .await;
        let home = json_of(&made);
        assert_eq!(
            (made.status, &home["name"], &home["colour"]),
            (201, &json!("Home"), &json!("teal"))
        );
        let path = format!("/{}", home["id"].as_str().unwrap());
        assert_eq!(made.location(), format!("/api/labels{path}"));
        let twice = ada.labels(Method::POST, "", json!({ "name": "HOME" })).await;
        assert_eq!(problem(&twice), (409, "conflict".into()));

        let milk = json_of(&ada.post(json!({ "title": "Milk", "labels": ["home", "shop"] })).await);
        let milk = milk["id"].as_str().unwrap();
        let renamed = ada
            .labels(Method::PATCH, &path, json!({ "name": "house" }))
            .header("if-match", "\"1\"")
            .await;
        assert_eq!((renamed.status, renamed.header("etag")), (200, Some("\"2\"")));
        let stale = ada
            .labels(Method::PATCH, &path, json!({ "colour": "red" }))
            .header("if-match", "\"1\"")
            .await;
        assert_eq!(problem(&stale), (412, "precondition_failed".into()));
        let taken = ada.labels(Method::PATCH, &path, json!({ "name": "Shop" })).await;
        assert_eq!(problem(&taken), (409, "conflict".into()));
        let seen = ada.find(milk).await;
        assert_eq!(
            (&seen["labels"], &seen["version"]),
            (&json!(["house", "shop"]), &json!(2))
        );

        assert_eq!(ada.labels(Method::DELETE, &path, json!({})).await.status, 200);
        assert_eq!(ada.find(milk).await["labels"], json!(["shop"]));
        assert_eq!(names(&ada).await, ["shop"]);
        let gone = ada.labels(Method::GET, &path, json!({})).await;
        assert_eq!(problem(&gone), (404, "not_found".into()));
        let restore = format!("{path}/restore");
        assert_eq!(eve.labels(Method::POST, &restore, json!({})).await.status, 404);
        assert_eq!(ada.labels(Method::POST, &restore, json!({})).await.status, 200);
        assert_eq!(ada.find(milk).await["labels"], json!(["house", "shop"]));

        // Where another one has its name by now, it stays away.
        ada.labels(Method::DELETE, &path, json!({})).await;
        ada.labels(Method::POST, "", json!({ "name": "House" })).await;
        assert_eq!(ada.labels(Method::POST, &restore, json!({})).await.status, 404);
        assert_eq!(ada.find(milk).await["labels"], json!(["shop"]));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_a_label_is_refused_by_name() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let many: Vec<String> = (0..21).map(|number| format!("l{number}")).collect();
        for (labels, code) in [
            (json!("shop"), "wrong_type"),
            (json!([1]), "wrong_type"),
            (json!(null), "wrong_type"),
            (json!(["a,b"]), "unreadable"),
            (json!([" "]), "missing"),
            (json!(["a\nb"]), "control_characters"),
            (json!(["x".repeat(51)]), "too_long"),
            (json!(many), "too_many"),
        ] {
            let answer = ada.post(json!({ "title": "x", "labels": labels })).await;
            assert_eq!(faults(&answer), [("labels".to_owned(), code.to_owned())], "{labels}");
        }
        assert_eq!(names(&ada).await, [""; 0]);
        let wrong = ada.labels(Method::POST, "", json!({ "name": "a,b" })).await;
        assert_eq!(faults(&wrong), [("name".to_owned(), "unreadable".to_owned())]);
        ada.labels(Method::POST, "", json!({ "name": "shop" })).await;
        let nothing = ada.labels(Method::PATCH, &path_of(&ada, "shop").await, json!({})).await;
        assert_eq!(problem(&nothing), (422, "nothing_to_change".into()));
    })
    .await;
}
