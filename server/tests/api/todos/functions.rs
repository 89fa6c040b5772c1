//! Every function of the todo page.

use super::{add, id, lines, list};
use crate::support::{Answer, App, on_each_database};
use app::model::{AppError, Field, Problem, Todo, TodoCounts, TodoFilter};
use futures_util::future::join_all;
use serde_json::json;
use server::database::command;

#[tokio::test]
async fn adding_answers_the_todo() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let todo: Todo = add(&ada, 1, "  Milk 🥛 ").await.value();
        assert_eq!(
            (&*todo.id.to_string(), todo.title.as_str(), todo.completed, todo.version),
            (&*id(1), "Milk 🥛", false, 1)
        );
        assert_eq!((todo.created_at, todo.updated_at), (app.clock.now(), app.clock.now()));
    })
    .await;
}

/// An answer that got lost is asked for again.
#[tokio::test]
async fn adding_twice_under_one_id_adds_once() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let first: Todo = add(&ada, 1, "Milk").await.value();
        assert_eq!(add(&ada, 1, "Milk").await.value::<Todo>(), first);
        assert_eq!(add(&ada, 1, "Something else").await.value::<Todo>(), first);
        assert_eq!(lines(&ada).await, ["Milk"]);
    })
    .await;
}

#[tokio::test]
async fn an_id_of_somebody_else_is_taken() {
    on_each_database(async |app| {
        let (ada, bob) = (app.member("Ada").await, app.member("Bob").await);
        add(&ada, 1, "Milk").await;
        assert_eq!(add(&bob, 1, "Beer").await.error(), AppError::Conflict);
        assert_eq!(
            (lines(&ada).await, lines(&bob).await),
            (vec!["Milk".to_owned()], vec![])
        );
    })
    .await;
}

#[tokio::test]
async fn editing_changes_what_is_given_and_counts_the_changes() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let added: Todo = add(&ada, 1, "Milk").await.value();
        app.clock.advance(crate::support::seconds(5));
        let edit = async |arguments| ada.rpc("todos/edit", arguments).await.value::<Todo>();
        let completed = edit(json!({ "id": id(1), "title": null, "completed": true })).await;
        assert_eq!(
            (completed.title.as_str(), completed.completed, completed.version),
            ("Milk", true, 2)
        );
        assert_eq!(
            (completed.created_at, completed.updated_at),
            (added.created_at, app.clock.now())
        );
        let renamed = edit(json!({ "id": id(1), "title": "Oat milk", "completed": null })).await;
        assert_eq!(
            (renamed.title.as_str(), renamed.completed, renamed.version),
            ("Oat milk", true, 3)
        );
        let both = edit(json!({ "id": id(1), "title": "Milk", "completed": false })).await;
        assert_eq!(
            (both.title.as_str(), both.completed, both.position),
            ("Milk", false, added.position)
        );
    })
    .await;
}

#[tokio::test]
async fn removing_twice_finds_nothing_the_second_time() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        ada.rpc("todos/remove", json!({ "id": id(1) })).await.value::<()>();
        assert_eq!(
            ada.rpc("todos/remove", json!({ "id": id(1) })).await.error(),
            AppError::NotFound
        );
        assert_eq!(
            ada.rpc("todos/edit", json!({ "id": id(1), "title": "x", "completed": null }))
                .await
                .error(),
            AppError::NotFound
        );
    })
    .await;
}

#[tokio::test]
async fn changing_all_answers_the_counts() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for number in 1..=3 {
            add(&ada, number, "x").await;
        }
        let counts = |active, completed| TodoCounts { active, completed };
        assert_eq!(
            ada.rpc("todos/set-all", json!({ "completed": true }))
                .await
                .value::<TodoCounts>(),
            counts(0, 3)
        );
        ada.rpc("todos/edit", json!({ "id": id(2), "title": null, "completed": false }))
            .await;
        assert_eq!(
            ada.rpc("todos/clear-completed", json!({})).await.value::<TodoCounts>(),
            counts(1, 0)
        );
        assert_eq!(
            ada.rpc("todos/set-all", json!({ "completed": false }))
                .await
                .value::<TodoCounts>(),
            counts(1, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn changing_all_touches_only_what_changes() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        ada.rpc("todos/set-all", json!({ "completed": true })).await;
        ada.rpc("todos/set-all", json!({ "completed": true })).await;
        assert_eq!(list(&ada, TodoFilter::All, None).await.todos[0].version, 2);
    })
    .await;
}

