//! Somebody else's todos do not exist.

use super::{add, form, id, lines, list};
use crate::support::{Browser, on_each_database};
use app::model::{AppError, Cursor, TodoCounts, TodoFilter};
use serde_json::json;

/// Ada has three todos, the second completed; Bob knows their ids.
async fn two_people(app: &crate::support::App) -> (Browser, Browser) {
    let (ada, bob) = (app.member("Ada").await, app.member("Bob").await);
    for number in 1..=3 {
        add(&ada, number, &format!("Thing {number}")).await;
    }
    form(&ada, &[("intent", "complete"), ("id", &id(2))]).await;
    (ada, bob)
}

const UNCHANGED: [&str; 3] = ["Thing 1", "Thing 2 ✓", "Thing 3"];

#[tokio::test]
async fn no_function_finds_the_todo_of_somebody_else() {
    on_each_database(async |app| {
        let (ada, bob) = two_people(app).await;
        for (function, arguments) in [
            ("todos/edit", json!({ "id": id(1), "title": "mine", "completed": null })),
            ("todos/edit", json!({ "id": id(1), "title": null, "completed": true })),
            ("todos/edit", json!({ "id": id(1), "title": null, "completed": null })),
            ("todos/remove", json!({ "id": id(1) })),
        ] {
            let answer = bob.rpc(function, arguments).await;
            assert_eq!(
                (answer.status, answer.error()),
                (404, AppError::NotFound),
                "by {function}"
            );
        }
        assert_eq!(lines(&ada).await, UNCHANGED);
    })
    .await;
}

#[tokio::test]
async fn no_form_finds_the_todo_of_somebody_else() {
    on_each_database(async |app| {
        let (ada, bob) = two_people(app).await;
        for intent in ["complete", "reopen", "rename", "remove"] {
            for title in ["mine", ""] {
                let answer = form(&bob, &[("intent", intent), ("id", &id(2)), ("title", title)]).await;
                assert_eq!(answer.status, 404, "by {intent}");
                assert!(!answer.text().contains("Thing"), "by {intent}: {}", answer.text());
            }
        }
        assert_eq!(lines(&ada).await, UNCHANGED);
    })
    .await;
}

/// What is not there and what is not yours cannot be told apart.
#[tokio::test]
async fn the_answer_is_the_same_as_for_a_todo_that_never_was() {
    on_each_database(async |app| {
        let (_ada, bob) = two_people(app).await;
        let told = async |id: String| {
            let answer = bob.rpc("todos/remove", json!({ "id": id })).await;
            (answer.status, answer.body)
        };
        assert_eq!(told(id(1)).await, told(id(99)).await);
    })
    .await;
}

#[tokio::test]
async fn changes_to_all_are_changes_to_all_of_ones_own() {
    on_each_database(async |app| {
        let (ada, bob) = two_people(app).await;
        assert_eq!(
            bob.rpc("todos/set-all", json!({ "completed": true }))
                .await
                .value::<TodoCounts>(),
            TodoCounts::default()
        );
        assert_eq!(
            bob.rpc("todos/clear-completed", json!({})).await.value::<TodoCounts>(),
            TodoCounts::default()
        );
        for intent in ["complete-all", "clear-completed", "reopen-all"] {
            form(&bob, &[("intent", intent)]).await;
        }
        assert_eq!(lines(&ada).await, UNCHANGED);
    })
    .await;
}

#[tokio::test]
async fn no_list_shows_the_todos_of_somebody_else() {
    on_each_database(async |app| {
        let (ada, bob) = two_people(app).await;
        let cursor = Cursor::at(&list(&ada, TodoFilter::All, None).await.todos[2]).encode();
        for filter in TodoFilter::EVERY {
            let page = list(&bob, filter, Some(cursor.clone())).await;
            assert_eq!((page.todos.len(), page.counts), (0, TodoCounts::default()));
        }
        for path in [
            "/todos",
            "/todos?filter=completed",
            &format!("/todos?before={cursor}"),
            &format!("/todos?edit={}", id(1)),
        ] {
            let page = bob.get(path).await;
            assert_eq!(page.status, 200);
            assert!(!page.text().contains("Thing"), "{path} shows {}", page.text());
        }
    })
    .await;
}

#[tokio::test]
async fn the_todos_go_with_the_account() {
    on_each_database(async |app| {
        let (_ada, _bob) = two_people(app).await;
        app.run("delete from users where name = 'Ada'").await;
        assert_eq!(app.count("select count(*) as rows from todos").await, 0);
    })
    .await;
}
