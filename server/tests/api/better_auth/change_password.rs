use super::{OTHER_PASSWORD, assert_refused, current, device, json_of, members, post, refusal};
use crate::support::{Answer, Browser, PASSWORD, on_each_database, seconds};
use futures_util::future::join_all;
use serde_json::{Value, json};

async fn change(browser: &Browser, body: Value) -> Answer {
    post(browser, "/change-password", body).await
}

fn from_to(current: &str, new: &str) -> Value {
    json!({ "currentPassword": current, "newPassword": new })
}

async fn opens(app: &crate::support::App, password: &str) -> bool {
    let body = json!({ "email": "ada@example.com", "password": password });
    post(&app.guest(), "/sign-in/email", body).await.status == 200
}

#[tokio::test]
async fn without_more_the_sessions_go_on() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let (phone, _) = device(app, "Ada").await;
        let answer = change(&ada, from_to(PASSWORD, OTHER_PASSWORD)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(members(answer.text()), ["token", "user"]);
        let body = json_of(&answer);
        assert_eq!(
            (&body["token"], &body["user"]["email"]),
            (&Value::Null, &json!("ada@example.com"))
        );
        assert_eq!((answer.cookies().len(), answer.header("set-auth-token")), (0, None));
        assert!(current(&ada).await.is_some() && current(&phone).await.is_some());
        assert_eq!(
            (opens(app, PASSWORD).await, opens(app, OTHER_PASSWORD).await),
            (false, true)
        );
    })
    .await;
}

#[tokio::test]
async fn on_demand_every_session_ends_and_a_new_one_opens() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let (phone, _) = device(app, "Ada").await;
        let thief = ada.stolen_copy();
        let mut body = from_to(PASSWORD, OTHER_PASSWORD);
        body["revokeOtherSessions"] = json!(true);
        let answer = change(&ada, body).await;
        assert_eq!(
            json_of(&answer)["token"],
            current(&ada).await.unwrap()["session"]["token"]
        );
        assert!(answer.header("set-auth-token").is_some());
        assert!(answer.cookie("session").is_some() && answer.cookie("refresh").is_some());
        assert!(current(&ada).await.is_some());
        assert_eq!((current(&phone).await, current(&thief).await), (None, None));
        assert_eq!(app.count("select count(*) as rows from sessions").await, 1);
    })
    .await;
}

#[tokio::test]
async fn who_was_not_remembered_is_not_afterwards() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let ada = app.guest();
        let body = json!({ "email": "ada@example.com", "password": PASSWORD, "rememberMe": false });
        post(&ada, "/sign-in/email", body).await;
        let mut body = from_to(PASSWORD, OTHER_PASSWORD);
        body["revokeOtherSessions"] = json!(true);
        let answer = change(&ada, body).await;
        assert!(answer.cookies().iter().all(|cookie| cookie.max_age().is_none()));
    })
    .await;
}

#[tokio::test]
async fn things_are_checked_in_this_order() {
    on_each_database(async |app| {
        let (ada, guest, long) = (app.member("Ada").await, app.guest(), "x".repeat(129));
        assert_refused(&change(&guest, json!({})).await, 400, "VALIDATION_ERROR");
        assert_refused(&change(&guest, from_to("", "")).await, 401, "UNAUTHORIZED");
        for (body, code) in [
            (
                json!({ "currentPassword": PASSWORD, "newPassword": 1 }),
                "VALIDATION_ERROR",
            ),
            (from_to("", "short"), "PASSWORD_TOO_SHORT"),
            (from_to(PASSWORD, ""), "PASSWORD_TOO_SHORT"),
            (from_to("", &long), "PASSWORD_TOO_LONG"),
            (from_to(&long, OTHER_PASSWORD), "PASSWORD_TOO_LONG"),
            (from_to(PASSWORD, "password1234"), "PASSWORD_COMPROMISED"),
            (from_to("", OTHER_PASSWORD), "INVALID_PASSWORD"),
            (from_to("not my password", OTHER_PASSWORD), "INVALID_PASSWORD"),
        ] {
            assert_refused(&change(&ada, body).await, 400, code);
        }
        let message = "[body.newPassword] Invalid input: expected string, received undefined; \
                       [body.currentPassword] Invalid input: expected string, received undefined";
        assert_eq!(refusal(&change(&ada, json!({})).await).2, message);
        assert!(opens(app, PASSWORD).await);
    })
    .await;
}

/// As by the page: it is written down, and the owner is told.
#[tokio::test]
async fn the_owner_gets_to_know() {
    on_each_database(async |app| {
        let ada = app.confirmed_member("Ada").await;
        change(&ada, from_to("not my password", OTHER_PASSWORD)).await;
        let changed = "select count(*) as rows from audit_events where kind = 'password-changed'";
        assert_eq!(
            (app.count(changed).await, app.emails_to("ada@example.com").await.len()),
            (0, 1),
            "only the email of the sign-up"
        );
        // So that the email about it is the newest.
        app.clock.advance(seconds(1));
        change(&ada, from_to(PASSWORD, OTHER_PASSWORD)).await;
        let emails = app.emails_to("ada@example.com").await;
        assert_eq!((app.count(changed).await, emails.len()), (1, 2));
        assert_eq!(emails[0].subject, "Your password was changed");
    })
    .await;
}

/// Of several that know the same old password, one sets the new one.
#[tokio::test]
async fn of_many_at_once_one_succeeds() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let changes = (0..4).map(|number| {
            let ada = ada.clone();
            async move {
                change(&ada, from_to(PASSWORD, &format!("{OTHER_PASSWORD} {number}")))
                    .await
                    .status
            }
        });
        let mut statuses = join_all(changes).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400, 400, 400]);
    })
    .await;
}

#[tokio::test]
async fn a_password_can_be_checked() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let verify = async |browser: &Browser, password: Value| {
            post(browser, "/verify-password", json!({ "password": password })).await
        };
        let answer = verify(&ada, json!(PASSWORD)).await;
        assert_eq!((answer.status, json_of(&answer)), (200, json!({ "status": true })));
        let wrong = (400, "INVALID_PASSWORD".into(), "Invalid password".into());
        assert_eq!(refusal(&verify(&ada, json!(OTHER_PASSWORD)).await), wrong);
        assert_eq!(refusal(&verify(&ada, json!("")).await), wrong);
        assert_refused(&verify(&ada, json!("x".repeat(129))).await, 400, "PASSWORD_TOO_LONG");
        assert_refused(&verify(&app.guest(), json!(1)).await, 400, "VALIDATION_ERROR");
        assert_refused(&verify(&app.guest(), json!(PASSWORD)).await, 401, "UNAUTHORIZED");
    })
    .await;
}
