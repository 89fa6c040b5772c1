//! What is deleted lies in the trash for thirty days, and comes back as it was.

use super::{Program, id, json_of, problem};
use crate::support::on_each_database;
use http::Method;
use serde_json::json;
use server::todos::{forget_old_trash, undo_clear_completed, undo_set_all};
use std::time::Duration;

#[tokio::test]
async fn what_was_deleted_comes_back_as_it_was_and_where_it_was() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for number in 1..=3 {
            ada.post(json!({ "id": id(number), "title": number.to_string(), "priority": 1, "notes": "n" }))
                .await;
        }
        ada.delete(&id(2)).await;
        assert_eq!(
            problem(&ada.patch(&id(2), json!({ "title": "x" })).await),
            (404, "not_found".into())
        );
        assert_eq!(ada.titles("").await.concat(), "13");
        for _ in 0..2 {
            let restored = ada.send(Method::POST, &format!("/{}/restore", id(2)), json!({})).await;
            let todo = json_of(&restored);
            assert_eq!(
                (restored.status, &todo["priority"], &todo["notes"]),
                (200, &json!(1), &json!("n"))
            );
            assert_eq!(ada.titles("").await.concat(), "123");
        }
    })
    .await;
}

#[tokio::test]
async fn an_id_in_the_trash_is_in_use() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        ada.post(json!({ "id": id(1), "title": "Milk" })).await;
        ada.delete(&id(1)).await;
        let again = ada.post(json!({ "id": id(1), "title": "Milk" })).await;
        assert_eq!(problem(&again), (409, "conflict".into()));
    })
    .await;
}

#[tokio::test]
async fn the_trash_forgets_after_thirty_days() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let home = ada.add_list("Home").await;
        ada.post(json!({ "title": "Sweep", "list_id": home })).await;
        let milk = ada.add("Milk").await;
        ada.delete(&milk).await;
        ada.lists(Method::DELETE, &format!("/{home}"), json!({})).await;
        app.clock.advance(Duration::from_hours(30 * 24));
        assert_eq!(forget_old_trash(&app.state.todos).await.unwrap(), 0);
        app.clock.advance(Duration::from_millis(1));
        assert_eq!(forget_old_trash(&app.state.todos).await.unwrap(), 3);
        assert_eq!(app.count("select count(*) as rows from todos").await, 0);
        assert_eq!(app.count("select count(*) as rows from lists").await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_trash_of_everybody_is_forgotten_a_part_at_a_time() {
    on_each_database(async |app| {
        for name in ["Ada", "Bob", "Eve"] {
            Program::of(app, name).await;
        }
        app.run(
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 300)
            insert into todos (id, user_id, list_id, title, completed, position, version, change, created_at, updated_at, deleted_at)
            select id || cast(n as text), id, id, 'x', 1 = 0, n, 1, 0, 1, 1, 1
            from numbers cross join users",
        )
        .await;
        for gone in [600, 300, 0] {
            assert_eq!(forget_old_trash(&app.state.todos).await.unwrap(), gone);
        }
        assert_eq!(app.count("select count(*) as rows from purges").await, 900);
        assert_eq!(app.count("select cast(sum(last_change) as bigint) as rows from users").await, 3);
    })
    .await;
}

/// What somebody has changed since stays as they have made it.
#[tokio::test]
async fn what_was_done_to_many_is_taken_back_for_those_that_nobody_has_changed_since() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for number in 1..=4 {
            let completed = number == 1;
            ada.post(json!({ "id": id(number), "title": number.to_string(), "completed": completed }))
                .await;
        }
        let (owner, todos) = (ada.id(), &app.state.todos);
        let inbox = server::todos::inbox(&owner).unwrap();
        let scope = (&*owner, &inbox);
        app.clock.advance(Duration::from_secs(1));
        let done = server::todos::set_all(todos, scope, true).await.unwrap();
        app.clock.advance(Duration::from_secs(1));
        ada.patch(&id(3), json!({ "title": "three" })).await;
        undo_set_all(todos, scope, true, done.at).await.unwrap();
        assert_eq!(ada.titles("").await, ["1 ✓", "2", "three ✓", "4"]);

        app.clock.advance(Duration::from_secs(1));
        let done = server::todos::clear_completed(todos, scope).await.unwrap();
        assert_eq!((done.counts.active, done.counts.completed), (2, 0));
        app.clock.advance(Duration::from_secs(1));
        ada.send(Method::POST, &format!("/{}/restore", id(1)), json!({})).await;
        let back = undo_clear_completed(todos, scope, done.at).await.unwrap();
        assert_eq!((back.counts.active, back.counts.completed), (2, 2));
        assert_eq!(ada.titles("").await, ["1 ✓", "2", "three ✓", "4"]);
    })
    .await;
}

/// Whoever has seen a number has seen all smaller ones: they are taken one after the other, and none twice.
#[tokio::test]
async fn every_change_has_a_number_of_its_own() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let adding = (0..24_u32).map(async |number| {
            let ada = ada.on_a_connection_of_its_own(app);
            ada.post(json!({ "id": id(number), "title": "x" })).await;
            ada.patch(&id(number), json!({ "completed": true })).await;
        });
        futures_util::future::join_all(adding).await;
        assert_eq!(app.count("select count(distinct change) as rows from todos").await, 24);
        assert_eq!(app.count("select max(change) as rows from todos").await, 48);
        assert_eq!(app.count("select last_change as rows from users").await, 48);
    })
    .await;
}
