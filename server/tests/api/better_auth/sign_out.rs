use super::{ORIGIN, current, get, json_of, post};
use crate::support::on_each_database;
use http::Method;
use serde_json::json;

#[tokio::test]
async fn signing_out_ends_the_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let copy = ada.stolen_copy();
        let answer = post(&ada, "/sign-out", json!({})).await;
        assert_eq!((answer.status, json_of(&answer)), (200, json!({ "success": true })));
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
        assert_eq!(answer.header("set-auth-token"), None);
        assert_eq!(current(&copy).await, None);
    })
    .await;
}

#[tokio::test]
async fn it_is_fine_without_a_session_and_without_a_body() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for browser in [&app.guest(), &ada, &ada] {
            let answer = get(browser, "/sign-out")
                .method(Method::POST)
                .header("origin", ORIGIN)
                .await;
            assert_eq!((answer.status, json_of(&answer)), (200, json!({ "success": true })));
        }
    })
    .await;
}
