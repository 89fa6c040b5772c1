//! Other orders than that by hand, and what is asked for by date, priority and last change.

use super::{Program, faults, json_of};
use crate::support::{on_each_database, seconds};
use http::Method;
use serde_json::{Value, json};

/// Walks to the end, two at a time, and puts the titles together.
async fn walk(program: &Program, query: &str) -> String {
    let (mut titles, mut next) = (String::new(), Some(format!("{query}&limit=2")));
    while let Some(path) = next {
        let part = program.list(&path).await;
        assert!(part.todos.len() <= 2);
        titles += &part.titles().concat();
        next = part.next;
    }
    titles
}

/// Todos of a list, one letter each, and some of another.
async fn fill(ada: &Program, list: &str) {
    for (title, due_date, due_time, priority, completed) in [
        ("f", Some("2026-12-02"), None, None, false),
        ("b", None, None, Some(1), false),
        ("D", Some("2026-12-01"), Some("17:00"), Some(3), false),
        ("a", Some("2026-12-01"), None, Some(2), true),
        ("e", Some("2026-12-01"), Some("09:30"), Some(1), false),
        ("c", None, None, None, true),
    ] {
        let mut body = json!({ "title": title, "list_id": list, "completed": completed });
        for (name, value) in [
            ("due_date", json!(due_date)),
            ("due_time", json!(due_time)),
            ("priority", json!(priority)),
        ] {
            if value != Value::Null {
                body[name] = value;
            }
        }
        assert_eq!(ada.post(body).await.status, 201);
    }
    ada.post(json!({ "title": "z", "priority": 1, "due_date": "2026-12-01" }))
        .await;
}

#[tokio::test]
async fn a_list_is_read_in_every_order_to_its_end() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let list = ada.add_list("Home").await;
        fill(&ada, &list).await;
        for (query, titles) in [
            ("sort=manual", "fbDaec"),
            ("sort=due", "eDafbc"),
            ("sort=priority", "beaDfc"),
            ("sort=title", "abcDef"),
            ("sort=added", "fbDaec"),
            ("sort=due&filter=active", "eDfb"),
            ("sort=title&completed=true", "ac"),
            ("sort=priority&completed=false", "beDf"),
            ("due_before=2026-12-02", "eDa"),
            ("due_after=2026-12-01", "f"),
            ("due_after=2026-11-30&due_before=2026-12-02&filter=completed", "a"),
            ("due_after=2026-12-02", ""),
            ("priority=1", "be"),
            ("sort=priority&priority=2", "a"),
        ] {
            assert_eq!(walk(&ada, &format!("?list={list}&{query}")).await, titles, "{query}");
        }
        // The same moment for all, so their order is that by hand.
        ada.send(
            Method::POST,
            &format!("/{}/move", first_of(&ada, &list).await),
            json!({ "to": "end" }),
        )
        .await;
        assert_eq!(walk(&ada, &format!("?list={list}&sort=added")).await, "bDaecf");
    })
    .await;
}

async fn first_of(ada: &Program, list: &str) -> String {
    let part = ada.list(&format!("?list={list}")).await;
    part.todos[0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn all_lists_together_are_read_by_date_by_priority_and_by_last_change() {
    on_each_database(async |app| {
        let (ada, bob) = (Program::of(app, "Ada").await, Program::of(app, "Bob").await);
        let list = ada.add_list("Home").await;
        fill(&ada, &list).await;
        bob.post(json!({ "title": "Bob", "priority": 1, "due_date": "2026-12-01" }))
            .await;
        for (query, titles) in [
            ("due_after=2026-11-30", "eDzaf"),
            ("sort=due&due_before=2026-12-02&filter=active", "eDz"),
            ("priority=1", "bez"),
            ("priority=2&completed=true", "a"),
        ] {
            assert_eq!(walk(&ada, &format!("?{query}")).await, titles, "{query}");
        }
        app.clock.advance(seconds(60));
        let before = json_of(&ada.get(&format!("/{}", first_of(&ada, &list).await)).await);
        let since = before["updated_at"].as_str().unwrap();
        assert_eq!(walk(&ada, &format!("?updated_after={since}")).await, "");
        for title in ["c", "e"] {
            let id = ada.list(&format!("?search={title}")).await.todos[0]["id"]
                .as_str()
                .unwrap()
                .to_owned();
            ada.patch(&id, json!({ "priority": 3 })).await;
            app.clock.advance(seconds(1));
        }
        assert_eq!(walk(&ada, &format!("?updated_after={since}")).await, "ce");
        assert_eq!(walk(&ada, "?updated_after=2000-01-01T00:00:00Z").await.len(), 7);
    })
    .await;
}

#[tokio::test]
async fn what_is_deleted_is_in_no_order_and_the_whole_is_counted() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let list = ada.add_list("Home").await;
        fill(&ada, &list).await;
        ada.delete(&first_of(&ada, &list).await).await;
        assert_eq!(walk(&ada, &format!("?list={list}&sort=due")).await, "eDabc");
        let part = ada.list(&format!("?list={list}&sort=due&filter=active&limit=1")).await;
        assert_eq!((part.total, part.counts), (Some(3), (3, 2)));
        for query in [
            "?priority=1",
            "?due_before=2030-01-01",
            "?updated_after=2000-01-01T00:00:00Z",
        ] {
            assert_eq!(ada.list(query).await.total, None, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_place_in_one_order_is_none_in_another() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let list = ada.add_list("Home").await;
        fill(&ada, &list).await;
        let next = ada
            .list(&format!("?list={list}&sort=title&limit=2"))
            .await
            .next
            .unwrap();
        for sort in ["manual", "priority", "added"] {
            let answer = ada.get(&next.replace("sort=title", &format!("sort={sort}"))).await;
            assert_eq!(
                faults(&answer),
                [("cursor".to_owned(), "unreadable".to_owned())],
                "{sort}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn each_list_remembers_its_order_the_inbox_too() {
    on_each_database(async |app| {
        let (ada, bob) = (Program::of(app, "Ada").await, Program::of(app, "Bob").await);
        let list = ada.add_list("Home").await;
        for (id, version) in [(&list, "\"2\""), (&ada.id(), "\"2\"")] {
            let path = format!("/{id}");
            assert_eq!(
                json_of(&ada.lists(Method::GET, &path, json!({})).await)["sort"],
                "manual"
            );
            let answer = ada.lists(Method::PATCH, &path, json!({ "sort": "due" })).await;
            assert_eq!((answer.status, answer.header("etag")), (200, Some(version)));
            assert_eq!(json_of(&ada.lists(Method::GET, &path, json!({})).await)["sort"], "due");
            let strange = bob.lists(Method::PATCH, &path, json!({ "sort": "title" })).await;
            assert_eq!(strange.status, 404);
            let wrong = ada.lists(Method::PATCH, &path, json!({ "sort": "date" })).await;
            assert_eq!(faults(&wrong), [("sort".to_owned(), "unreadable".to_owned())]);
        }
        let inbox = ada.lists(
            Method::PATCH,
            &format!("/{}", ada.id()),
            json!({ "sort": "due", "name": "Mine" }),
        );
        assert_eq!(inbox.await.status, 404);
    })
    .await;
}
