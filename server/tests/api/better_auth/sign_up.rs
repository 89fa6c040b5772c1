use super::{
    ORIGIN, PASSWORD, USER, assert_refused, current, get, is_timestamp, json_of, members, post, refusal, text,
};
use crate::support::{Browser, on_each_database};
use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};

fn ada() -> Value {
    json!({ "name": "Ada", "email": "Ada@Example.com", "password": PASSWORD })
}

#[tokio::test]
async fn signing_up_opens_a_session() {
    on_each_database(async |app| {
        let browser = app.guest();
        let answer = post(&browser, "/sign-up/email", ada()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(members(answer.text()), ["token", "user"]);
        let body = json_of(&answer);
        assert_eq!(members(&text_of_user(answer.text())), USER);
        assert_eq!(body["token"], current(&browser).await.unwrap()["session"]["token"]);
        let user = &body["user"];
        assert_eq!(user["email"], "ada@example.com");
        assert_eq!((&user["image"], &user["emailVerified"]), (&Value::Null, &json!(false)));
        assert_eq!(user["createdAt"], "2026-01-01T00:00:00.000Z");
        assert!(is_timestamp(&user["updatedAt"]));
        let id = text(&current(&browser).await.unwrap(), "/session/id").to_owned();
        assert!(answer.header("set-auth-token").unwrap().starts_with(&id));
    })
    .await;
}

/// The text of the user, whose members are in an order of their own.
fn text_of_user(body: &str) -> String {
    let (_, user) = body.split_once("\"user\":").unwrap();
    user[..=user.find('}').unwrap()].to_owned()
}

#[tokio::test]
async fn a_picture_and_a_short_session_may_be_asked_for() {
    on_each_database(async |app| {
        let browser = app.guest();
        let mut body = ada();
        body["image"] = json!("https://example.com/ada.png");
        body["rememberMe"] = json!(false);
        body["callbackURL"] = json!("/todos");
        body["time_zone"] = json!("Europe/Berlin");
        body["favourite"] = json!("unknown members are ignored");
        let answer = post(&browser, "/sign-up/email", body).await;
        assert_eq!(json_of(&answer)["user"]["image"], "https://example.com/ada.png");
        assert_eq!(members(answer.text()), ["token", "user"]);
        assert!(answer.cookies().iter().all(|cookie| cookie.max_age().is_none()));
        let current = current(&browser).await.unwrap();
        assert_eq!(current["session"]["expiresAt"], "2026-01-02T00:00:00.000Z");
        let in_berlin = "select count(*) as rows from users where time_zone = 'Europe/Berlin'";
        assert_eq!(app.count(in_berlin).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_about_each_member() {
    on_each_database(async |app| {
        let cases = [
            (
                json!({}),
                "[body.name] Invalid input: expected string, received undefined; \
                 [body.email] Invalid input: expected string, received undefined; \
                 [body.password] Invalid input: expected string, received undefined",
            ),
            (json!([]), "[body] Invalid input: expected object, received array"),
            (json!("x"), "[body] Invalid input: expected object, received string"),
            (json!(null), "[body] Invalid input: expected object, received null"),
            (
                json!({ "name": 1, "email": true, "password": null }),
                "[body.name] Invalid input: expected string, received number; \
                 [body.email] Invalid input: expected string, received boolean; \
                 [body.password] Invalid input: expected string, received null",
            ),
            (
                json!({ "name": "", "email": "ada", "password": "" }),
                "[body.name] Too small: expected string to have >=1 characters; \
                 [body.email] Invalid email address; \
                 [body.password] Too small: expected string to have >=1 characters",
            ),
            (
                json!({ "name": "x".repeat(101), "email": " ada@example.com", "password": PASSWORD, "image": "x", "rememberMe": "yes" }),
                "[body.name] Too big: expected string to have <=100 characters; \
                 [body.email] Invalid email address; \
                 [body.image] Invalid URL; \
                 [body.rememberMe] Invalid input: expected boolean, received string",
            ),
        ];
        for (body, message) in cases {
            let answer = post(&app.guest(), "/sign-up/email", body).await;
            assert_eq!(refusal(&answer), (400, "VALIDATION_ERROR".into(), message.into()));
        }
        let answer = get(&app.guest(), "/sign-up/email").method(Method::POST).header("origin", ORIGIN).await;
        let message = "[body] Invalid input: expected object, received undefined";
        assert_eq!(refusal(&answer), (400, "VALIDATION_ERROR".into(), message.into()));
        assert_eq!(app.count("select count(*) as rows from users").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_password_has_to_be_neither_too_short_nor_too_long_nor_common() {
    on_each_database(async |app| {
        let long = "x".repeat(129);
        for (password, code) in [
            ("short", "PASSWORD_TOO_SHORT"),
            (long.as_str(), "PASSWORD_TOO_LONG"),
            ("password1234", "PASSWORD_COMPROMISED"),
        ] {
            let mut body = ada();
            body["password"] = json!(password);
            assert_refused(&post(&app.guest(), "/sign-up/email", body).await, 400, code);
        }
    })
    .await;
}

#[tokio::test]
async fn a_taken_address_is_422_also_for_those_who_try_at_once() {
    on_each_database(async |app| {
        let browsers: Vec<Browser> = (0..4).map(|_| app.guest()).collect();
        let answers = join_all(
            browsers
                .iter()
                .map(|browser| post(browser, "/sign-up/email", ada()).into_future()),
        )
        .await;
        let (good, bad): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert_eq!((good.len(), bad.len()), (1, 3));
        for answer in bad {
            let message = "User already exists. Use another email.";
            let code = "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL";
            assert_eq!(refusal(answer), (422, code.into(), message.into()));
            assert_eq!((answer.cookies().len(), answer.header("set-auth-token")), (0, None));
        }
        assert_eq!(app.count("select count(*) as rows from users").await, 1);
    })
    .await;
}
