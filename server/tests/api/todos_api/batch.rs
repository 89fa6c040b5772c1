//! `POST /api/todos/batch`: the same done to many todos, all or none.

use super::{Program, faults, id, json_of, problem};
use crate::support::{Answer, on_each_database};
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn batch(program: &Program, body: Value) -> Answer {
    program.send(Method::POST, "/batch", body).await
}

fn ids(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    numbers.into_iter().map(id).collect()
}

async fn fill(program: &Program, numbers: std::ops::RangeInclusive<u32>) {
    for number in numbers {
        program
            .post(json!({ "id": id(number), "title": number.to_string() }))
            .await;
    }
}

#[tokio::test]
async fn many_are_completed_reopened_deleted_restored_and_changed_as_one_change() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let home = ada.add_list("Home").await;
        fill(&ada, 1..=4).await;
        let mut events = app.state.todos.events.listen();
        let answer = batch(&ada, json!({ "ids": ids([3, 1]), "do": "complete" })).await;
        let expected = json!({
            "todos": [{ "id": id(3), "version": 2 }, { "id": id(1), "version": 2 }],
            "counts": { "active": 2, "completed": 2 },
        });
        assert_eq!((answer.status, json_of(&answer)), (200, expected));
        // What was announced to other instances too comes back from there.
        let mut announced = BTreeSet::new();
        while let Ok(event) = events.try_recv() {
            announced.insert(event.number);
        }
        announced.retain(|number| *number > 5);
        assert_eq!(announced, BTreeSet::from([6]));
        assert_eq!(ada.titles("").await, ["1 ✓", "2", "3 ✓", "4"]);

        batch(&ada, json!({ "ids": ids([1, 2]), "do": "reopen" })).await;
        assert_eq!(ada.titles("").await, ["1", "2", "3 ✓", "4"]);
        batch(&ada, json!({ "ids": ids([1, 3]), "do": "delete" })).await;
        assert_eq!(ada.titles("").await, ["2", "4"]);
        batch(&ada, json!({ "ids": ids(1..=4), "do": "restore" })).await;
        assert_eq!(ada.titles("").await, ["1", "2", "3 ✓", "4"]);

        let change =
            json!({ "ids": ids([4, 2]), "do": "change", "list_id": home, "due_date": "2026-12-24", "priority": 1 });
        assert_eq!(batch(&ada, change).await.status, 200);
        let moved = ada.list(&format!("?list={home}")).await;
        assert_eq!(
            moved.titles(),
            ["4", "2"],
            "they come to the end in the order of their ids"
        );
        assert!(
            moved
                .todos
                .iter()
                .all(|todo| todo["due_date"] == "2026-12-24" && todo["priority"] == 1)
        );
        let none = json!({ "ids": ids([4]), "do": "change", "due_date": null, "priority": null });
        batch(&ada, none).await;
        let four = json_of(&ada.get(&format!("/{}", id(4))).await);
        assert_eq!((&four["due_date"], &four["priority"]), (&json!(null), &json!(null)));
    })
    .await;
}

#[tokio::test]
async fn where_one_is_not_ones_own_nothing_is_done_and_it_is_named() {
    on_each_database(async |app| {
        let (ada, bob) = (Program::of(app, "Ada").await, Program::of(app, "Bob").await);
        fill(&ada, 1..=3).await;
        bob.post(json!({ "id": id(7), "title": "Bob's" })).await;
        let strange = bob.add_list("Bob's").await;
        ada.delete(&id(3)).await;
        let before = app
            .count("select last_change as rows from users where email = 'ada@example.com'")
            .await;
        for (action, named, missing) in [
            ("complete", ids([1, 7, 2, 9]), vec![1, 3]),
            ("delete", ids([1, 3]), vec![1]),
            ("restore", ids([3, 7]), vec![1]),
            ("reopen", ids(30..60), (0..20).collect()),
        ] {
            let answer = batch(&ada, json!({ "ids": named, "do": action })).await;
            let expected: Vec<_> = missing
                .iter()
                .map(|place: &usize| (format!("ids[{place}]"), "missing".to_owned()))
                .collect();
            assert_eq!(faults(&answer), expected, "{action}");
        }
        let away = batch(&ada, json!({ "ids": ids([1]), "do": "change", "list_id": strange })).await;
        assert_eq!(faults(&away), [("list".to_owned(), "missing".to_owned())]);
        assert_eq!(ada.titles("").await, ["1", "2"]);
        assert_eq!(bob.titles("").await, ["Bob's"]);
        assert_eq!(
            app.count("select last_change as rows from users where email = 'ada@example.com'")
                .await,
            before
        );
    })
    .await;
}

#[tokio::test]
async fn a_wrong_body_is_named() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        fill(&ada, 1..=1).await;
        for (body, field, code) in [
            (json!({ "do": "complete" }), "ids", "missing"),
            (json!({ "ids": [], "do": "complete" }), "ids", "missing"),
            (json!({ "ids": id(1), "do": "complete" }), "ids", "wrong_type"),
            (json!({ "ids": [1], "do": "complete" }), "ids", "wrong_type"),
            (json!({ "ids": ["x"], "do": "complete" }), "ids", "unreadable"),
            (json!({ "ids": ids([1, 1]), "do": "complete" }), "ids", "duplicate"),
            (json!({ "ids": ids(1..=501), "do": "complete" }), "ids", "too_long"),
            (json!({ "ids": ids([1]) }), "do", "missing"),
            (json!({ "ids": ids([1]), "do": "explode" }), "do", "wrong_value"),
            (
                json!({ "ids": ids([1]), "do": "delete", "priority": 1 }),
                "do",
                "not_with_changes",
            ),
            (
                json!({ "ids": ids([1]), "do": "change", "title": "x" }),
                "title",
                "unknown",
            ),
        ] {
            let answer = batch(&ada, body.clone()).await;
            assert_eq!(faults(&answer), [(field.to_owned(), code.to_owned())], "{body}");
        }
        let nothing = batch(&ada, json!({ "ids": ids([1]), "do": "change" })).await;
        assert_eq!(problem(&nothing), (422, "nothing_to_change".into()));
        assert_eq!(json_of(&ada.get(&format!("/{}", id(1))).await)["version"], 1);
    })
    .await;
}

#[tokio::test]
async fn five_hundred_are_done_at_once() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        app.run(
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 500)
            insert into todos (id, user_id, list_id, title, completed, position, version, change, created_at, updated_at)
            select '00000000-0000-4000-8000-' || cast(100000000000 + n as text), id, id, 'x', 1 = 0, n, 1, 0, 1, 1
            from numbers cross join users",
        )
        .await;
        let all: Vec<String> = (1..=500).map(|n| format!("00000000-0000-4000-8000-{}", 100_000_000_000_u64 + n)).collect();
        let answer = batch(&ada, json!({ "ids": all, "do": "complete" })).await;
        assert_eq!(json_of(&answer)["counts"], json!({ "active": 0, "completed": 500 }));
        assert_eq!(app.count("select count(distinct change) as rows from todos").await, 1);
    })
    .await;
}
