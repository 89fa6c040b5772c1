//! Somebody else's todos do not exist, on any route.

use super::{Program, id, json_of, problem};
use crate::support::on_each_database;
use http::Method;
use serde_json::json;

#[tokio::test]
async fn no_route_finds_the_todo_of_somebody_else() {
    on_each_database(async |app| {
        let (ada, bob) = (Program::of(app, "Ada").await, Program::of(app, "Bob").await);
        let milk = ada.add("Milk").await;
        let whole = json!({ "title": "mine", "completed": true });
        for named in [
            &*milk,
            &id(99),
            "1",
            "%00",
            "%ff",
            "null",
            &milk.to_uppercase().replace('0', "A"),
            &format!("{milk}0"),
            "..%2f..%2fetc",
            "'%20or%20'1'='1",
        ] {
            for condition in [None, Some("*"), Some("\"1\"")] {
                for ask in [
                    bob.get(&format!("/{named}")),
                    bob.patch(named, json!({ "title": "mine" })),
                    bob.patch(named, json!({ "completed": true })),
                    bob.put(named, whole.clone()),
                    bob.delete(named),
                ] {
                    let ask = match condition {
                        Some(tags) => ask.header("if-match", tags).header("if-none-match", tags),
                        None => ask,
                    };
                    let answer = ask.await;
                    assert_eq!(problem(&answer), (404, "not_found".into()), "for {named}: {answer:?}");
                    assert_eq!(answer.header("etag"), None);
                    let body = json_of(&answer);
                    assert_eq!(body["detail"], "There is no such thing, or it is not yours.");
                }
            }
        }
        assert_eq!(ada.titles("").await, ["Milk"]);
        assert_eq!(json_of(&ada.get(&format!("/{milk}")).await)["version"], 1);
    })
    .await;
}

#[tokio::test]
async fn lists_and_changes_to_all_are_about_ones_own() {
    on_each_database(async |app| {
        let (ada, bob) = (Program::of(app, "Ada").await, Program::of(app, "Bob").await);
        for title in ["Milk", "Bread"] {
            ada.add(title).await;
        }
        ada.post(json!({ "title": "Done", "completed": true })).await;
        let next = ada.list("?limit=1").await.next.unwrap();
        for query in [
            "",
            "?filter=completed",
            "?search=m",
            &next,
            &format!("{next}&filter=active&search="),
        ] {
            let part = bob.list(query).await;
            assert_eq!(
                (part.todos.len(), part.next, part.counts),
                (0, None, (0, 0)),
                "for {query}"
            );
        }
        bob.ask(Method::POST, "/clear-completed").await;
        for completed in [true, false] {
            bob.send(Method::POST, "/set-all", json!({ "completed": completed }))
                .await;
        }
        assert_eq!(ada.titles("").await, ["Milk", "Bread", "Done ✓"]);
    })
    .await;
}

#[tokio::test]
async fn a_key_of_somebody_else_is_free() {
    on_each_database(async |app| {
        let (ada, bob) = (Program::of(app, "Ada").await, Program::of(app, "Bob").await);
        for (program, title) in [(&ada, "Milk"), (&bob, "Beer")] {
            let answer = program
                .post(json!({ "title": title }))
                .header("idempotency-key", "one")
                .await;
            assert_eq!((answer.status, answer.header("idempotency-replayed")), (201, None));
        }
        assert_eq!(bob.titles("").await, ["Beer"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_remembered_goes_with_the_account() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        ada.post(json!({ "title": "Milk" }))
            .header("idempotency-key", "one")
            .await;
        app.run("delete from users").await;
        assert_eq!(app.count("select count(*) as rows from idempotency_keys").await, 0);
        assert_eq!(ada.get("").await.status, 401);
    })
    .await;
}
