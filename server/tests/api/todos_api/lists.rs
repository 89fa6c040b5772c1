//! `/api/lists`: making, changing, deleting and restoring lists, and the todos in them.

use super::{Program, faults, json_of, problem};
use crate::support::on_each_database;
use http::Method;
use serde_json::{Value, json};

/// The names of somebody's lists with how many todos are in each.
async fn lists(program: &Program) -> Vec<(String, i64, i64)> {
    let answer = program.lists(Method::GET, "", json!({})).await;
    let lists = json_of(&answer);
    let line = |list: &Value| {
        let count = |state: &str| list["counts"][state].as_i64().unwrap();
        (
            list["name"].as_str().unwrap().to_owned(),
            count("active"),
            count("completed"),
        )
    };
    lists.as_array().unwrap().iter().map(line).collect()
}

fn line(name: &str, active: i64, completed: i64) -> (String, i64, i64) {
    (name.to_owned(), active, completed)
}

#[tokio::test]
async fn everybody_has_an_inbox_that_stays_as_it_is() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        ada.add("Milk").await;
        assert_eq!(lists(&ada).await, [line("Inbox", 1, 0)]);
        let inbox = format!("/{}", ada.id());
        for answer in [
            ada.lists(Method::PATCH, &inbox, json!({ "name": "Mine" })).await,
            ada.lists(Method::DELETE, &inbox, json!({})).await,
        ] {
            assert_eq!(problem(&answer), (404, "not_found".into()));
        }
        assert_eq!(lists(&ada).await, [line("Inbox", 1, 0)]);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_made_changed_and_holds_todos_of_its_own() {
    on_each_database(async |app| {
        let (ada, eve) = (Program::of(app, "Ada").await, Program::of(app, "Eve").await);
        let made = ada
            .lists(Method::POST, "", json!({ "name": " Home ", "colour": "teal" }))
            .await;
        let home = json_of(&made);
        assert_eq!(
            (made.status, &home["name"], &home["colour"]),
            (201, &json!("Home"), &json!("teal"))
        );
        assert_eq!(made.location(), format!("/api/lists/{}", home["id"].as_str().unwrap()));
        let path = format!("/{}", home["id"].as_str().unwrap());
        ada.post(json!({ "title": "Sweep", "list_id": home["id"] })).await;
        ada.post(json!({ "title": "Mop", "list_id": home["id"], "completed": true }))
            .await;
        let milk = ada.add("Milk").await;
        assert_eq!(lists(&ada).await, [line("Inbox", 1, 0), line("Home", 1, 1)]);
        let query = format!("?list={}", home["id"].as_str().unwrap());
        assert_eq!(ada.titles(&query).await, ["Sweep", "Mop ✓"]);
        assert_eq!(ada.titles(&format!("{query}&filter=completed")).await, ["Mop ✓"]);
        assert_eq!(ada.list(&query).await.counts, (1, 1));
        assert_eq!(ada.titles("").await, ["Sweep", "Mop ✓", "Milk"]);

        ada.patch(&milk, json!({ "list_id": home["id"] })).await;
        assert_eq!(ada.titles(&query).await, ["Sweep", "Mop ✓", "Milk"]);
        let changed = ada
            .lists(Method::PATCH, &path, json!({ "name": "House" }))
            .header("if-match", "\"1\"")
            .await;
        assert_eq!((changed.status, changed.header("etag")), (200, Some("\"2\"")));
        let stale = ada
            .lists(Method::PATCH, &path, json!({ "colour": "red" }))
            .header("if-match", "\"1\"")
            .await;
        assert_eq!(problem(&stale), (412, "precondition_failed".into()));
        assert_eq!(lists(&ada).await, [line("Inbox", 0, 0), line("House", 2, 1)]);
        assert_eq!(lists(&eve).await, [line("Inbox", 0, 0)]);
        let set = ada
            .send(
                Method::POST,
                "/set-all",
                json!({ "completed": true, "list_id": home["id"] }),
            )
            .await;
        assert_eq!(set.status, 200);
        assert_eq!(lists(&ada).await, [line("Inbox", 0, 0), line("House", 0, 3)]);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_a_list_is_refused_by_name() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for (body, fault) in [
            (json!({}), ("name", "missing")),
            (json!({ "name": "\u{200b}" }), ("name", "missing")),
            (json!({ "name": "x".repeat(101) }), ("name", "too_long")),
            (json!({ "name": "Home", "colour": "mauve" }), ("colour", "unreadable")),
            (json!({ "name": "Home", "position": 1 }), ("position", "unknown")),
        ] {
            let answer = ada.lists(Method::POST, "", body.clone()).await;
            assert_eq!(faults(&answer), [(fault.0.to_owned(), fault.1.to_owned())], "{body}");
        }
        let query = ada.get("?list=home").await;
        assert_eq!(faults(&query), [("list".to_owned(), "unreadable".to_owned())]);
        let home = ada.add_list("Home").await;
        let both = ada.get(&format!("?list={home}&search=x")).await;
        assert_eq!(faults(&both), [("list".to_owned(), "not_with_search".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_list_goes_into_the_trash_with_its_todos_and_comes_back_with_them() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let home = ada.add_list("Home").await;
        let gone = json_of(&ada.post(json!({ "title": "Gone before", "list_id": home })).await);
        ada.post(json!({ "title": "Sweep", "list_id": home })).await;
        ada.delete(gone["id"].as_str().unwrap()).await;
        app.clock.advance(std::time::Duration::from_secs(1));
        let path = format!("/{home}");
        assert_eq!(ada.lists(Method::DELETE, &path, json!({})).await.status, 200);
        assert_eq!(
            problem(&ada.lists(Method::GET, &path, json!({})).await),
            (404, "not_found".into())
        );
        assert!(ada.titles("").await.is_empty());
        assert_eq!(lists(&ada).await, [line("Inbox", 0, 0)]);
        let refused = ada.post(json!({ "title": "Late", "list_id": home })).await;
        assert_eq!(problem(&refused), (422, "invalid".into()));

        let restored = ada.lists(Method::POST, &format!("{path}/restore"), json!({})).await;
        assert_eq!((restored.status, &json_of(&restored)["name"]), (200, &json!("Home")));
        assert_eq!(ada.titles(&format!("?list={home}")).await, ["Sweep"]);
        assert_eq!(lists(&ada).await, [line("Inbox", 0, 0), line("Home", 1, 0)]);
        // One that was restored alone, while its list was gone, is in the inbox.
        ada.lists(Method::DELETE, &path, json!({})).await;
        ada.send(
            Method::POST,
            &format!("/{}/restore", gone["id"].as_str().unwrap()),
            json!({}),
        )
        .await;
        assert_eq!(lists(&ada).await, [line("Inbox", 1, 0)]);
    })
    .await;
}

#[tokio::test]
async fn there_is_a_limit_to_lists() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        app.run(
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 498)
            insert into lists (id, user_id, name, colour, is_inbox, position, version, change, created_at, updated_at)
            select '00000000-0000-4000-8000-' || cast(100000000000 + n as text), id, 'x', 'grey', 1 = 0, n, 1, 0, 1, 1
            from numbers cross join users",
        )
        .await;
        ada.add_list("The last").await;
        let refused = ada.lists(Method::POST, "", json!({ "name": "One more" })).await;
        assert_eq!(problem(&refused), (409, "too_many_todos".into()));
        assert_eq!(lists(&ada).await.len(), 500);
    })
    .await;
}
