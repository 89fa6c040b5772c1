use super::{assert_refused, current, get, json_of, post, refusal, text};
use crate::support::{Answer, Browser, on_each_database, seconds};
use serde_json::{Value, json};

async fn update(browser: &Browser, body: Value) -> Answer {
    post(browser, "/update-user", body).await
}

#[tokio::test]
async fn name_and_picture_change_as_far_as_they_are_given() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(seconds(90));
        let picture = "https://example.com/ada.png";
        for (change, name, image) in [
            (json!({ "name": " Ada King " }), "Ada King", Value::Null),
            (json!({ "image": picture }), "Ada King", json!(picture)),
            (
                json!({ "name": "Ada", "role": "admin", "id": "x" }),
                "Ada",
                json!(picture),
            ),
            (json!({ "image": null, "email": "" }), "Ada", Value::Null),
        ] {
            let answer = update(&ada, change).await;
            assert_eq!((answer.status, json_of(&answer)), (200, json!({ "status": true })));
            let user = &current(&ada).await.unwrap()["user"];
            assert_eq!((&user["name"], &user["image"]), (&json!(name), &image));
            assert_eq!(
                (&user["role"], &user["updatedAt"]),
                (&json!("user"), &json!("2026-01-01T00:01:30.000Z"))
            );
        }
    })
    .await;
}

/// Other services read the name in the access token, and it is looked up for each.
#[tokio::test]
async fn the_next_access_token_says_the_new_name() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let answer = update(&ada, json!({ "name": "Ada King" })).await;
        assert_eq!((answer.status, answer.cookies().len()), (200, 0));
        let token = json_of(&get(&ada, "/token").await);
        let auth = &app.state.auth;
        let token = text(&token, "/token");
        let claims = server::auth::jwt::verify_access(&auth.keys, &auth.settings, token, app.clock.now()).unwrap();
        assert_eq!((&*claims.name, claims.email_verified), ("Ada King", false));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_changed_is_refused() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let email = json!({ "email": "eve@example.com", "name": "Eve" });
        let expected = (
            400,
            "EMAIL_CAN_NOT_BE_UPDATED".into(),
            "Email can not be updated".into(),
        );
        assert_eq!(refusal(&update(&ada, email).await), expected);
        for nothing in [json!({}), json!({ "role": "admin" })] {
            let expected = (400, String::new(), "No fields to update".into());
            assert_eq!(refusal(&update(&ada, nothing).await), expected);
        }
        for (body, message) in [
            (
                json!({ "name": null }),
                "[body.name] Invalid input: expected string, received null",
            ),
            (
                json!({ "name": 5 }),
                "[body.name] Invalid input: expected string, received number",
            ),
            (
                json!({ "name": " " }),
                "[body.name] Too small: expected string to have >=1 characters",
            ),
            (
                json!({ "name": "a\u{0}" }),
                "[body.name] Invalid string: must not contain control characters",
            ),
            (json!({ "image": "javascript:alert(1)" }), "[body.image] Invalid URL"),
            (
                json!({ "image": 1 }),
                "[body.image] Invalid input: expected string, received number",
            ),
            (json!([]), "[body] Invalid input: expected record, received array"),
        ] {
            assert_eq!(
                refusal(&update(&ada, body).await),
                (400, "VALIDATION_ERROR".into(), message.into())
            );
        }
        assert_refused(
            &update(&app.guest(), json!({ "name": "Eve" })).await,
            401,
            "UNAUTHORIZED",
        );
        assert_eq!(text(&current(&ada).await.unwrap(), "/user/name"), "Ada");
    })
    .await;
}

/// The client makes a GET of a call without fields.
#[tokio::test]
async fn reading_it_is_404() {
    on_each_database(async |app| {
        let answer = get(&app.guest(), "/update-user").await;
        assert_eq!((answer.status, answer.text()), (404, ""));
    })
    .await;
}
