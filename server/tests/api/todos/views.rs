//! The pages of todos that are no list, by links and forms alone.

use super::{add, form, id, lines};
use crate::support::{Browser, on_each_database};
use serde_json::json;
use std::time::Duration;

/// Sends a form of a page and follows where it leads.
async fn send(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post_form(path, fields).await;
    assert_eq!(answer.status, 303, "{path} {fields:?}: {answer:?}");
    let address = answer.location().split('#').next().unwrap().to_owned();
    let page = browser.get(&address).await;
    assert_eq!(page.status, 200, "{address}: {page:?}");
    page.text().to_owned()
}

/// The titles on a page of a view, in order.
async fn titles(browser: &Browser, path: &str) -> Vec<String> {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {page:?}");
    let rows = page.text().split("data-testid=\"view-todo\"").skip(1);
    let title = |row: &str| {
        row.split("dir=\"auto\">")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap()
            .to_owned()
    };
    rows.map(title).collect()
}

/// The tests begin on 1 January 2026.
#[tokio::test]
async fn a_line_says_the_day_and_the_views_show_it() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for line in [
            "Pay rent today p1",
            "Call Bob tomorrow 9am",
            "Plan for 3 march",
            "Some day",
            "Late yesterday",
        ] {
            form(&ada, &[("intent", "add"), ("title", line)]).await;
        }
        assert_eq!(lines(&ada).await, ["Pay rent", "Call Bob", "Plan", "Some day", "Late"]);
        assert_eq!(titles(&ada, "/todos/today").await, ["Late", "Pay rent"]);
        assert_eq!(titles(&ada, "/todos/upcoming").await, ["Call Bob", "Plan"]);
        let upcoming = ada.get("/todos/upcoming").await;
        assert!(
            upcoming.says("Tomorrow 09:00") && upcoming.says("March 2026"),
            "{}",
            upcoming.text()
        );

        // What is added in a view has its day, unless the line says another.
        let page = send(
            &ada,
            "/todos/today",
            &[("intent", "add"), ("title", "Sweep"), ("due-date", "2026-01-01")],
        )
        .await;
        assert!(page.contains("Sweep"));
        send(
            &ada,
            "/todos/today",
            &[("intent", "add"), ("title", "Mop tomorrow"), ("due-date", "2026-01-01")],
        )
        .await;
        assert_eq!(titles(&ada, "/todos/today").await, ["Late", "Pay rent", "Sweep"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_done_in_a_view_can_be_taken_back_there() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        form(&ada, &[("intent", "add"), ("title", "Pay rent today")]).await;
        let page = ada.get("/todos").await;
        let id = page
            .text()
            .split("id=\"todo-")
            .find(|part| part.as_bytes().get(8) == Some(&b'-'))
            .unwrap()[..36]
            .to_owned();
        let page = send(&ada, "/todos/today", &[("complete", &id)]).await;
        assert!(page.contains("Done.") && page.contains("name=\"reopen\""), "{page}");
        assert_eq!(titles(&ada, "/todos/completed").await, ["Pay rent"]);
        send(&ada, "/todos/today", &[("reopen", &id)]).await;
        assert_eq!(titles(&ada, "/todos/today").await, ["Pay rent"]);
        assert!(titles(&ada, "/todos/completed").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn every_field_of_a_todo_is_changed_on_its_page() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        let home = send(
            &ada,
            "/lists/new",
            &[("intent", "create"), ("name", "Home"), ("colour", "teal")],
        )
        .await;
        let home = home.split("href=\"/lists/").nth(1).unwrap()[..36].to_owned();
        let path = format!("/todos/{}", id(1));
        let whole = |version| {
            [
                ("intent", "save"),
                ("version", version),
                ("title", "Oat milk"),
                ("notes", "two\r\nlitres"),
                ("due-date", "2026-01-02"),
                ("due-time", "17:00"),
                ("priority", "2"),
                ("list", &home),
            ]
        };
        let page = send(&ada, &path, &whole("1")).await;
        for shown in [
            "Saved.",
            "Oat milk",
            "two\nlitres",
            "2026-01-02",
            "17:00",
            "value=\"2\" selected",
        ] {
            assert!(page.contains(shown), "{shown} is not in {page}");
        }
        assert!(lines(&ada).await.is_empty(), "it is in the other list");
        let list = ada.get(&format!("/lists/{home}")).await;
        assert!(list.says("Oat milk") && list.says("Tomorrow 17:00"), "{}", list.text());

        let moved = send(&ada, &path, &[("intent", "down")]).await;
        assert!(moved.contains("Moved within its list."), "{moved}");
        let stale = ada.post_form(&path, &whole("1")).await;
        assert_eq!(stale.status, 409, "{stale:?}");
        assert!(stale.says("Oat milk"), "what was typed is kept");
        let mut wrong = whole("2");
        wrong[2] = ("title", "");
        wrong[4] = ("due-date", "2026-02-30");
        let refused = ada.post_form(&path, &wrong).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.says("href=\"#save-title\"") && refused.says("href=\"#save-due-date\""),
            "{}",
            refused.text()
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_deleted_is_restored_from_the_trash_and_emptied_only_on_purpose() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        add(&ada, 2, "Bread").await;
        let page = send(&ada, &format!("/todos/{}", id(1)), &[("intent", "remove")]).await;
        assert!(
            page.contains("Moved to the trash.") && page.contains("name=\"restore\""),
            "{page}"
        );
        form(&ada, &[("remove", &id(2))]).await;
        assert_eq!(titles(&ada, "/todos/trash").await.len(), 2);
        send(&ada, "/todos/trash", &[("restore", &id(1))]).await;
        assert_eq!(lines(&ada).await, ["Milk"]);
        let unsure = ada.post_form("/todos/trash", &[("intent", "empty")]).await;
        assert_eq!(unsure.status, 400, "{unsure:?}");
        let page = send(&ada, "/todos/trash", &[("intent", "empty"), ("sure", "on")]).await;
        assert!(page.contains("1 todo is deleted for good."), "{page}");
        assert_eq!(app.count("select count(*) as rows from todos").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_renamed_deleted_and_restored() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let page = send(
            &ada,
            "/lists/new",
            &[("intent", "create"), ("name", "<Home>"), ("colour", "red")],
        )
        .await;
        assert!(page.contains("&lt;Home>") || page.contains("&lt;Home&gt;"), "{page}");
        let home = page.split("href=\"/lists/").nth(1).unwrap()[..36].to_owned();
        let list = format!("/lists/{home}");
        assert_eq!(
            ada.post_form(&list, &[("intent", "add"), ("title", "Sweep")])
                .await
                .location(),
            list
        );
        let edit = format!("{list}/edit");
        let page = send(
            &ada,
            &edit,
            &[("intent", "save"), ("name", "House"), ("colour", "blue")],
        )
        .await;
        assert!(
            page.contains("<h1 dir=\"auto\">House</h1>") && page.contains("Sweep"),
            "{page}"
        );
        let refused = ada
            .post_form("/lists/new", &[("intent", "create"), ("name", " "), ("colour", "x")])
            .await;
        assert_eq!(refused.status, 422);
        let page = send(&ada, &edit, &[("intent", "remove")]).await;
        assert!(
            page.contains("The list was moved to the trash.") && page.contains("Sweep"),
            "{page}"
        );
        for path in [&list, &edit] {
            assert_eq!(ada.get(path).await.status, 404, "{path}");
        }
        let page = send(&ada, "/todos/trash", &[("restore-list", &home)]).await;
        assert!(page.contains("House") && page.contains("Sweep"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_pages_are_not_there() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        add(&ada, 1, "Milk").await;
        let page = send(
            &ada,
            "/lists/new",
            &[("intent", "create"), ("name", "Home"), ("colour", "red")],
        )
        .await;
        let home = page.split("href=\"/lists/").nth(1).unwrap()[..36].to_owned();
        for path in [
            format!("/todos/{}", id(1)),
            format!("/lists/{home}"),
            format!("/lists/{home}/edit"),
        ] {
            assert_eq!(ada.get(&path).await.status, 200, "{path}");
            assert_eq!(eve.get(&path).await.status, 404, "{path}");
            let guest = app.guest().get(&path).await;
            assert_eq!(guest.status, 303, "{path}");
            assert!(guest.location().starts_with("/sign-in?next=/"), "{path}: {guest:?}");
        }
        for (path, fields) in [
            (format!("/todos/{}", id(1)), [("intent", "remove")]),
            (format!("/lists/{home}/edit"), [("intent", "remove")]),
        ] {
            assert_eq!(eve.post_form(&path, &fields).await.status, 404, "{path}");
        }
        eve.rpc("todos/add", json!({ "id": id(9), "title": "x", "list": home }))
            .await;
        assert_eq!(app.count("select count(*) as rows from todos").await, 1);
        assert_eq!(lines(&ada).await, ["Milk"]);
        // The address of the inbox is that of all todos.
        let page = ada.get("/todos").await;
        let user = &page.text().split("data-user=\"").nth(1).unwrap()[..36];
        assert_eq!(ada.get(&format!("/lists/{user}")).await.location(), "/todos");
    })
    .await;
}

/// The tests begin on 1 January 2026, in UTC.
#[tokio::test]
async fn the_lists_say_which_day_it_is_and_when_it_ends() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let says = async |path: &str| {
            let page = ada.get(path).await;
            let value = |name: &str| {
                let rest = page
                    .text()
                    .split(name)
                    .nth(1)
                    .unwrap_or_else(|| panic!("{path}: {page:?}"));
                rest.split('"').nth(1).unwrap().to_owned()
            };
            (value("data-today="), value("data-day-ends-in=").parse::<i64>().unwrap())
        };
        let (day, left) = says("/todos").await;
        assert_eq!(day, "2026-01-01");
        assert!((1..=86_400).contains(&left), "{left}");
        app.clock.advance(Duration::from_secs(left.unsigned_abs()));
        for path in ["/todos", "/todos/today", "/views?path=/todos"] {
            let (day, left) = says(path).await;
            assert_eq!(day, "2026-01-02", "{path}");
            assert!(left > 86_000, "{path}: {left}");
        }
        let form = [
            ("intent", "profile"),
            ("name", "Ada"),
            ("time-zone", "Pacific/Kiritimati"),
        ];
        assert_eq!(ada.post_form("/settings/profile", &form).await.status, 303);
        // Fourteen hours further.
        assert!(says("/views?path=/todos").await.1 <= 10 * 3_600);
    })
    .await;
}

