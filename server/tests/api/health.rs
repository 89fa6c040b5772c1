//! Whether the program lives, and whether it can work.

use crate::support::{PASSWORD, on_each_database};
use app::model::AppError;
use serde_json::json;

#[tokio::test]
async fn it_lives_and_is_ready() {
    on_each_database(async |app| {
        let guest = app.guest();
        assert_eq!(guest.get("/healthz").await.text(), "ok\n");
        let ready = guest.get("/readyz").header("accept", "*/*").await;
        assert_eq!((ready.status, ready.text()), (200, "ready\n"));
    })
    .await;
}

#[tokio::test]
async fn without_its_database_it_lives_but_is_not_ready() {
    on_each_database(async |app| {
        let broken = app.another(|_| {}, |_| {}).await;
        broken.state.database.close().await;
        let guest = broken.guest();
        assert_eq!(guest.get("/healthz").await.status, 200);
        let ready = guest.get("/readyz").header("accept", "*/*").await;
        assert_eq!((ready.status, ready.text()), (503, "not ready\n"));
        assert_eq!(ready.header("retry-after"), Some("2"));
    })
    .await;
}

#[tokio::test]
async fn with_older_tables_it_is_not_ready() {
    on_each_database(async |app| {
        app.run("delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)")
            .await;
        assert_eq!(app.guest().get("/readyz").header("accept", "*/*").await.status, 503);
    })
    .await;
}

/// Nobody is let in and nobody is signed out.
#[tokio::test]
async fn without_its_database_it_asks_everybody_to_come_back() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let broken = app.another(|_| {}, |_| {}).await;
        let there = ada.stolen_copy().at(&broken);
        broken.state.database.close().await;
        let page = there.get("/todos").await;
        let form = there.post_form("/todos", &[("intent", "add"), ("title", "x")]).await;
        let sign_in = broken
            .guest()
            .post_form("/sign-in", &[("email", "ada@example.com"), ("password", PASSWORD)])
            .await;
        for answer in [&page, &form, &sign_in] {
            assert_eq!(
                (answer.status, answer.is_page(), answer.cookies().len()),
                (503, true, 0),
                "{}",
                answer.text()
            );
            assert!(answer.header("retry-after").is_some());
        }
        assert_eq!(
            broken.guest().get("/sign-in").await.status,
            200,
            "what needs no database still works"
        );
        assert!(ada.is_signed_in().await, "elsewhere the session goes on");
    })
    .await;
}

#[tokio::test]
async fn without_its_database_a_function_says_that_it_is_busy() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let broken = app.another(|_| {}, |_| {}).await;
        broken.state.database.close().await;
        for browser in [broken.guest(), ada.at(&broken)] {
            let answer = browser.sign_in("ada@example.com", PASSWORD).await;
            assert_eq!(
                (answer.status, answer.error(), answer.header("retry-after")),
                (503, AppError::Busy { retry_after: 2 }, Some("2"))
            );
        }
        assert_eq!(broken.guest().rpc("current-session", json!({})).await.status, 200);
    })
    .await;
}

/// A token is used up only when its successor has been stored.
#[tokio::test]
async fn a_refresh_that_failed_can_be_tried_again() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let broken = app.another(|_| {}, |_| {}).await;
        broken.state.database.close().await;
        app.let_the_jwt_expire();
        assert_eq!(ada.at(&broken).get("/todos").await.status, 503);
        assert!(ada.is_signed_in().await);
    })
    .await;
}
