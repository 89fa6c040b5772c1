//! The numbers of active and completed todos are kept beside the list. Whatever happens at the same time, they are what
//! somebody would find who counted.

use super::{Program, id};
use crate::support::{App, on_each_database};
use futures_util::future::join_all;
use serde_json::json;
use server::store::todo_counts::{count_anew, find_miscounted};

async fn counts(program: &Program) -> (i64, i64) {
    program.list("?limit=1").await.counts
}

async fn miscounted(app: &App) -> usize {
    find_miscounted(&app.state.database).await.unwrap().len()
}

#[tokio::test]
async fn each_change_is_counted() {
    on_each_database(async |app| {
        let (ada, eve) = (Program::of(app, "Ada").await, Program::of(app, "Eve").await);
        assert_eq!(counts(&ada).await, (0, 0));
        let milk = ada.add("Milk").await;
        ada.post(json!({ "title": "Bread", "completed": true })).await;
        eve.add("Tea").await;
        assert_eq!(counts(&ada).await, (1, 1));
        ada.patch(&milk, json!({ "completed": true, "title": "Oat milk" }))
            .await;
        ada.patch(&milk, json!({ "completed": true })).await;
        assert_eq!(counts(&ada).await, (0, 2));
        ada.send(http::Method::POST, "/set-all", json!({ "completed": false }))
            .await;
        assert_eq!(counts(&ada).await, (2, 0));
        ada.delete(&milk).await;
        ada.send(http::Method::POST, "/set-all", json!({ "completed": true }))
            .await;
        ada.send(http::Method::POST, "/clear-completed", json!({})).await;
        assert_eq!(counts(&ada).await, (0, 0));
        assert_eq!(counts(&eve).await, (1, 0));
        assert_eq!(miscounted(app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn sixteen_who_change_a_list_at_once_are_all_counted() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for number in 0..32 {
            ada.post(json!({ "id": id(number), "title": "Old" })).await;
        }
        let changes = (0..16_u32).map(async |worker| {
            let ada = ada.on_a_connection_of_its_own(app);
            for round in 0..8_u32 {
                let number = (worker * 7 + round * 5) % 32;
                let answer = match (worker + round) % 6 {
                    0 => ada.post(json!({ "title": "New", "completed": round % 2 == 0 })).await,
                    1 => ada.post(json!({ "id": id(number), "title": "Again" })).await,
                    2 => ada.delete(&id(number)).await,
                    3 if round == 3 => ada.send(http::Method::POST, "/clear-completed", json!({})).await,
                    4 if round == 4 => {
                        let all = json!({ "completed": worker % 2 == 0 });
                        ada.send(http::Method::POST, "/set-all", all).await
                    }
                    _ => ada.patch(&id(number), json!({ "completed": worker % 2 == 0 })).await,
                };
                assert!(matches!(answer.status, 200 | 201 | 404 | 409), "{answer:?}");
            }
        });
        join_all(changes).await;
        assert_eq!(miscounted(app).await, 0);
        let found = counts(&ada).await;
        assert_eq!(
            found.0 + found.1,
            app.count("select count(*) as rows from todos where deleted_at is null")
                .await
        );
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_deleted_amid_changes_leaves_nothing_to_count() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for number in 0..16 {
            ada.post(json!({ "id": id(number), "title": "Old" })).await;
        }
        let changes = (0..16_u32).map(async |worker| {
            let ada = ada.on_a_connection_of_its_own(app);
            for round in 0..8 {
                if (worker, round) == (8, 4) {
                    app.run("delete from users where name = 'Ada'").await;
                }
                let answer = match (worker + round) % 3 {
                    0 => ada.post(json!({ "title": "New" })).await,
                    1 => ada.patch(&id(worker), json!({ "completed": true })).await,
                    _ => ada.delete(&id(worker)).await,
                };
                assert!(matches!(answer.status, 200 | 201 | 401 | 404), "{answer:?}");
            }
        });
        join_all(changes).await;
        assert_eq!(app.count("select count(*) as rows from todos").await, 0);
        assert_eq!(app.count("select count(*) as rows from todo_counts").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_number_is_found_and_mended() {
    on_each_database(async |app| {
        let (ada, eve) = (Program::of(app, "Ada").await, Program::of(app, "Eve").await);
        for program in [&ada, &eve] {
            program.add("Milk").await;
        }
        app.run("update todo_counts set active = 7").await;
        app.run("delete from todo_counts where user_id = (select id from users where name = 'Eve')")
            .await;
        let miscounted = find_miscounted(&app.state.database).await.unwrap();
        assert_eq!(miscounted.len(), 2);
        for owner in miscounted {
            let mut transaction = app.state.database.begin().await.unwrap();
            count_anew(&mut transaction, &owner).await.unwrap();
            transaction.commit().await.unwrap();
        }
        for program in [&ada, &eve] {
            assert_eq!(counts(program).await, (1, 0));
        }
    })
    .await;
}
