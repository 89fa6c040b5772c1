//! Walking a list from its beginning to its end.

use super::{Program, faults};
use crate::support::on_each_database;
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn titles(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|todo| todo["title"].as_str().unwrap().to_owned())
        .collect()
}

fn next(list: &Value, query: &str) -> Option<String> {
    Some(format!("?{query}&cursor={}", list["next_cursor"].as_str()?))
}

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
            let list = ada.list(&path).await;
            assert!(titles(&list).len() <= 17);
            seen.extend(titles(&list));
            query = next(&list, "limit=17");
            // The very todo the cursor stands at goes, one further up and one further down, and new ones come.
            let items = list["items"].as_array().unwrap().clone();
            let ahead = match &query {
                Some(path) => ada.list(path).await["items"].as_array().unwrap().clone(),
                None => Vec::new(),
            };
            for todo in [items.last(), items.first(), ahead.get(3)].into_iter().flatten() {
                assert_eq!(ada.delete(todo["id"].as_str().unwrap()).await.status, 204);
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
            let parameters = format!("filter={filter}&limit=5");
            let (mut seen, mut query) = (0, Some(format!("?{parameters}")));
            while let Some(path) = query {
                let list = ada.list(&path).await;
                assert_eq!(list["counts"], json!({ "active": 48, "completed": 12 }));
                seen += titles(&list).len();
                query = next(&list, &parameters);
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
            let list = ada.list(query).await;
            assert_eq!((titles(&list).len(), list["next_cursor"].is_string()), (todos, true));
        }
        ada.ask(
            Method::DELETE,
            &format!("/{}", ada.list("").await["items"][0]["id"].as_str().unwrap()),
        )
        .await;
        let list = ada.list("?limit=100").await;
        assert_eq!(
            (titles(&list).len(), &list["next_cursor"]),
            (100, &Value::Null),
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
