//! Recurring todos: what takes the place of one that was done.

use super::{Program, faults, json_of};
use crate::support::{App, on_each_database};
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// Adds a todo that recurs from a day on, and tells its id.
async fn add(program: &Program, title: &str, day: &str, rule: &str, from: &str) -> String {
    let new = json!({ "title": title, "due_date": day, "recurrence": rule, "recurs_from": from });
    let answer = program.post(new).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    json_of(&answer)["id"].as_str().unwrap().to_owned()
}

/// Titles, days and states of all todos there are.
async fn all(program: &Program) -> Vec<String> {
    let part = program.list("").await;
    let line = |todo: &Value| {
        let tick = if todo["completed"] == true { " ✓" } else { "" };
        format!(
            "{} {}{tick}",
            todo["title"].as_str().unwrap(),
            todo["due_date"].as_str().unwrap_or("-")
        )
    };
    part.todos.iter().map(line).collect()
}

/// The day it is now in UTC, so many days later.
fn day(app: &App, later: i64) -> String {
    server::clock::rfc3339(app.clock.now() + later * 86_400_000)[..10].to_owned()
}

async fn complete(program: &Program, id: &str) -> Value {
    json_of(&program.send(Method::POST, &format!("/{id}/complete"), json!({})).await)
}

#[tokio::test]
async fn the_next_one_takes_the_place_of_what_was_done_and_goes_again_when_that_is_reopened() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let (today, tomorrow) = (day(app, 0), day(app, 1));
        let water = add(&ada, "Water", &today, "FREQ=DAILY", "due").await;
        ada.add("Milk").await;
        ada.patch(
            &water,
            json!({ "labels": ["home"], "notes": "all", "due_time": "08:00", "due_date": today }),
        )
        .await;
        ada.post(json!({ "title": "Fill the can", "parent_id": water, "completed": true }))
            .await;
        let done = complete(&ada, &water).await;
        assert_eq!((&done["completed"], &done["due_date"]), (&json!(true), &json!(today)));
        let expected = [format!("Water {today} ✓"), format!("Water {tomorrow}"), "Milk -".into()];
        assert_eq!(all(&ada).await, expected);
        let next = ada.list("").await.todos[1].clone();
        for (member, value) in [
            ("labels", json!(["home"])),
            ("notes", json!("all")),
            ("due_time", json!("08:00")),
            ("recurrence", json!("FREQ=DAILY")),
            ("version", json!(1)),
        ] {
            assert_eq!(next[member], value, "{member}");
        }
        let steps = "select count(*) as rows from todos where title = 'Fill the can' and not completed";
        assert_eq!(app.count(steps).await, 1);

        // Twice by two pages is once.
        complete(&ada, &water).await;
        assert_eq!(all(&ada).await, expected);
        ada.send(Method::POST, &format!("/{water}/reopen"), json!({})).await;
        assert_eq!(all(&ada).await, [format!("Water {today}"), "Milk -".into()]);
        assert_eq!(ada.find(&water).await["recurrence"], json!("FREQ=DAILY"));

        // What somebody has changed since is not taken back, and the series goes on with it.
        complete(&ada, &water).await;
        let next = ada.list("").await.todos[1]["id"].as_str().unwrap().to_owned();
        ada.patch(&next, json!({ "title": "Water all" })).await;
        ada.send(Method::POST, &format!("/{water}/reopen"), json!({})).await;
        let expected = [
            format!("Water {today}"),
            format!("Water all {tomorrow}"),
            "Milk -".into(),
        ];
        assert_eq!(all(&ada).await, expected);
        assert_eq!(ada.find(&water).await["recurrence"], json!(null));
    })
    .await;
}

#[tokio::test]
async fn done_early_late_and_for_the_last_time() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let at = |later: i64| day(app, later);
        let cases = [
            ("late", at(-10), "FREQ=DAILY;INTERVAL=3", "due", Some(at(2))),
            ("early", at(5), "FREQ=DAILY;INTERVAL=3", "due", Some(at(8))),
            (
                "from when it was done",
                at(-10),
                "FREQ=DAILY;INTERVAL=3",
                "completion",
                Some(at(3)),
            ),
            ("once", at(0), "FREQ=DAILY;COUNT=1", "due", None),
            (
                "until",
                at(0),
                &*format!("FREQ=DAILY;UNTIL={}", at(0).replace('-', "")),
                "due",
                None,
            ),
        ];
        for (title, first, rule, from, next) in cases {
            let id = add(&ada, title, &first, rule, from).await;
            complete(&ada, &id).await;
            let left = ada.list("?filter=active").await.todos;
            let days: Vec<_> = left
                .iter()
                .map(|todo| todo["due_date"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(days, Vec::from_iter(next), "{title}");
            for todo in left {
                ada.delete(todo["id"].as_str().unwrap()).await;
            }
        }
        // The third time is the last.
        let mut id = add(&ada, "thrice", &at(0), "FREQ=DAILY;COUNT=3", "due").await;
        for more in [true, true, false] {
            complete(&ada, &id).await;
            let left = ada.list("?filter=active").await.todos;
            assert_eq!(!left.is_empty(), more);
            id = left
                .first()
                .map_or(String::new(), |todo| todo["id"].as_str().unwrap().to_owned());
        }
    })
    .await;
}

