//! Signing out, by function and by plain form.

use crate::support::{https, on_each_database, on_each_database_with};
use http::Method;

const SESSIONS: &str = "select count(*) as rows from sessions";

#[tokio::test]
async fn the_function_ends_the_session_and_removes_the_cookies() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let answer = ada.sign_out().await;
        assert_eq!(answer.status, 200);
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
        assert!(!ada.is_signed_in().await);
        assert_eq!(app.count(SESSIONS).await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_form_ends_the_session_and_leads_to_the_sign_in_page() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let answer = ada.post_form("/sign-out", &[]).await;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
        assert_eq!(app.count(SESSIONS).await, 0);
    })
    .await;
}

/// A browser drops a `__Host-` cookie only when the removal has the same flags.
#[tokio::test]
async fn the_cookies_are_removed_with_their_flags_on_https() {
    on_each_database_with(https, async |app| {
        let answer = app.member("Ada").await.sign_out().await;
        assert!(answer.removes_cookie("__Host-session") && answer.removes_cookie("__Host-refresh"));
        assert!(
            answer
                .cookies()
                .iter()
                .all(|cookie| cookie.secure() == Some(true) && cookie.path() == Some("/"))
        );
    })
    .await;
}

#[tokio::test]
async fn it_works_when_the_jwt_has_expired() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.let_the_jwt_expire();
        let answer = ada.post_form("/sign-out", &[]).await;
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
        assert_eq!(app.count(SESSIONS).await, 0);
    })
    .await;
}

#[tokio::test]
async fn doing_it_twice_is_fine() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let other_tab = ada.stolen_copy();
        ada.sign_out().await;
        assert_eq!(other_tab.sign_out().await.status, 200);
        assert_eq!(app.guest().sign_out().await.status, 200);
        assert_eq!(app.guest().post_form("/sign-out", &[]).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_link_does_not_sign_anybody_out() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for path in ["/sign-out", "/rpc/sign-out"] {
            let answer = ada.get(path).await;
            assert_eq!(
                (answer.status, answer.header("allow")),
                (405, Some("POST")),
                "GET {path}"
            );
            ada.ask(Method::HEAD, path).await;
        }
        assert!(ada.is_signed_in().await);
    })
    .await;
}