#[tokio::test]
async fn a_search_shows_what_has_the_words_and_can_be_worked_with() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for (number, title) in [(1, "Buy milk"), (2, "Drink milk"), (3, "Sleep")] {
            add(&ada, number, title).await;
        }
        let empty = ada.get("/search").await;
        assert!(empty.says("Type a word") && empty.says("autofocus"), "{}", empty.text());
        assert_eq!(titles(&ada, "/search?q=mil").await, ["Buy milk", "Drink milk"]);
        let found = ada.get("/search?q=mil%22%3E%3Cb").await;
        assert!(
            found.says("value=\"mil&quot;>&lt;b\"") || found.says("value=\"mil&quot;&gt;&lt;b\""),
            "{}",
            found.text()
        );

        // What is done from there leads back there.
        let page = send(&ada, "/search?q=mil", &[("complete", &id(1))]).await;
        assert!(page.contains("<h2>Done</h2>") && page.contains("Undo"), "{page}");
        assert_eq!(titles(&ada, "/search?q=mil").await, ["Drink milk", "Buy milk"]);
        assert!(
            ada.get("/search?q=nowhere")
                .await
                .says("Nothing here has all of these words")
        );
        assert!(ada.get("/todos").await.says("role=\"search\""));
        let guest = app.guest().get("/search?q=mil").await;
        assert_eq!((guest.status, guest.location()), (303, "/sign-in?next=/search%3Fq=mil"));
    })
    .await;
}

#[tokio::test]
async fn what_a_search_finds_comes_fifty_at_a_time() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for number in 1..=60 {
            add(&ada, number, &format!("Tea {number}")).await;
        }
        let first = ada.get("/search?q=tea").await;
        assert!(first.says("The first 50"), "{}", first.text());
        let next = first.text().split("rel=\"next\" href=\"").nth(1).unwrap();
        let next = next.split('"').next().unwrap().replace("&amp;", "&");
        assert_eq!(titles(&ada, &next).await.len(), 10);
        assert!(ada.get(&next).await.says("10 more"));
    })
    .await;
}
