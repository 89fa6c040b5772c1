use super::{Bearer, OTHER_PASSWORD, assert_refused, bearer, get, json_of, members, post, text};
use crate::support::{PASSWORD, eddsa, https, on_each_database, on_each_database_with};
use http::Method;
use serde_json::{Value, json};
use server::auth::jwt;

#[tokio::test]
async fn a_token_for_other_services_names_the_session() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let answer = get(&ada, "/token").await;
        assert_eq!((answer.status, members(answer.text())), (200, vec!["token".to_owned()]));
        let auth = &app.state.auth;
        let token = text(&json_of(&answer), "/token").to_owned();
        let claims = jwt::verify_access(&auth.keys, &auth.settings, &token, app.clock.now()).unwrap();
        assert_eq!(
            (claims.email.as_str(), claims.iss.as_str()),
            ("ada@example.com", "http://localhost:3000")
        );
        assert_ne!(Some(token), ada.cookie("session"));
        assert_refused(&get(&app.guest(), "/token").await, 401, "UNAUTHORIZED");
    })
    .await;
}

#[tokio::test]
async fn a_shared_secret_is_no_public_key() {
    on_each_database(async |app| {
        let answer = get(&app.guest(), "/jwks").await;
        assert_eq!((answer.status, json_of(&answer)), (200, json!({ "keys": [] })));
    })
    .await;
}

#[tokio::test]
async fn the_public_keys_verify_the_tokens_and_may_be_kept() {
    on_each_database_with(eddsa, async |app| {
        let ada = app.member("Ada").await;
        let answer = get(&app.guest(), "/jwks").await;
        assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
        let keys = json_of(&answer)["keys"].as_array().unwrap().clone();
        assert_eq!(keys.len(), 1);
        let mut found: Vec<&String> = keys[0].as_object().unwrap().keys().collect();
        found.sort();
        assert_eq!(found, ["alg", "crv", "kid", "kty", "use", "x"]);

        let token = text(&json_of(&get(&ada, "/token").await), "/token").to_owned();
        let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(keys[0].clone()).unwrap();
        assert_eq!(jsonwebtoken::decode_header(&token).unwrap().kid, jwk.common.key_id);
        let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::EdDSA);
        validation.set_audience(&["http://localhost:3000"]);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let key = jsonwebtoken::DecodingKey::from_jwk(&jwk).unwrap();
        assert!(jsonwebtoken::decode::<Value>(&token, &key, &validation).is_ok());

        let etag = answer.header("etag").unwrap();
        let again = get(&app.guest(), "/jwks").header("if-none-match", etag).await;
        assert_eq!(
            (again.status, again.text(), again.header("etag")),
            (304, "", Some(etag))
        );
        assert_eq!(
            get(&app.guest(), "/jwks").header("if-none-match", "\"x\"").await.status,
            200
        );
    })
    .await;
}

/// What the client does with `fetchOptions.auth`: sign in, keep the header, never see a cookie.
#[tokio::test]
async fn the_bearer_flow_needs_no_cookies() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let body = json!({ "email": "ada@example.com", "password": PASSWORD });
        let signed_in = post(&app.guest(), "/sign-in/email", body).await;
        let program = Bearer::new(app, signed_in.header("set-auth-token").unwrap());
        // Wherever it comes from: nobody else can send this header.
        let answer = bearer(&program, Method::GET, "/get-session").await;
        assert_eq!(text(&json_of(&answer), "/user/email"), "ada@example.com");
        let answer = bearer(&program, Method::POST, "/update-user")
            .header("origin", "https://evil.test")
            .body("{\"name\":\"Ada King\"}")
            .await;
        assert_eq!((answer.status, answer.cookies().len()), (200, 0));

        let change = json!({ "currentPassword": PASSWORD, "newPassword": OTHER_PASSWORD, "revokeOtherSessions": true });
        let answer = bearer(&program, Method::POST, "/change-password")
            .body(change.to_string())
            .await;
        assert_refused(&get(&ada, "/token").await, 401, "UNAUTHORIZED");
        assert_refused(&bearer(&program, Method::GET, "/token").await, 401, "UNAUTHORIZED");
        let renewed = Bearer::new(app, answer.header("set-auth-token").unwrap());
        assert_eq!(bearer(&renewed, Method::GET, "/token").await.status, 200);
        bearer(&renewed, Method::POST, "/sign-out").await;
        assert_refused(&bearer(&renewed, Method::GET, "/token").await, 401, "UNAUTHORIZED");
    })
    .await;
}

#[tokio::test]
async fn on_https_the_cookies_are_bound_to_the_host() {
    on_each_database_with(https, async |app| {
        let guest = app.guest();
        let body = json!({ "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
        let answer = post(&guest, "/sign-up/email", body)
            .header("origin", "https://app.test")
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.cookie("__Host-session").is_some() && answer.cookie("__Host-refresh").is_some());
        assert_eq!(text(&json_of(&get(&guest, "/get-session").await), "/user/name"), "Ada");
    })
    .await;
}
