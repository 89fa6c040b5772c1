//! Parts of a long list, filters and counts.

use super::{add, form, id, list};
use crate::support::{App, Browser, on_each_database};
use app::model::{AppError, Cursor, Field, Problem, TodoCounts, TodoFilter, TodoPage};
use serde_json::json;
use server::database::command;

/// Somebody with `total` todos, of which every fifth is completed.
async fn member_with(app: &App, total: u32) -> Browser {
    let ada = app.member("Ada").await;
    let mut transaction = app.state.database.begin().await.unwrap();
    for number in 1..=total {
        command(
            "insert into todos (list_id, id, user_id, title, completed, position, version, created_at, updated_at)
             select id, $1, id, $2, $3, $4, 1, 0, 0 from users where name = 'Ada'",
        )
        .bind(id(number))
        .bind(format!("Thing {number}"))
        .bind(number % 5 == 0)
        .bind(i64::from(number))
        .execute(&mut transaction)
        .await
        .unwrap();
    }
    transaction.commit().await.unwrap();
    ada
}

fn numbers(page: &TodoPage) -> Vec<u32> {
    page.todos
        .iter()
        .map(|todo| todo.title.as_str().trim_start_matches("Thing ").parse().unwrap())
        .collect()
}

#[tokio::test]
async fn a_long_list_comes_in_parts_of_a_hundred_from_its_end() {
    on_each_database(async |app| {
        let ada = member_with(app, 250).await;
        let (mut before, mut seen) = (None, Vec::new());
        for (size, has_earlier) in [(100, true), (100, true), (50, false)] {
            let page = list(&ada, TodoFilter::All, before).await;
            assert_eq!((page.todos.len(), page.has_earlier), (size, has_earlier));
            assert_eq!(
                page.counts,
                TodoCounts {
                    active: 200,
                    completed: 50
                },
                "the counts are those of the whole list"
            );
            before = Some(Cursor::at(&page.todos[0]).encode());
            seen = [numbers(&page), seen].concat();
        }
        assert_eq!(seen, (1..=250).collect::<Vec<_>>());
        assert_eq!(list(&ada, TodoFilter::All, before).await.todos, []);
    })
    .await;
}

#[tokio::test]
async fn a_filtered_list_comes_in_parts_too() {
    on_each_database(async |app| {
        let ada = member_with(app, 250).await;
        for (filter, sizes) in [
            (TodoFilter::Active, vec![100, 100, 0]),
            (TodoFilter::Completed, vec![50]),
        ] {
            let (mut before, mut seen) = (None, Vec::new());
            for size in sizes {
                let page = list(&ada, filter, before).await;
                assert_eq!(page.todos.len(), size, "under {filter:?}");
                before = page.todos.first().map(|todo| Cursor::at(todo).encode());
                seen = [numbers(&page), seen].concat();
            }
            let expected: Vec<_> = (1..=250).filter(|number| filter.shows(number % 5 == 0)).collect();
            assert_eq!(seen, expected, "under {filter:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_part_says_that_there_is_an_earlier_one_only_if_there_is() {
    on_each_database(async |app| {
        let ada = member_with(app, 100).await;
        assert!(!list(&ada, TodoFilter::All, None).await.has_earlier);
        add(&ada, 1000, "Thing 101").await;
        assert!(list(&ada, TodoFilter::All, None).await.has_earlier);
    })
    .await;
}

#[tokio::test]
async fn todos_in_one_place_are_told_apart_by_their_id() {
    on_each_database(async |app| {
        let ada = member_with(app, 150).await;
        app.run("update todos set position = 1").await;
        let newest = list(&ada, TodoFilter::All, None).await;
        let earlier = list(&ada, TodoFilter::All, Some(Cursor::at(&newest.todos[0]).encode())).await;
        assert_eq!(
            [numbers(&earlier), numbers(&newest)].concat(),
            (1..=150).collect::<Vec<_>>()
        );
    })
    .await;
}

#[tokio::test]
async fn the_page_shows_a_part_and_leads_to_the_one_before_it() {
    on_each_database(async |app| {
        let ada = member_with(app, 250).await;
        let page = ada.get("/todos").await;
        assert_eq!(page.text().matches("data-testid=\"todo-item\"").count(), 100);
        assert!(
            page.text().contains("Thing 151<")
                && page.text().contains("Thing 250<")
                && !page.text().contains("Thing 150<")
        );
        let (_, link) = page.text().split_once("href=\"/todos?before=").unwrap();
        let before = link.split_once('"').unwrap().0;
        let earlier = ada.get(&format!("/todos?before={before}")).await;
        assert!(
            earlier.text().contains("Thing 51<")
                && earlier.text().contains("Thing 150<")
                && !earlier.text().contains("Thing 151<")
        );
    })
    .await;
}

#[tokio::test]
async fn the_page_shows_what_the_filter_says() {
    on_each_database(async |app| {
        let ada = member_with(app, 10).await;
        for (path, shown, title) in [
            ("/todos", 10, "Todos"),
            ("/todos?filter=active", 8, "Active todos"),
            ("/todos?filter=completed", 2, "Completed todos"),
            ("/todos?filter=nonsense", 10, "Todos"),
        ] {
            let page = ada.get(path).await;
            assert_eq!(
                page.text().matches("data-testid=\"todo-item\"").count(),
                shown,
                "at {path}"
            );
            assert!(
                page.text().contains(&format!("<title>{title} · Latchkey</title>")),
                "at {path}"
            );
            assert!(page.text().contains("<strong>8</strong>"), "at {path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_cursor_that_cannot_be_read_is_refused_by_the_function_and_ignored_by_the_page() {
    on_each_database(async |app| {
        let ada = member_with(app, 3).await;
        let id = id(1);
        for cursor in [
            "",
            "x",
            "1",
            &format!("x-{id}"),
            &format!("99999999999999999999-{id}"),
            &format!("1-{id}x"),
            "1-' or 1=1",
            "\0",
        ] {
            let answer = ada
                .rpc("todos/list", json!({ "filter": "all", "before": cursor }))
                .await;
            assert_eq!(
                answer.error(),
                AppError::field(Field::Before, Problem::Unreadable),
                "for {cursor:?}"
            );
        }
        for query in [
            "before=x",
            "before=%00",
            "before=%ff%fe",
            "before=1&before=2",
            "filter=active&filter=completed",
            "filter[]=active",
            "%",
            "=&=",
            "before",
        ] {
            assert_eq!(ada.get(&format!("/todos?{query}")).await.status, 200, "for {query}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_cursor_at_the_edge_of_the_numbers_breaks_nothing() {
    on_each_database(async |app| {
        let ada = member_with(app, 3).await;
        for (position, shown) in [(i64::MAX, 3), (0, 0), (2, 1)] {
            let cursor = Cursor {
                position,
                id: app::model::TodoId::parse(&id(0)).unwrap(),
            };
            let page: TodoPage = list(&ada, TodoFilter::All, Some(cursor.encode())).await;
            assert_eq!(page.todos.len(), shown, "before {position}");
        }
    })
    .await;
}

#[tokio::test]
async fn new_todos_stay_at_the_end_after_others_were_removed() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for number in 1..=3 {
            add(&ada, number, &format!("Thing {number}")).await;
        }
        form(&ada, &[("intent", "remove"), ("id", &id(3))]).await;
        add(&ada, 4, "Thing 4").await;
        assert_eq!(numbers(&list(&ada, TodoFilter::All, None).await), [1, 2, 4]);
    })
    .await;
}
