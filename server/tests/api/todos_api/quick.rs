//! `POST /api/todos/quick`: todos by lines, as the page reads them.

use super::{Program, faults, json_of, problem};
use crate::support::{Answer, days, on_each_database};
use http::Method;
use serde_json::{Value, json};

async fn quick(program: &Program, body: Value) -> Answer {
    program.send(Method::POST, "/quick", body).await
}

async fn keyed(program: &Program, body: Value) -> Answer {
    program
        .send(Method::POST, "/quick", body)
        .header("idempotency-key", "one")
        .await
}

#[tokio::test]
async fn a_line_says_what_it_says_on_the_page() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let home = ada.add_list("Home").await;
        app.run("update users set time_zone = 'Pacific/Kiritimati'").await;
        let answer = quick(
            &ada,
            json!({ "text": "Pay rent tomorrow 5pm p1 #Home //joint account" }),
        )
        .await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (201, Some("application/json"))
        );
        let todos = json_of(&answer);
        let only = &todos[0];
        assert_eq!(
            (
                &only["title"],
                &only["due_time"],
                &only["priority"],
                &only["notes"],
                &only["list_id"]
            ),
            (
                &json!("Pay rent"),
                &json!("17:00"),
                &json!(1),
                &json!("joint account"),
                &json!(home)
            )
        );
        let there = json_of(&ada.get(&format!("/{}", only["id"].as_str().unwrap())).await);
        assert_eq!(&there, only);
        // Which day it is, is asked where they live: the page says so too.
        app.run("update users set time_zone = 'Pacific/Niue'").await;
        let elsewhere = json_of(&quick(&ada, json!({ "text": "Call tomorrow" })).await);
        assert_ne!(elsewhere[0]["due_date"], only["due_date"]);
    })
    .await;
}

#[tokio::test]
async fn several_lines_make_several_todos_in_their_order() {
    on_each_database(async |app| {
        let (ada, bob) = (Program::of(app, "Ada").await, Program::of(app, "Bob").await);
        let home = ada.add_list("Home").await;
        let strange = bob.add_list("Bob's").await;
        let text = "- Milk p2\n\n* Bread\r\n1. Tea #Elsewhere";
        let answer = quick(&ada, json!({ "text": text, "list_id": home })).await;
        assert_eq!(json_of(&answer).as_array().unwrap().len(), 3);
        assert_eq!(
            ada.titles(&format!("?list={home}")).await,
            ["Milk", "Bread", "Tea #Elsewhere"]
        );
        let refused = quick(&ada, json!({ "text": "x\ny", "list_id": strange })).await;
        assert_eq!(faults(&refused), [("list".to_owned(), "missing".to_owned())]);
        assert_eq!(ada.titles("").await.len(), 3);
        let many = vec!["x"; 100].join("\n");
        assert_eq!(quick(&ada, json!({ "text": many })).await.status, 201);
        assert_eq!(app.count("select count(distinct change) as rows from todos").await, 2);
    })
    .await;
}

#[tokio::test]
async fn all_lines_are_added_or_none_and_what_is_wrong_is_named() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for (body, field, code) in [
            (json!({}), "text", "missing"),
            (json!({ "text": " \n- \n" }), "text", "missing"),
            (json!({ "text": vec!["x"; 101].join("\n") }), "text", "too_many_lines"),
            (json!({ "text": format!("Milk\n{}", "x".repeat(501)) }), "text", "too_long"),
            (json!({ "text": ["Milk"] }), "text", "wrong_type"),
            (json!({ "text": "Milk", "list_id": "home" }), "list_id", "unreadable"),
            (json!({ "text": "Milk", "title": "Milk" }), "title", "unknown"),
        ] {
            let answer = quick(&ada, body.clone()).await;
            let found = faults(&answer);
            assert!(found.contains(&(field.to_owned(), code.to_owned())), "{body}: {found:?}");
        }
        let long = quick(&ada, json!({ "text": format!("Milk\n{}", "x".repeat(501)) })).await;
        assert!(json_of(&long)["errors"][0]["message"].as_str().unwrap().starts_with("Line 2: "));
        app.run("insert into todo_counts (list_id, user_id, active, completed, deleted) select id, id, 99999, 0, 0 from users").await;
        let full = quick(&ada, json!({ "text": "Milk\nBread" })).await;
        assert_eq!(problem(&full), (409, "too_many_todos".into()));
        assert_eq!(app.count("select count(*) as rows from todos").await, 0);
        assert_eq!(app.count("select last_change as rows from users").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_is_sent_again_gets_the_answer_of_the_first() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        ada.add_list("Home").await;
        let body = json!({ "text": "Milk tomorrow #Home\nBread" });
        let first = keyed(&ada, body.clone()).await;
        assert_eq!((first.status, first.header("idempotency-replayed")), (201, None));
        // What the line would say now is another thing.
        app.run("update lists set name = 'House' where name = 'Home'").await;
        app.clock.advance(std::time::Duration::from_mins(10));
        let again = keyed(&ada, body.clone()).await;
        assert_eq!(
            (again.status, again.header("idempotency-replayed")),
            (201, Some("true"))
        );
        assert_eq!(again.body, first.body);
        assert_eq!(ada.titles("").await, ["Milk", "Bread"]);
        for other in [
            json!({ "text": "Milk" }),
            json!({ "text": "Milk tomorrow #Home\nBread", "list_id": ada.id() }),
        ] {
            assert_eq!(
                problem(&keyed(&ada, other).await),
                (422, "idempotency_key_reused".into())
            );
        }
        let plain = ada
            .post(json!({ "title": "Milk" }))
            .header("idempotency-key", "one")
            .await;
        assert_eq!(problem(&plain), (422, "idempotency_key_reused".into()));
        app.clock.advance(days(1));
        let ada = Program::again(app, "Ada").await;
        assert_eq!(keyed(&ada, body).await.header("idempotency-replayed"), None);
    })
    .await;
}

#[tokio::test]
async fn of_many_at_once_with_one_key_one_adds() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let answers = (0..6).map(|_| keyed(&ada, json!({ "text": "Milk\nBread" })));
        let answers = futures_util::future::join_all(answers).await;
        assert!(
            answers
                .iter()
                .all(|answer| answer.status == 201 && answer.body == answers[0].body)
        );
        assert_eq!(ada.titles("").await, ["Milk", "Bread"]);
    })
    .await;
}
