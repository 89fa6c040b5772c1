//! `POST /api/todos/{id}/move`: the order of a list, whoever changes it and however often.

use super::{Program, faults, id, json_of, problem};
use crate::support::on_each_database;
use futures_util::future::join_all;
use http::Method;
use serde_json::json;
use std::collections::BTreeSet;

async fn with_five(ada: &Program) {
    for number in 1..=5 {
        ada.post(json!({ "id": id(number), "title": number.to_string() })).await;
    }
}

#[tokio::test]
async fn a_todo_goes_where_it_is_put() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        with_five(&ada).await;
        for (moved, body, order) in [
            (5, json!({ "to": "start" }), "51234"),
            (5, json!({ "to": "end" }), "12345"),
            (2, json!({ "after": id(4) }), "13425"),
            (5, json!({ "before": id(1) }), "51342"),
            (3, json!({ "before": id(3) }), "51342"),
            (1, json!({ "after": id(5) }), "51342"),
        ] {
            let answer = ada
                .send(Method::POST, &format!("/{}/move", id(moved)), body.clone())
                .await;
            assert_eq!(answer.status, 200, "{body}: {answer:?}");
            assert_eq!(ada.titles("").await.concat(), order, "{moved} {body}");
        }
        let home = ada.add_list("Home").await;
        let answer = ada
            .send(
                Method::POST,
                &format!("/{}/move", id(3)),
                json!({ "list_id": home, "to": "start" }),
            )
            .await;
        assert_eq!(json_of(&answer)["list_id"], json!(home));
        assert_eq!(ada.titles(&format!("?list={}", ada.id())).await.concat(), "5142");
    })
    .await;
}

#[tokio::test]
async fn a_place_that_is_none_is_refused() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        with_five(&ada).await;
        let path = format!("/{}/move", id(1));
        for body in [
            json!({}),
            json!({ "to": "middle" }),
            json!({ "to": "start", "before": id(2) }),
            json!({ "before": id(2), "after": id(3) }),
        ] {
            let answer = ada.send(Method::POST, &path, body.clone()).await;
            assert_eq!(faults(&answer), [("to".to_owned(), "wrong_value".to_owned())], "{body}");
        }
        ada.delete(&id(2)).await;
        let gone = ada.send(Method::POST, &path, json!({ "after": id(2) })).await;
        assert_eq!(problem(&gone), (422, "invalid".into()));
        let moved = ada
            .send(Method::POST, &format!("/{}/move", id(2)), json!({ "to": "end" }))
            .await;
        assert_eq!(problem(&moved), (404, "not_found".into()));
        assert_eq!(ada.titles("").await.concat(), "1345");
    })
    .await;
}

/// The room between two todos is used up after some thirty moves; then the list is spread anew.
#[tokio::test]
async fn one_place_takes_any_number_of_moves() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        with_five(&ada).await;
        for round in 0..40 {
            let moved = if round % 2 == 0 { 4 } else { 5 };
            let answer = ada
                .send(Method::POST, &format!("/{}/move", id(moved)), json!({ "after": id(1) }))
                .await;
            assert_eq!(answer.status, 200, "in round {round}: {answer:?}");
            let order = if round % 2 == 0 { "14" } else { "15" };
            assert!(ada.titles("").await.concat().starts_with(order), "in round {round}");
        }
        assert_eq!(ada.titles("").await.concat(), "15423");
    })
    .await;
}

#[tokio::test]
async fn four_who_move_at_once_leave_one_order() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for number in 0..20 {
            ada.post(json!({ "id": id(number), "title": number.to_string() })).await;
        }
        let moves = (0..4_u32).map(async |worker| {
            let ada = ada.on_a_connection_of_its_own(app);
            let mut seed = worker + 1;
            for _ in 0..60 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let (moved, beside) = (seed >> 8 & 0xff, seed >> 16 & 0xff);
                let body = match seed >> 30 {
                    0 => json!({ "to": "start" }),
                    1 => json!({ "to": "end" }),
                    2 => json!({ "before": id(beside % 20) }),
                    _ => json!({ "after": id(beside % 20) }),
                };
                let answer = ada.send(Method::POST, &format!("/{}/move", id(moved % 20)), body).await;
                assert_eq!(answer.status, 200, "{answer:?}");
            }
        });
        join_all(moves).await;
        let titles = ada.titles("?limit=100").await;
        assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), 20, "each is there once");
        let places = "select count(distinct position) as rows from todos";
        assert_eq!(app.count(places).await, 20, "no two share a place");
    })
    .await;
}

/// Who moves todos before the first one puts them at places before zero, which a cursor names too.
#[tokio::test]
async fn a_walk_goes_on_behind_what_was_moved_to_the_start() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        with_five(&ada).await;
        for number in [2, 3, 4] {
            ada.send(Method::POST, &format!("/{}/move", id(number)), json!({ "to": "start" }))
                .await;
        }
        let (mut titles, mut next) = (String::new(), Some("?limit=1".to_owned()));
        while let Some(path) = next {
            let part = ada.list(&path).await;
            titles += &part.titles().concat();
            next = part.next;
        }
        assert_eq!(titles, "43215");
    })
    .await;
}
