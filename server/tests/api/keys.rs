//! Changing the key that signs, while tokens of the old one are about.

use crate::support::{App, PASSWORD, eddsa, on_each_database_with};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Method;
use serde_json::{Value, json};
use server::auth::keys::{GRACE_PERIOD, LEAD_TIME, rotate};

/// A fresh token and the name of the key that signed it.
async fn token(app: &App) -> (String, String) {
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    let answer = app
        .guest()
        .ask(Method::POST, "/api/v1/auth/login/json")
        .header("content-type", "application/json")
        .body(body.to_string())
        .await;
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    let token = answer["access_token"].as_str().unwrap().to_owned();
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    (token, header["kid"].as_str().unwrap().to_owned())
}

async fn opens(app: &App, token: &str) -> bool {
    let authorization = format!("Bearer {token}");
    let me = app
        .guest()
        .ask(Method::GET, "/api/v1/auth/me")
        .header("authorization", &authorization)
        .await;
    me.status == 200
}

fn shown(app: &App) -> Vec<String> {
    let verifiers = app.state.auth.keys.verifiers(app.clock.now());
    verifiers.iter().map(|key| key.id.clone()).collect()
}

#[tokio::test]
async fn a_new_key_is_shown_before_it_signs_and_the_old_one_after_it_has() {
    on_each_database_with(eddsa, async |app| {
        app.member("Ada").await;
        let another = app.another(|_| {}, |_| {}).await;
        let auth = &app.state.auth;
        let (before, old) = token(app).await;

        app.clock.advance(crate::support::seconds(1));
        let new = rotate(&auth.database, &auth.settings.secrets, app.clock.now())
            .await
            .unwrap();
        for instance in [app, &another] {
            let auth = &instance.state.auth;
            auth.keys.reload(&auth.database, &auth.settings.secrets).await.unwrap();
            assert_eq!(shown(instance), [new.clone(), old.clone()]);
            assert_eq!(token(instance).await.1, old);
        }

        app.clock.advance(LEAD_TIME);
        let (after, signer) = token(app).await;
        assert_eq!(signer, new);
        for instance in [app, &another] {
            assert!(opens(instance, &before).await && opens(instance, &after).await);
        }

        app.clock.advance(auth.settings.jwt_lifetime + GRACE_PERIOD);
        assert_eq!(shown(app), [new]);
        assert!(opens(app, &token(app).await.0).await);
    })
    .await;
}

/// An installation that was just made has nobody who could know another key.
#[tokio::test]
async fn the_first_key_signs_at_once() {
    on_each_database_with(eddsa, async |app| {
        app.member("Ada").await;
        assert_eq!(shown(app), [token(app).await.1]);
    })
    .await;
}
