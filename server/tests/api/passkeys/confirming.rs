//! A passkey in place of the password, before something dangerous.

use super::{call, is_refused, json_of, listed, owner, shown, start};
use crate::support::{PASSWORD, on_each_database, seconds};
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

/// The script sends the form of the page when the passkey was right, and then what waited is done.
#[tokio::test]
async fn what_was_asked_for_is_done_after_a_passkey_too() {
    on_each_database(async |app| {
        let (ada, laptop) = owner(app, "Ada").await;
        app.clock.advance(seconds(10 * 60));
        let id = &listed(&ada).await[0];
        let asked = ada
            .post_form("/settings/passkeys", &[("intent", "remove"), ("id", id)])
            .await;
        let page = asked.location().to_owned();
        assert!(ada.get(&page).await.text().contains("Remove the passkey “Laptop”"));
        let (_, query) = page.split_once('?').unwrap();
        let body = shown(laptop.show(&start(&ada, "confirm").await));
        let answer = call(&ada, &format!("confirm/finish?{query}"), &body).await;
        assert_eq!((answer.status, json_of(&answer)), (200, json!({})));
        assert_eq!(listed(&ada).await.len(), 1, "the form has still to be sent");
        let done = ada.post_form(&page, &[("intent", "confirm")]).await;
        assert_eq!((done.status, done.location()), (303, "/settings/passkeys"));
        assert!(listed(&ada).await.is_empty());
    })
    .await;
}

/// Turning two-step verification off takes the password when it is asked for, so no other proof stands in for it.
#[tokio::test]
async fn turning_two_step_verification_off_takes_the_password_first() {
    on_each_database(async |app| {
        let ada = crate::two_factor::ada(app).await.0;
        app.clock.advance(seconds(10 * 60));
        let turn_off = async |password: &str| {
            let fields = [("intent", "turn-off"), ("current-password", password)];
            ada.post_form("/settings/two-step", &fields).await
        };
        assert_eq!(turn_off("not the password").await.status, 422);
        assert_eq!(turn_off("").await.status, 422);
        let page = turn_off(PASSWORD).await.location().to_owned();
        assert!(page.contains("&action="), "{page}");
    })
    .await;
}
