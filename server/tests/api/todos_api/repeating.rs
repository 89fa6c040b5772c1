//! A request that is sent again adds its todo once.

use super::{Program, faults, id, json_of, problem};
use crate::support::{Answer, hours, on_each_database, seconds};
use futures_util::future::join_all;
use serde_json::{Value, json};
use server::todos::forget_old_keys;
use std::collections::BTreeSet;

async fn post(program: &Program, key: &str, body: Value) -> Answer {
    program.post(body).header("idempotency-key", key).await
}

#[tokio::test]
async fn the_same_request_gets_the_same_answer() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let body = json!({ "title": "Milk", "completed": true });
        let first = post(&ada, "one", body.clone()).await;
        assert_eq!((first.status, first.header("idempotency-replayed")), (201, None));
        app.clock.advance(seconds(60));
        let again = post(&ada, "one", json!({ "completed": true, "title": " Milk " })).await;
        assert_eq!(
            (again.status, again.header("idempotency-replayed")),
            (201, Some("true"))
        );
        assert_eq!(again.body, first.body);
        for name in ["location", "etag"] {
            assert_eq!(again.header(name), first.header(name));
        }
        assert_eq!(ada.titles("").await, ["Milk ✓"]);
        let other = post(&ada, "two", body).await;
        assert_eq!((other.status, other.header("idempotency-replayed")), (201, None));
        assert_eq!(ada.titles("").await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_todo_changed_or_removed_since_is_not_added_again() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let first = post(&ada, "one", json!({ "title": "Milk" })).await;
        let milk = json_of(&first)["id"].as_str().unwrap().to_owned();
        ada.patch(&milk, json!({ "title": "Bread" })).await;
        assert_eq!(post(&ada, "one", json!({ "title": "Milk" })).await.body, first.body);
        ada.delete(&milk).await;
        assert_eq!(post(&ada, "one", json!({ "title": "Milk" })).await.body, first.body);
        assert_eq!(ada.titles("").await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_for_one_request() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        post(&ada, "one", json!({ "title": "Milk" })).await;
        for body in [
            json!({ "title": "Bread" }),
            json!({ "title": "Milk", "completed": true }),
            json!({ "title": "Milk", "id": id(1) }),
        ] {
            let answer = post(&ada, "one", body).await;
            assert_eq!(problem(&answer), (422, "idempotency_key_reused".into()));
        }
        assert_eq!(ada.titles("").await, ["Milk"]);
    })
    .await;
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        ada.post(json!({ "id": id(1), "title": "Milk" })).await;
        assert_eq!(post(&ada, "one", json!({ "title": "" })).await.status, 422);
        let taken = json!({ "id": id(1), "title": "Milk" });
        assert_eq!(post(&ada, "one", taken).await.status, 409);
        assert_eq!(app.count("select count(*) as rows from idempotency_keys").await, 0);
        assert_eq!(post(&ada, "one", json!({ "title": "Bread" })).await.status, 201);
    })
    .await;
}

#[tokio::test]
async fn parallel_requests_with_one_key_add_one_todo() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for round in 1..=4 {
            let key = format!("round-{round}");
            let answers = join_all((0..8).map(|_| post(&ada, &key, json!({ "title": "Milk" })))).await;
            assert!(answers.iter().all(|answer| answer.status == 201), "{answers:?}");
            let bodies: BTreeSet<_> = answers.iter().map(|answer| answer.body.clone()).collect();
            let fresh = answers
                .iter()
                .filter(|answer| answer.header("idempotency-replayed").is_none());
            assert_eq!((bodies.len(), fresh.count()), (1, 1));
            assert_eq!(ada.titles("").await.len(), round);
        }
    })
    .await;
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    on_each_database(async |app| {
        Program::of(app, "Ada").await;
        let rows = "select count(*) as rows from idempotency_keys";
        let send = async || {
            let ada = Program::again(app, "Ada").await;
            let answer = post(&ada, "one", json!({ "title": "Milk" })).await;
            answer.header("idempotency-replayed").is_some()
        };
        assert!(!send().await);
        app.clock.advance(hours(24) - seconds(1));
        assert_eq!(forget_old_keys(&app.state.todos).await.unwrap(), 0);
        assert!(send().await, "it is remembered for a day");
        app.clock.advance(seconds(1));
        assert!(!send().await, "whether or not it has been cleared away");
        assert_eq!(app.count(rows).await, 1);
        app.clock.advance(hours(24));
        assert_eq!(forget_old_keys(&app.state.todos).await.unwrap(), 1);
        assert_eq!(app.count(rows).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_key_that_cannot_be_read_is_refused() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for key in ["", " ", "a b", &"k".repeat(256)] {
            let answer = post(&ada, key, json!({ "title": "Milk" })).await;
            assert_eq!(
                faults(&answer),
                [("Idempotency-Key".into(), "unreadable".into())],
                "for {key:?}"
            );
        }
        let two = ada.post(json!({ "title": "Milk" })).also("idempotency-key", b"a");
        assert_eq!(two.also("idempotency-key", b"a").await.status, 422);
        let odd = ada.post(json!({ "title": "Milk" })).also("idempotency-key", b"\xff");
        assert_eq!(odd.await.status, 422);
        assert_eq!(ada.titles("").await.len(), 0);
        assert_eq!(
            post(&ada, &"k".repeat(255), json!({ "title": "Milk" })).await.status,
            201
        );
    })
    .await;
}
