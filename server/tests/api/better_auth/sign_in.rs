use super::{ORIGIN, OTHER_PASSWORD, assert_refused, current, get, json_of, members, post, refusal};
use crate::support::{PASSWORD, on_each_database};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn signing_in_opens_a_session() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let browser = app.guest();
        let body = json!({ "email": "ADA@example.com", "password": PASSWORD });
        let answer = post(&browser, "/sign-in/email", body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(members(answer.text()), ["redirect", "token", "user"]);
        let body = json_of(&answer);
        assert_eq!(body["redirect"], false);
        assert_eq!(body["token"], current(&browser).await.unwrap()["session"]["token"]);
        assert!(answer.header("set-auth-token").is_some());
        assert!(answer.cookies().iter().all(|cookie| cookie.max_age().is_some()));
        assert_eq!(
            current(&browser).await.unwrap()["session"]["expiresAt"],
            "2026-01-08T00:00:00.000Z"
        );
    })
    .await;
}

#[tokio::test]
async fn a_redirect_makes_the_client_go_there() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let body = json!({ "email": "ada@example.com", "password": PASSWORD, "callbackURL": "/todos?filter=active" });
        let answer = post(&app.guest(), "/sign-in/email", body).await;
        assert_eq!((answer.status, answer.location()), (200, "/todos?filter=active"));
        assert_eq!(members(answer.text()), ["redirect", "token", "url", "user"]);
        let body = json_of(&answer);
        assert_eq!(
            (&body["redirect"], &body["url"]),
            (&json!(true), &json!("/todos?filter=active"))
        );
    })
    .await;
}

#[tokio::test]
async fn who_does_not_want_to_be_remembered_is_not() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let browser = app.guest();
        let body = json!({ "email": "ada@example.com", "password": PASSWORD, "rememberMe": false });
        let answer = post(&browser, "/sign-in/email", body).await;
        assert!(answer.cookies().iter().all(|cookie| cookie.max_age().is_none()));
        assert_eq!(
            current(&browser).await.unwrap()["session"]["expiresAt"],
            "2026-01-02T00:00:00.000Z"
        );
    })
    .await;
}

#[tokio::test]
async fn unknown_people_and_wrong_passwords_look_the_same() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let guest = app.guest();
        for (email, password) in [
            ("ada@example.com", OTHER_PASSWORD),
            ("eve@example.com", PASSWORD),
            ("ada@example.com", ""),
        ] {
            let answer = post(
                &guest,
                "/sign-in/email",
                json!({ "email": email, "password": password }),
            )
            .await;
            let expected = (
                401,
                "INVALID_EMAIL_OR_PASSWORD".into(),
                "Invalid email or password".into(),
            );
            assert_eq!(refusal(&answer), expected);
            assert_eq!((answer.cookies().len(), answer.header("set-auth-token")), (0, None));
        }
    })
    .await;
}

/// Members first, then the address, then the password.
#[tokio::test]
async fn things_are_checked_in_this_order() {
    on_each_database(async |app| {
        let (guest, long) = (app.guest(), "x".repeat(129));
        for (body, code) in [
            (
                json!({ "email": "ada", "password": 1, "callbackURL": "//evil.test" }),
                "INVALID_CALLBACK_URL",
            ),
            (json!({ "email": "ada", "password": 1 }), "VALIDATION_ERROR"),
            (json!({ "email": "ada", "password": long }), "INVALID_EMAIL"),
            (
                json!({ "email": " ada@example.com", "password": long }),
                "INVALID_EMAIL",
            ),
            (
                json!({ "email": "ada@example.com", "password": long }),
                "PASSWORD_TOO_LONG",
            ),
        ] {
            let answer = post(&guest, "/sign-in/email", body).await;
            assert_eq!(refusal(&answer).1, code);
        }
    })
    .await;
}

#[tokio::test]
async fn a_disabled_account_is_told_apart_by_those_who_know_its_password() {
    on_each_database(async |app| {
        app.member("Ada").await;
        app.run("update users set is_active = false").await;
        let sign_in = async |password: &str| {
            let guest = app.guest();
            post(
                &guest,
                "/sign-in/email",
                json!({ "email": "ada@example.com", "password": password }),
            )
            .await
        };
        let expected = (403, "BANNED_USER".into(), "User account is disabled".into());
        assert_eq!(refusal(&sign_in(PASSWORD).await), expected);
        assert_refused(&sign_in(OTHER_PASSWORD).await, 401, "INVALID_EMAIL_OR_PASSWORD");
    })
    .await;
}

/// Our pages end the session of before; Better Auth does not.
#[tokio::test]
async fn the_session_of_before_ends() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let before = ada.stolen_copy();
        post(
            &ada,
            "/sign-in/email",
            json!({ "email": "ada@example.com", "password": PASSWORD }),
        )
        .await;
        assert_ne!(ada.cookie("session"), before.cookie("session"));
        assert_eq!(current(&before).await, None);
        assert_eq!(app.count("select count(*) as rows from sessions").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_form_signs_in_too() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let guest = app.guest();
        let form = get(&guest, "/sign-in/email")
            .method(Method::POST)
            .header("origin", ORIGIN)
            .header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        let answer = form
            .body("email=ada%40example.com&password=violet+otter+signs+paper")
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    })
    .await;
}
