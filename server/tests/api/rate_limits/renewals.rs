//! How often a session is renewed, and what is kept of it.

use super::{limited, retry_after};
use crate::support::{Answer, App, Browser, PASSWORD, days, on_each_database, on_each_database_with, seconds};
use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};
use server::auth::refresh::forget_used;

const TOKENS: &str = "select count(*) as rows from refresh_tokens";

async fn post(program: &Browser, path: &str, body: Value) -> Answer {
    let ask = program.ask(Method::POST, &format!("/api/v1/auth/{path}"));
    let ask = ask.header("content-type", "application/json");
    ask.body(body.to_string()).await
}

fn token_in(body: &[u8], pointer: &str) -> String {
    let body: Value = serde_json::from_slice(body).unwrap();
    body.pointer(pointer).unwrap().as_str().unwrap().to_owned()
}

async fn register(app: &App) -> (Browser, String) {
    let program = app.guest();
    let body = json!({ "email": "ada@example.com", "password": PASSWORD, "name": "Ada" });
    let answer = post(&program, "register", body).await;
    let token = token_in(&answer.body, "/tokens/refresh_token");
    (program, token)
}

async fn refresh(program: &Browser, token: &str) -> Answer {
    post(program, "refresh", json!({ "refresh_token": token })).await
}

/// Renews as often as that, with each successor, until it is refused.
async fn renew(program: &Browser, token: &mut String, times: usize) -> Option<Answer> {
    for _ in 0..times {
        let answer = refresh(program, token).await;
        if answer.status != 200 {
            return Some(answer);
        }
        *token = token_in(&answer.body, "/refresh_token");
    }
    None
}

#[tokio::test]
async fn a_session_is_renewed_once_a_second_and_sixty_times_in_a_row() {
    on_each_database_with(limited, async |app| {
        let (program, mut token) = register(app).await;
        assert!(renew(&program, &mut token, 60).await.is_none());
        let refused = refresh(&program, &token).await;
        assert_eq!(retry_after(&refused), 60);
        assert_eq!(refused.header("content-type"), Some("application/problem+json"));
        assert!(refused.text().contains("too_many_attempts"));
        assert_eq!(app.count(TOKENS).await, 61);
        app.clock.advance(seconds(60));
        for _ in 0..70 {
            app.clock.advance(seconds(1));
            assert!(renew(&program, &mut token, 1).await.is_none(), "the token stayed good");
        }
    })
    .await;
}

/// Fifty tabs that wake up together bring the same token, and one of them renews.
#[tokio::test]
async fn many_who_bring_one_token_are_one_renewal() {
    on_each_database_with(limited, async |app| {
        let (program, mut token) = register(app).await;
        for _ in 0..5 {
            let answers = join_all((0..50).map(|_| refresh(&program, &token))).await;
            assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
            token = token_in(&answers[0].body, "/refresh_token");
        }
        assert_eq!(app.count(TOKENS).await, 6);
    })
    .await;
}

/// A browser is told as a page; its cookies stay good.
#[tokio::test]
async fn a_browser_that_renews_too_often_waits_and_stays_signed_in() {
    on_each_database_with(limited, async |app| {
        let ada = app.member("Ada").await;
        for _ in 0..60 {
            ada.remove_cookie("session");
            assert_eq!(ada.get("/todos").await.status, 200);
        }
        ada.remove_cookie("session");
        let page = ada.get("/todos").await;
        assert!(page.is_page() && page.text().contains("too often"), "{page:?}");
        assert_eq!(retry_after(&page), 60);
        let program = ada.ask(Method::GET, "/api/auth/get-session");
        assert_eq!(program.header("sec-fetch-site", "same-origin").await.status, 429);
        app.clock.advance(seconds(60));
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_sessions_of_one_account_are_renewed_twenty_thousand_times_a_day() {
    on_each_database_with(limited, async |app| {
        let (program, mut token) = register(app).await;
        assert!(renew(&program, &mut token, 1).await.is_none());
        // The one count of the day.
        app.run("update attempts set taken = 20000 where taken = 1 and expires_at = 1767225600000 + 86400000")
            .await;
        let refused = renew(&program, &mut token, 1).await.unwrap();
        assert_eq!(retry_after(&refused), 24 * 60 * 60);
        app.clock.advance(days(1));
        assert!(renew(&program, &mut token, 1).await.is_none());
    })
    .await;
}

/// A browser that was away for as long as a session lives unused would have been signed out anyway.
#[tokio::test]
async fn a_used_token_is_kept_for_as_long_as_it_can_tell_of_a_theft() {
    on_each_database(async |app| {
        let (program, mut token) = register(app).await;
        let stolen = token.clone();
        for _ in 0..6 {
            renew(&program, &mut token, 1).await;
            app.clock.advance(days(1));
        }
        assert_eq!(forget_used(&app.state.auth).await.unwrap(), 0);
        app.clock.advance(days(1));
        renew(&program, &mut token, 1).await;
        assert_eq!(forget_used(&app.state.auth).await.unwrap(), 1);
        assert_eq!(app.count(TOKENS).await, 7);
        assert_eq!(refresh(&program, &stolen).await.status, 401);
        assert!(
            renew(&program, &mut token, 1).await.is_none(),
            "what is not known ends nothing"
        );
    })
    .await;
}