/// Adds so many todos to everybody, two of which at a time share their position; every fifth is completed.
async fn fill(app: &App, count: i64) {
    let insert = command(
        "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < $1)
        insert into todos (list_id, id, user_id, title, search_key, completed, position, version, created_at, updated_at)
        select u.id, '00000000-0000-4000-8000-' || cast(100000000000 + n as text), u.id, 'x', 'x', n % 5 = 0, n / 2, 1, 1, 1
        from numbers
        cross join users u",
    );
    insert.bind(count).execute(&app.state.database).await.unwrap();
}

#[tokio::test]
async fn a_long_list_is_changed_from_its_beginning_to_its_end() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        fill(app, 3_001).await;
        for (path, arguments, active, completed) in [
            ("todos/set-all", json!({ "completed": true }), 0, 3_001),
            ("todos/set-all", json!({ "completed": false }), 3_001, 0),
            ("todos/set-all", json!({ "completed": true }), 0, 3_001),
            ("todos/clear-completed", json!({}), 0, 0),
        ] {
            let counts: TodoCounts = ada.rpc(path, arguments).await.value();
            assert_eq!(counts, TodoCounts { active, completed }, "{path}");
        }
    })
    .await;
}

/// None of them waits until the others are done.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_opposite_at_once_comes_to_an_end() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        fill(app, 1_500).await;
        let all = (0..12).map(async |at: u32| {
            ada.rpc("todos/set-all", json!({ "completed": at.is_multiple_of(2) }))
                .await
        });
        for answer in join_all(all).await {
            assert_eq!(answer.value::<TodoCounts>().total(), 1_500);
        }
    })
    .await;
}

#[tokio::test]
async fn titles_have_one_to_five_hundred_characters() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let refused = async |title: &str| add(&ada, 1, title).await.error();
        assert_eq!(refused("").await, AppError::field(Field::Title, Problem::Missing));
        assert_eq!(
            refused(" \u{2003}\u{a0} ").await,
            AppError::field(Field::Title, Problem::Missing)
        );
        assert_eq!(
            refused(&"😀".repeat(501)).await,
            AppError::field(Field::Title, Problem::TooLong { max: 500 })
        );
        for (number, title) in [
            "x".to_owned(),
            "😀".repeat(500),
            "é".repeat(500),
            format!("  {}  ", "x".repeat(500)),
        ]
        .iter()
        .enumerate()
        {
            let todo: Todo = add(&ada, u32::try_from(number).unwrap(), title).await.value();
            assert_eq!(todo.title.as_str(), title.trim());
        }
    })
    .await;
}

/// PostgreSQL cannot store U+0000 and SQLite can; nobody should notice.
#[tokio::test]
async fn titles_with_control_characters_are_refused_on_both_databases() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        for title in [
            "a\0b",
            "a\u{1}b",
            "a\nb",
            "a\r\nb",
            "a\tb",
            "a\u{1b}[31mb",
            "a\u{7f}b",
            "a\u{85}b",
        ] {
            let expected = AppError::field(Field::Title, Problem::ControlCharacters);
            assert_eq!(add(&ada, 2, title).await.error(), expected, "for {title:?}");
            assert_eq!(
                ada.rpc("todos/edit", json!({ "id": id(1), "title": title, "completed": null }))
                    .await
                    .error(),
                expected
            );
            let form = super::form(&ada, &[("intent", "add"), ("title", title)]).await;
            assert_eq!(form.status, 422, "for {title:?}");
        }
        assert_eq!(lines(&ada).await, ["Milk"]);
    })
    .await;
}

