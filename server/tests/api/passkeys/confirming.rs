//! A passkey in place of the password, before something dangerous.

use super::{call, is_refused, json_of, owner, shown, start};
use crate::support::{on_each_database, seconds};
use serde_json::json;

#[tokio::test]
async fn ones_own_passkey_confirms_who_it_is() {
    on_each_database(async |app| {
        let (ada, laptop) = owner(app, "Ada").await;
        app.clock.advance(seconds(10 * 60));
        assert_eq!(call(&ada, "register/start", &json!({})).await.status, 403);
        assert!(
            ada.get("/settings/confirm")
                .await
                .text()
                .contains("data-passkey=\"confirm\"")
        );
        let body = shown(laptop.show(&start(&ada, "confirm").await));
        let answer = call(&ada, "confirm/finish?next=/settings/passkeys", &body).await;
        assert_eq!(
            (answer.status, &json_of(&answer)["next"]),
            (200, &json!("/settings/passkeys"))
        );
        start(&ada, "register").await;
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_passkey_confirms_nothing() {
    on_each_database(async |app| {
        let (ada, _) = owner(app, "Ada").await;
        let (_, phone) = owner(app, "Bob").await;
        app.clock.advance(seconds(10 * 60));
        let body = shown(phone.show(&start(&ada, "confirm").await));
        assert!(is_refused(&call(&ada, "confirm/finish", &body).await, 401));
        assert_eq!(call(&ada, "register/start", &json!({})).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn it_is_offered_to_those_who_have_one() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        assert!(!ada.get("/settings/confirm").await.text().contains("data-passkey="));
    })
    .await;
}
