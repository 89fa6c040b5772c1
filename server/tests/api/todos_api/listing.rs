//! Walking a list from its beginning to its end.

use super::{Part, Program, faults, json_of, link};
use crate::support::on_each_database;
use http::Method;
use serde_json::json;
use std::collections::BTreeSet;

/// Every fifth of these is completed.
async fn add_many(program: &Program, numbers: std::ops::RangeInclusive<u32>) {
    for number in numbers {
        let body = json!({ "title": format!("Thing {number}"), "completed": number % 5 == 0 });
        assert_eq!(program.post(body).await.status, 201);
    }
}

#[tokio::test]
async fn a_walk_over_a_changing_list_has_no_gap_and_no_duplicate() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        add_many(&ada, 1..=250).await;
        let (mut seen, mut query, mut removed) = (Vec::new(), Some("?limit=17".to_owned()), BTreeSet::new());
        let mut part = 0;
        while let Some(path) = query {
            let part_of_list = ada.list(&path).await;
            assert!(part_of_list.todos.len() <= 17);
            seen.extend(part_of_list.titles());
            query = part_of_list.next;
            // The very todo the cursor stands at goes, one further up and one further down, and new ones come.
            let items = part_of_list.todos;
            let ahead = match &query {
                Some(path) => ada.list(path).await.todos,
                None => Vec::new(),
            };
            for todo in [items.last(), items.first(), ahead.get(3)].into_iter().flatten() {
                assert_eq!(ada.delete(todo["id"].as_str().unwrap()).await.status, 200);
                removed.insert(todo["title"].as_str().unwrap().to_owned());
            }
            if part < 5 {
                ada.add(&format!("New {part}")).await;
            }
            part += 1;
        }
        let unique: BTreeSet<_> = seen.iter().cloned().collect();
        assert_eq!(unique.len(), seen.len(), "something came twice");
        let stable = (1..=250).map(|number| format!("Thing {number}"));
        let missing: Vec<_> = stable
            .filter(|title| !removed.contains(title) && !unique.contains(title))
            .collect();
        assert_eq!(missing, [""; 0]);
        let order: Vec<u32> = seen
            .iter()
            .filter_map(|title| title.strip_prefix("Thing ")?.parse().ok())
            .collect();
        assert!(order.is_sorted());
    })
    .await;
}

#[tokio::test]
async fn a_filter_holds_along_the_walk_and_the_counts_are_those_of_the_whole_list() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        add_many(&ada, 1..=60).await;
        for (filter, expected) in [("active", 48), ("completed", 12), ("all", 60)] {
            let (mut seen, mut query) = (0, Some(format!("?filter={filter}&limit=5")));
            while let Some(path) = query {
                let part = ada.list(&path).await;
                assert_eq!((part.counts, part.total), ((48, 12), i64::try_from(expected).ok()));
                seen += part.todos.len();
                query = part.next;
            }
            assert_eq!(seen, expected, "under {filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_answer_has_fifty_todos_or_as_many_as_asked_for() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        add_many(&ada, 1..=101).await;
        for (query, todos) in [("", 50), ("?limit=1", 1), ("?limit=100", 100)] {
            let part = ada.list(query).await;
            assert_eq!((part.todos.len(), part.next.is_some()), (todos, true));
        }
        ada.ask(
            Method::DELETE,
            &format!("/{}", ada.list("").await.todos[0]["id"].as_str().unwrap()),
        )
        .await;
        let part = ada.list("?limit=100").await;
        assert_eq!(
            (part.todos.len(), part.next),
            (100, None),
            "a full last page is the last"
        );
    })
    .await;
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for (query, field, code) in [
            ("?filter=done", "filter", "wrong_value"),
            ("?filter=", "filter", "wrong_value"),
            ("?filter=All", "filter", "wrong_value"),
            ("?limit=0", "limit", "wrong_value"),
            ("?limit=101", "limit", "wrong_value"),
            ("?limit=ten", "limit", "wrong_value"),
            ("?cursor=", "cursor", "unreadable"),
            ("?cursor=MQ", "cursor", "unreadable"),
            ("?cursor=%00", "cursor", "unreadable"),
            ("?search=%00", "search", "control_characters"),
            ("?search=%ff", "search", "unreadable"),
            ("?limit=1&limit=1", "limit", "duplicate"),
            ("?page=2", "page", "unknown"),
            ("?Filter=all", "Filter", "unknown"),
        ] {
            let answer = ada.get(query).await;
            assert_eq!(faults(&answer), [(field.to_owned(), code.to_owned())], "for {query}");
        }
        let long = ada.get(&format!("?search={}", "x".repeat(501))).await;
        assert_eq!(faults(&long), [("search".into(), "too_long".into())]);
    })
    .await;
}

/// What clients of many programs know: `Link` as `requests` and Octokit read it, and how many there are in all.
#[tokio::test]
async fn a_part_says_where_the_list_goes_on_and_how_long_it_is() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        assert_eq!(
            Part::of(&ada.get("").await),
            Part {
                todos: vec![],
                next: None,
                total: Some(0),
                counts: (0, 0)
            }
        );
        add_many(&ada, 1..=12).await;
        let answer = ada.get("?limit=5&filter=all&search=").await;
        assert_eq!(json_of(&answer).as_array().unwrap().len(), 5);
        assert_eq!(link(&answer, "first").as_deref(), Some("?limit=5&filter=all&search="));
        let next = link(&answer, "next").unwrap();
        assert!(next.starts_with("?limit=5&filter=all&search=&cursor="), "{next}");
        let second = ada.get(&next).await;
        assert_eq!(link(&second, "first").as_deref(), Some("?limit=5&filter=all&search="));
        let third = ada.list(&link(&second, "next").unwrap()).await;
        assert_eq!(
            (third.titles(), third.next),
            (vec!["Thing 11".into(), "Thing 12".into()], None)
        );
        assert_eq!((third.total, third.counts), (Some(12), (10, 2)));
        // What a search finds is not counted, and its text comes back as it was asked.
        let part = ada.list("?limit=1&search=THING+1%C3%BC").await;
        assert_eq!((part.todos.len(), part.total, part.counts), (0, None, (10, 2)));
        let answer = ada.get("?limit=1&search=T%68ing%201").await;
        assert_eq!(link(&answer, "first").as_deref(), Some("?limit=1&search=Thing+1"));
        assert_eq!(ada.list(&link(&answer, "next").unwrap()).await.titles(), ["Thing 10"]);
    })
    .await;
}
