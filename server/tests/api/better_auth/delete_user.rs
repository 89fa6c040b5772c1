use super::{OTHER_PASSWORD, assert_refused, current, device, get, json_of, post, refusal, text};
use crate::support::{Answer, Browser, PASSWORD, on_each_database, on_each_database_with, seconds};
use serde_json::{Value, json};
use server::config::{Config, MailConfig};

async fn delete(browser: &Browser, body: Value) -> Answer {
    post(browser, "/delete-user", body).await
}

fn without_mail(config: &mut Config) {
    config.mail = MailConfig::Off;
}

/// What is stale in a session, in the words of Better Auth.
fn stale() -> (u16, String, String) {
    let message = "Session expired. Re-authenticate to perform this action.";
    (400, "SESSION_EXPIRED".into(), message.into())
}

#[tokio::test]
async fn an_account_goes_with_all_that_is_its_own() {
    on_each_database_with(without_mail, async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let (phone, _) = device(app, "Ada").await;
        for member in [&ada, &eve] {
            member
                .post_form("/todos", &[("intent", "add"), ("title", "Milk")])
                .await;
        }
        let answer = delete(&ada, json!({ "password": PASSWORD })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(json_of(&answer), json!({ "success": true, "message": "User deleted" }));
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
        assert_eq!(current(&phone).await, None);
        for sql in [
            "select count(*) as rows from users",
            "select count(*) as rows from credentials",
            "select count(*) as rows from sessions",
            "select count(*) as rows from todos",
        ] {
            assert_eq!(app.count(sql).await, 1, "{sql}");
        }
        assert!(current(&eve).await.is_some());
    })
    .await;
}

/// As on the page: the email goes to the owner, whoever asks.
#[tokio::test]
async fn where_there_is_mail_it_goes_by_the_link_of_a_letter() {
    on_each_database(async |app| {
        let ada = app.member("ada").await;
        for (body, redirect_to) in [
            (json!({ "password": PASSWORD }), None),
            (
                json!({ "password": PASSWORD, "callbackURL": "/goodbye" }),
                Some("/goodbye"),
            ),
            (json!({}), None),
        ] {
            app.clock.advance(seconds(1));
            let answer = delete(&ada, body.clone()).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            let sent = json!({ "success": true, "message": "Verification email sent" });
            assert_eq!((json_of(&answer), answer.cookies().len()), (sent, 0));
            assert!(current(&ada).await.is_some());
            let link = app.link_to("ada@example.com").await;
            let page = match redirect_to {
                Some(_) => "/api/auth/delete-user/callback?token=",
                None => "/settings/delete/confirm?token=",
            };
            assert!(link.starts_with(page), "{link} for {body}");
        }
        app.clock.advance(seconds(1));
        let answer = delete(&ada, json!({ "password": PASSWORD, "callbackURL": "/goodbye" })).await;
        assert_eq!(answer.status, 200);
        let link = app.link_to("ada@example.com").await;
        assert_eq!(app.guest().get(&link).await.status, 404, "nobody is signed in");
        let answer = ada.get(&link).await;
        assert_eq!((answer.status, answer.location()), (302, "/goodbye"), "{answer:?}");
        assert_eq!(app.count("select count(*) as rows from users").await, 0);
    })
    .await;
}

/// Renewing a session does not make it fresher.
#[tokio::test]
async fn a_session_that_was_not_confirmed_for_ten_minutes_needs_the_password() {
    on_each_database_with(without_mail, async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(seconds(600));
        assert_eq!(refusal(&delete(&ada, json!({})).await), stale());
        assert_eq!(refusal(&delete(&ada, json!({ "password": "" })).await), stale());
        assert_eq!(delete(&ada, json!({ "password": PASSWORD })).await.status, 200);

        let eve = app.member("Eve").await;
        app.clock.advance(seconds(599));
        assert_eq!(delete(&eve, json!({})).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn what_proves_nothing_is_refused() {
    on_each_database(async |app| {
        let (ada, guest) = (app.member("Ada").await, app.guest());
        assert_refused(
            &delete(&ada, json!({ "password": OTHER_PASSWORD })).await,
            400,
            "INVALID_PASSWORD",
        );
        assert_refused(
            &delete(&ada, json!({ "password": "x".repeat(129) })).await,
            400,
            "PASSWORD_TOO_LONG",
        );
        assert_refused(&delete(&ada, json!({ "token": "x" })).await, 404, "INVALID_TOKEN");
        assert_refused(
            &delete(&ada, json!({ "token": "x", "password": OTHER_PASSWORD })).await,
            400,
            "INVALID_PASSWORD",
        );
        assert_refused(
            &delete(&ada, json!({ "callbackURL": "https://evil.test" })).await,
            403,
            "INVALID_CALLBACK_URL",
        );
        assert_refused(&delete(&guest, json!({ "password": 1 })).await, 400, "VALIDATION_ERROR");
        assert_refused(&delete(&guest, json!({})).await, 401, "UNAUTHORIZED");
        assert!(current(&ada).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_person_has_one_account_by_password() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(seconds(5));
        let user = current(&ada).await.unwrap()["user"].clone();
        post(
            &ada,
            "/change-password",
            json!({ "currentPassword": PASSWORD, "newPassword": OTHER_PASSWORD }),
        )
        .await;
        let answer = get(&ada, "/list-accounts").await;
        let id = text(&user, "/id");
        let expected = json!([{
            "accountId": id,
            "providerId": "credential",
            "userId": id,
            "createdAt": "2026-01-01T00:00:00.000Z",
            "updatedAt": "2026-01-01T00:00:05.000Z",
            "id": id,
            "scopes": [],
        }]);
        assert_eq!(json_of(&answer), expected);
        assert_refused(&get(&app.guest(), "/list-accounts").await, 401, "UNAUTHORIZED");
    })
    .await;
}