#[tokio::test]
async fn which_day_it_is_counts_where_the_person_lives() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for (zone, set) in [
            (
                "Pacific/Kiritimati",
                "update users set time_zone = 'Pacific/Kiritimati'",
            ),
            ("Pacific/Pago_Pago", "update users set time_zone = 'Pacific/Pago_Pago'"),
            ("Asia/Kathmandu", "update users set time_zone = 'Asia/Kathmandu'"),
        ] {
            app.run(set).await;
            let id = add(&ada, zone, "2020-01-01", "FREQ=DAILY", "due").await;
            complete(&ada, &id).await;
            let next = ada.list("?filter=active").await.todos[0].clone();
            let tomorrow = server::humanize::today(app.clock.now(), zone)
                .date()
                .tomorrow()
                .unwrap();
            assert_eq!(next["due_date"], json!(tomorrow.to_string()), "{zone}");
            ada.delete(next["id"].as_str().unwrap()).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_day_is_skipped_and_a_series_changed_and_ended() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let (today, tomorrow) = (day(app, 0), day(app, 1));
        let id = add(&ada, "Water", &today, "FREQ=DAILY", "due").await;
        let skipped = ada.send(Method::POST, &format!("/{id}/skip"), json!({})).await;
        assert_eq!(
            (skipped.status, &json_of(&skipped)["due_date"]),
            (200, &json!(tomorrow))
        );
        let stale = ada
            .send(Method::POST, &format!("/{id}/skip"), json!({}))
            .header("if-match", "\"1\"")
            .await;
        assert_eq!(stale.status, 412);
        assert_eq!(all(&ada).await, [format!("Water {tomorrow}")]);

        let changed = json_of(
            &ada.patch(
                &id,
                json!({ "recurrence": "freq=weekly;byday=mo", "recurs_from": "completion" }),
            )
            .await,
        );
        assert_eq!(
            (&changed["recurrence"], &changed["recurs_from"], &changed["due_date"]),
            (&json!("FREQ=WEEKLY;BYDAY=MO"), &json!("completion"), &json!(tomorrow))
        );
        for end in [json!({ "recurrence": null }), json!({ "due_date": null })] {
            ada.patch(&id, json!({ "recurrence": "FREQ=DAILY", "due_date": today }))
                .await;
            let ended = json_of(&ada.patch(&id, end.clone()).await);
            assert_eq!(
                (&ended["recurrence"], &ended["recurs_from"]),
                (&json!(null), &json!(null)),
                "{end}"
            );
        }
        let over = ada.send(Method::POST, &format!("/{id}/skip"), json!({})).await;
        assert_eq!(faults(&over), [("recurrence".to_owned(), "unreadable".to_owned())]);
        // Without a day, a rule has its first one from today.
        let first = json_of(&ada.patch(&id, json!({ "recurrence": "FREQ=DAILY" })).await);
        assert_eq!(first["due_date"], json!(today));
    })
    .await;
}

#[tokio::test]
async fn all_at_once_is_followed_as_one_by_one_is_and_taken_back() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let (today, tomorrow) = (day(app, 0), day(app, 1));
        add(&ada, "Water", &today, "FREQ=DAILY", "due").await;
        ada.add("Milk").await;
        app.clock.advance(Duration::from_secs(1));
        let set = |completed: bool| json!({ "completed": completed, "list_id": ada.id() });
        ada.send(Method::POST, "/set-all", set(true)).await;
        let followed = [
            format!("Water {today} ✓"),
            format!("Water {tomorrow}"),
            "Milk - ✓".into(),
        ];
        assert_eq!(all(&ada).await, followed);
        ada.send(Method::POST, "/set-all", set(false)).await;
        assert_eq!(all(&ada).await, [format!("Water {today}"), "Milk -".into()]);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_rule_is_refused_by_name() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let new = |more: Value| {
            let mut new = json!({ "title": "x", "due_date": "2026-12-24" });
            new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            new
        };
        for (more, fault) in [
            (json!({ "recurrence": "daily" }), ("recurrence", "unreadable")),
            (json!({ "recurrence": "FREQ=HOURLY" }), ("recurrence", "unreadable")),
            (json!({ "recurrence": "x".repeat(201) }), ("recurrence", "unreadable")),
            (json!({ "recurrence": 1 }), ("recurrence", "wrong_type")),
            (json!({ "recurs_from": "due" }), ("recurs_from", "no_rule")),
            (
                json!({ "recurrence": "FREQ=DAILY", "recurs_from": "start" }),
                ("recurs_from", "unreadable"),
            ),
        ] {
            let answer = ada.post(new(more.clone())).await;
            assert_eq!(faults(&answer), [(fault.0.to_owned(), fault.1.to_owned())], "{more}");
        }
        let undated = ada.post(json!({ "title": "x", "recurrence": "FREQ=DAILY" })).await;
        assert_eq!(faults(&undated), [("recurrence".to_owned(), "no_date".to_owned())]);
    })
    .await;
}