#[tokio::test]
async fn any_other_character_comes_back_as_it_was() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let titles = [
            "O'Brien; drop table todos;--",
            "100% \\ _ \" ` $1 ?",
            "日本語 العربية ‏עברית",
            "👩‍👩‍👧‍👦 e\u{301} ﬁ",
            "a\u{feff}b\u{200b}c",
            "\u{10ffff}\u{fffd}",
            "{{7*7}} ${x} %s",
        ];
        for (number, title) in titles.iter().enumerate() {
            add(&ada, u32::try_from(number).unwrap(), title).await.value::<Todo>();
        }
        assert_eq!(lines(&ada).await, titles);
    })
    .await;
}

#[tokio::test]
async fn ids_that_are_none_are_refused() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let expected = AppError::field(Field::Id, Problem::Unreadable);
        for wrong in [
            "",
            "1",
            "x' or '1'='1",
            "00000000-0000-4000-8000-00000000000A",
            "{00000000-0000-4000-8000-000000000001}",
            "\0",
            &"0".repeat(10_000),
        ] {
            assert_eq!(
                ada.rpc("todos/add", json!({ "id": wrong, "title": "x" })).await.error(),
                expected,
                "for {wrong:?}"
            );
            assert_eq!(
                ada.rpc("todos/edit", json!({ "id": wrong, "title": "x", "completed": null }))
                    .await
                    .error(),
                expected
            );
            assert_eq!(ada.rpc("todos/remove", json!({ "id": wrong })).await.error(), expected);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_signed_out_can_do_anything() {
    on_each_database(async |app| {
        let guest = app.guest();
        for (function, arguments) in [
            ("todos/list", json!({ "filter": "all", "before": null })),
            ("todos/add", json!({ "id": id(1), "title": "x" })),
            ("todos/edit", json!({ "id": id(1), "title": "x", "completed": true })),
            ("todos/remove", json!({ "id": id(1) })),
            ("todos/set-all", json!({ "completed": true })),
            ("todos/clear-completed", json!({})),
        ] {
            let answer = guest.rpc(function, arguments).await;
            assert_eq!(
                (answer.status, answer.error()),
                (401, AppError::SignedOut),
                "for {function}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_that_are_added_at_once_are_all_there_in_an_order_that_stays() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let added = join_all((0..20).map(|number| add(&ada, number, "x"))).await;
        assert!(added.iter().all(|answer| answer.status == 200));
        let order = async || {
            list(&ada, TodoFilter::All, None)
                .await
                .todos
                .into_iter()
                .map(|todo| todo.id)
                .collect::<Vec<_>>()
        };
        let first = order().await;
        assert_eq!((first.len(), &order().await), (20, &first));
        ada.rpc("todos/edit", json!({ "id": first[7], "title": "y", "completed": true }))
            .await;
        assert_eq!(order().await, first);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_that_add_the_same_at_once_add_one() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let added = join_all((0..20).map(|_| add(&ada, 1, "Milk"))).await;
        let todos: Vec<Todo> = added.iter().map(Answer::value).collect();
        assert!(todos.iter().all(|todo| *todo == todos[0]));
        assert_eq!(lines(&ada).await, ["Milk"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn changes_at_once_break_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for number in 0..10 {
            add(&ada, number, "x").await;
        }
        let changes = (0..40).map(async |at: u32| {
            let (id, completed) = (id(at % 10), at.is_multiple_of(3));
            match at % 4 {
                0 => ada.rpc("todos/set-all", json!({ "completed": completed })).await.status,
                1 => ada.rpc("todos/clear-completed", json!({})).await.status,
                2 => ada.rpc("todos/remove", json!({ "id": id })).await.status,
                _ => {
                    ada.rpc("todos/edit", json!({ "id": id, "title": "y", "completed": completed }))
                        .await
                        .status
                }
            }
        });
        let statuses = join_all(changes).await;
        assert!(
            statuses.iter().all(|status| [200, 404].contains(status)),
            "{statuses:?}"
        );
        let page = list(&ada, TodoFilter::All, None).await;
        assert_eq!(page.counts.total(), i64::try_from(page.todos.len()).unwrap());
    })
    .await;
}
