//! Steps: todos that belong to another one.

use super::{Program, faults, json_of, problem};
use crate::support::on_each_database;
use http::Method;
use serde_json::json;

async fn add_step(program: &Program, parent: &str, title: &str) -> String {
    let answer = program.post(json!({ "title": title, "parent_id": parent })).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    json_of(&answer)["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_step_is_in_the_list_of_its_todo_and_goes_where_that_goes() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let home = ada.add_list("Home").await;
        let move_in = json_of(&ada.post(json!({ "title": "Move in", "list_id": home })).await);
        let move_in = move_in["id"].as_str().unwrap();
        let boxes = add_step(&ada, move_in, "Pack boxes").await;
        let seen = ada.find(&boxes).await;
        assert_eq!((&seen["parent_id"], &seen["list_id"]), (&json!(move_in), &json!(home)));
        // A list shows its todos, and counts them.
        let query = format!("?list={home}");
        assert_eq!(ada.titles(&query).await, ["Move in"]);
        assert_eq!(ada.list(&query).await.counts, (1, 0));
        assert_eq!(ada.titles("").await, ["Move in"]);

        ada.patch(move_in, json!({ "list_id": ada.id() })).await;
        assert_eq!(ada.find(&boxes).await["list_id"], json!(ada.id()));

        // By itself it goes to another list as a todo of its own.
        ada.patch(&boxes, json!({ "list_id": home })).await;
        let seen = ada.find(&boxes).await;
        assert_eq!((&seen["parent_id"], &seen["list_id"]), (&json!(null), &json!(home)));
        assert_eq!(ada.titles(&query).await, ["Pack boxes"]);
    })
    .await;
}

#[tokio::test]
async fn steps_are_done_reopened_deleted_and_restored_with_their_todo() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let trip = ada.add("Trip").await;
        let (book, pack) = (add_step(&ada, &trip, "Book").await, add_step(&ada, &trip, "Pack").await);
        let state = async |id: &str| ada.find(id).await["completed"].clone();
        ada.patch(&book, json!({ "completed": true })).await;
        assert_eq!(state(&trip).await, json!(false));
        app.clock.advance(std::time::Duration::from_secs(1));
        ada.patch(&trip, json!({ "completed": true })).await;
        assert_eq!((state(&book).await, state(&pack).await), (json!(true), json!(true)));
        // What was done before stays done.
        ada.patch(&trip, json!({ "completed": false })).await;
        assert_eq!((state(&book).await, state(&pack).await), (json!(true), json!(false)));

        ada.delete(&trip).await;
        assert_eq!(ada.get(&format!("/{pack}")).await.status, 404);
        ada.send(Method::POST, &format!("/{trip}/restore"), json!({})).await;
        assert_eq!(ada.get(&format!("/{pack}")).await.status, 200);
        let all = ada
            .send(
                Method::POST,
                "/set-all",
                json!({ "completed": true, "list_id": ada.id() }),
            )
            .await;
        assert_eq!(all.status, 200);
        assert_eq!(state(&pack).await, json!(true));
        assert_eq!(ada.send(Method::POST, "/clear-completed", json!({})).await.status, 200);
        assert_eq!(ada.get(&format!("/{pack}")).await.status, 404);
        assert_eq!(
            app.count("select count(*) as rows from todos where deleted_at is null")
                .await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn what_follows_a_recurring_step_is_a_step() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let trip = ada.add("Trip").await;
        let new =
            json!({ "title": "Stretch", "parent_id": trip, "due_date": "2026-01-01", "recurrence": "FREQ=DAILY" });
        let stretch = json_of(&ada.post(new).await)["id"].as_str().unwrap().to_owned();
        ada.patch(&stretch, json!({ "completed": true })).await;
        let steps = ada.list(&format!("?parent={trip}")).await.todos;
        let states: Vec<_> = steps.iter().map(|step| step["completed"].clone()).collect();
        assert_eq!(states, [json!(true), json!(false)]);
        assert_eq!(ada.titles("").await, ["Trip"]);
    })
    .await;
}

#[tokio::test]
async fn many_are_deleted_with_their_steps_among_them() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let trip = ada.add("Trip").await;
        let book = add_step(&ada, &trip, "Book").await;
        let both = json!({ "ids": [trip, book], "do": "delete" });
        assert_eq!(ada.send(Method::POST, "/batch", both.clone()).await.status, 200);
        // By another change they are not there.
        assert_eq!(ada.send(Method::POST, "/batch", both).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_step_has_no_steps_and_hangs_on_ones_own_todo() {
    on_each_database(async |app| {
        let (ada, eve) = (Program::of(app, "Ada").await, Program::of(app, "Eve").await);
        let trip = ada.add("Trip").await;
        let book = add_step(&ada, &trip, "Book").await;
        let gone = ada.add("Gone").await;
        ada.delete(&gone).await;
        for (program, parent) in [(&ada, &book), (&ada, &gone), (&eve, &trip)] {
            let answer = program.post(json!({ "title": "x", "parent_id": parent })).await;
            assert_eq!(faults(&answer), [("parent".to_owned(), "missing".to_owned())]);
        }
        let both = ada
            .post(json!({ "title": "x", "parent_id": trip, "list_id": ada.id() }))
            .await;
        assert_eq!(faults(&both), [("list_id".to_owned(), "not_with_parent".to_owned())]);
        let fixed = ada.patch(&book, json!({ "parent_id": trip })).await;
        assert_eq!(problem(&fixed).0, 422);
        for number in 1..100 {
            add_step(&ada, &trip, &format!("Step {number}")).await;
        }
        let one_more = ada.post(json!({ "title": "x", "parent_id": trip })).await;
        assert_eq!(faults(&one_more), [("parent".to_owned(), "too_many".to_owned())]);
    })
    .await;
}
