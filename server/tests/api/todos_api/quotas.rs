//! How much one account may have.

use super::{Program, problem};
use crate::support::{PASSWORD, on_each_database};
use app::model::AppError;
use serde_json::json;

const NEW_ID: &str = "019b7671-4400-7000-8000-000000000001";
/// As if there were so many; the databases keep the counts beside the todos.
const FULL: &str = "update todo_counts set active = 100000";

#[tokio::test]
async fn a_full_list_takes_no_more_and_says_so() {
    on_each_database(async |app| {
        let (ada, bob) = (Program::of(app, "Ada").await, Program::of(app, "Bob").await);
        let browser = app.guest();
        browser.sign_in("ada@example.com", PASSWORD).await;
        let milk = ada.post(json!({ "title": "Milk" })).await;
        app.run(FULL).await;

        let refused = ada.post(json!({ "title": "Bread" })).await;
        assert_eq!(problem(&refused), (409, "too_many_todos".to_owned()));
        let keyed = ada
            .post(json!({ "title": "Bread" }))
            .header("idempotency-key", "one")
            .await;
        assert_eq!(problem(&keyed).1, "too_many_todos");
        assert_eq!(
            app.count("select count(*) as rows from idempotency_keys").await,
            0,
            "the key is given back"
        );
        let added = browser
            .rpc("todos/add", json!({ "id": NEW_ID, "title": "Bread" }))
            .await;
        assert_eq!(added.error(), AppError::ListFull);
        let page = browser
            .post_form("/todos", &[("intent", "add"), ("title", "Bread")])
            .await;
        assert!(page.text().contains("Your list is full."), "{}", page.text());
        assert_eq!(app.count("select count(*) as rows from todos").await, 1);

        assert_eq!(
            bob.post(json!({ "title": "Tea" })).await.status,
            201,
            "it is a count of one's own"
        );
        let id: serde_json::Value = serde_json::from_slice(&milk.body).unwrap();
        let taken = bob.post(json!({ "title": "Tea", "id": id["id"] })).await;
        assert_eq!(problem(&taken).1, "conflict");
        app.run("update todo_counts set active = 99999").await;
        assert_eq!(ada.post(json!({ "title": "Bread" })).await.status, 201);
    })
    .await;
}

#[tokio::test]
async fn of_many_keys_the_ten_thousand_last_are_kept() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        ada.post(json!({ "title": "Milk" }))
            .header("idempotency-key", "one")
            .await;
        app.run(
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 10100)
            insert into idempotency_keys (user_id, key, request_hash, todo_id, created_at)
            select used.user_id, cast(n as text), used.request_hash, used.todo_id, used.created_at - n
            from numbers
            cross join idempotency_keys used",
        )
        .await;
        ada.post(json!({ "title": "Milk" }))
            .header("idempotency-key", "two")
            .await;
        let left = app.count("select count(*) as rows from idempotency_keys").await;
        assert!((10_000..=10_002).contains(&left), "{left}");
        let again = ada
            .post(json!({ "title": "Milk" }))
            .header("idempotency-key", "one")
            .await;
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
    })
    .await;
}
