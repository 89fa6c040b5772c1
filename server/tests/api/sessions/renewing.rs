//! A session whose JWT has run out is renewed within the same request.

use super::who;
use crate::support::{Panicking, on_each_database, seconds};
use app::model::SessionData;
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn an_expired_jwt_is_renewed_within_the_request_for_a_page() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let before = ada.cookies();
        app.let_the_jwt_expire();
        let page = ada.get("/todos").await;
        assert_eq!(page.status, 200);
        assert_ne!(ada.cookie("session"), before.get("session").cloned());
        assert_ne!(ada.cookie("refresh"), before.get("refresh").cloned());
    })
    .await;
}

#[tokio::test]
async fn an_expired_jwt_is_renewed_within_the_request_for_a_form() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.let_the_jwt_expire();
        let answer = ada.post_form("/todos", &[("intent", "add"), ("title", "Milk")]).await;
        assert_eq!((answer.status, answer.location()), (303, "/todos"));
        assert!(answer.cookie("session").is_some() && answer.cookie("refresh").is_some());
        assert_eq!(app.count("select count(*) as rows from todos").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_expired_jwt_is_renewed_within_the_request_for_a_function() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.let_the_jwt_expire();
        let answer = ada.rpc("current-session", json!({})).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.value::<Option<SessionData>>().unwrap().user.name.as_str(), "Ada");
        assert!(answer.cookie("session").is_some() && answer.cookie("refresh").is_some());
    })
    .await;
}

/// The old token is used up when the error happens: an answer without the new one would end the session.
#[tokio::test]
async fn a_session_that_was_renewed_for_a_request_that_failed_goes_on() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let broken = app
            .another(|_| {}, |state| state.backend.todos = Arc::new(Panicking))
            .await;
        let elsewhere = ada.at(&broken);
        for at in 0..9 {
            app.let_the_jwt_expire();
            let answer = match at {
                0 => ada.get("/nowhere").await,
                1 => ada.get("/sign-out").await,
                2 => ada.get("/rpc/sign-out").await,
                3 => ada.rpc("todos/remove", json!({})).await,
                4 => ada.post_form("/todos", &[]).await,
                5 => ada.post_form("/todos", &[]).header("content-type", "text/plain").await,
                6 => elsewhere.get("/todos").await,
                7 => {
                    elsewhere
                        .post_form("/todos", &[("intent", "add"), ("title", "x")])
                        .await
                }
                _ => elsewhere.rpc("todos/set-all", json!({ "completed": true })).await,
            };
            assert!(answer.status >= 400, "{at}: {answer:?}");
            assert!(
                answer.cookie("session").is_some() && answer.cookie("refresh").is_some(),
                "{at}: {answer:?}"
            );
            app.let_the_jwt_expire();
            assert!(ada.is_signed_in().await, "after {at}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_jwt_in_force_is_not_renewed() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(seconds(15 * 60));
        let page = ada.get("/todos").await;
        assert_eq!((page.status, page.cookies().len()), (200, 0));
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_alone_opens_the_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        ada.remove_cookie("session");
        assert!(ada.is_signed_in().await);
        assert!(ada.cookie("session").is_some());
    })
    .await;
}

#[tokio::test]
async fn an_expired_jwt_alone_opens_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        ada.remove_cookie("refresh");
        app.let_the_jwt_expire();
        assert!(!ada.is_signed_in().await);
        assert_eq!(ada.cookie("session"), None);
    })
    .await;
}

#[tokio::test]
async fn a_guest_has_no_session() {
    on_each_database(async |app| assert_eq!(who(&app.guest()).await, None)).await;
}
