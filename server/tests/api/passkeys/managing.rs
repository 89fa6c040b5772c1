//! The list of passkeys: other names, and removing them.

use super::{Authenticator, add, call, is_refused, listed, owner, sign_in};
use crate::support::{Answer, Browser, on_each_database, on_each_database_with, seconds};
use futures_util::future::join_all;
use serde_json::json;

async fn remove(browser: &Browser, id: &str) -> Answer {
    browser
        .post_form("/settings/passkeys", &[("intent", "remove"), ("id", id)])
        .await
}

async fn rename(browser: &Browser, id: &str, name: &str) -> Answer {
    let fields = [("intent", "rename"), ("id", id), ("name", name)];
    browser
        .post_form(&format!("/settings/passkeys?rename={id}"), &fields)
        .await
}

#[tokio::test]
async fn a_passkey_gets_another_name() {
    on_each_database(async |app| {
        let (ada, _) = owner(app, "Ada").await;
        let id = &listed(&ada).await[0];
        let form = ada.get(&format!("/settings/passkeys?rename={id}")).await;
        assert!(form.text().contains("value=\"Laptop\""));
        let answer = rename(&ada, id, "Phone").await;
        assert_eq!((answer.status, answer.location()), (303, "/settings/passkeys"));
        let page = ada.get("/settings/passkeys").await;
        assert!(page.text().contains("<p>Phone</p>") && page.text().contains("Saved."));
    })
    .await;
}

#[tokio::test]
async fn a_name_that_is_too_long_comes_back_with_the_reason() {
    on_each_database(async |app| {
        let (ada, _) = owner(app, "Ada").await;
        let id = &listed(&ada).await[0];
        let answer = rename(&ada, id, &"x".repeat(101)).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("Use at most 100 characters."));
        assert!(answer.text().contains(&"x".repeat(101)));
    })
    .await;
}

#[tokio::test]
async fn a_removed_passkey_is_gone_and_its_owner_is_told() {
    on_each_database(async |app| {
        let (ada, laptop) = owner(app, "Ada").await;
        let id = &listed(&ada).await[0];
        let answer = remove(&ada, id).await;
        assert_eq!((answer.status, answer.location()), (303, "/settings/passkeys"));
        assert!(ada.get("/settings/passkeys").await.text().contains("Passkey removed."));
        assert!(listed(&ada).await.is_empty());
        assert!(is_refused(&sign_in(&app.guest(), &laptop).await, 401));
        let emails = app.emails_to("ada@example.com").await;
        let says = "The passkey “Laptop” can no longer sign in";
        assert!(emails.iter().any(|email| email.text.contains(says)));
        assert_eq!(
            app.count("select count(*) as rows from audit_events where kind = 'passkey-removed'")
                .await,
            1
        );
        assert_eq!(remove(&ada, id).await.status, 404, "once");
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_passkey_is_left_alone() {
    on_each_database(async |app| {
        let (ada, laptop) = owner(app, "Ada").await;
        let bob = app.member("Bob").await;
        let id = &listed(&ada).await[0];
        for answer in [remove(&bob, id).await, rename(&bob, id, "Mine").await] {
            assert_eq!((answer.status, answer.says("Laptop")), (404, false));
        }
        assert!(!bob.get(&format!("/settings/passkeys?rename={id}")).await.says("Laptop"));
        assert!(ada.get("/settings/passkeys").await.text().contains("<p>Laptop</p>"));
        assert_eq!(sign_in(&app.guest(), &laptop).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn removing_needs_a_fresh_session() {
    on_each_database(async |app| {
        let (ada, _) = owner(app, "Ada").await;
        let id = &listed(&ada).await[0];
        app.clock.advance(seconds(10 * 60));
        let answer = remove(&ada, id).await;
        assert_eq!(answer.status, 303);
        assert!(
            answer
                .location()
                .starts_with("/settings/confirm?next=/settings/passkeys")
        );
        assert_eq!(listed(&ada).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_last_way_in_is_never_removed() {
    on_each_database(async |app| {
        let (ada, _) = owner(app, "Ada").await;
        app.run("delete from credentials").await;
        let page = ada.get("/settings/passkeys").await;
        assert!(page.text().contains("This is your only way in"));
        assert!(!page.text().contains("value=\"remove\""), "it is not even offered");
        let id = &listed(&ada).await[0];
        assert_eq!(remove(&ada, id).await.status, 409);
        assert_eq!(listed(&ada).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn of_sixteen_passkeys_removed_at_once_one_stays_where_there_is_no_password() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for number in 0..16 {
            let name = number.to_string();
            assert_eq!(add(&ada, &mut Authenticator::new(&name), &name).await.status, 200);
        }
        app.run("delete from credentials").await;
        let ids = listed(&ada).await;
        let statuses = join_all(ids.iter().map(async |id| remove(&ada, id).await.status)).await;
        assert_eq!(
            statuses.iter().filter(|status| **status == 303).count(),
            15,
            "{statuses:?}"
        );
        assert_eq!(
            statuses.iter().filter(|status| **status == 409).count(),
            1,
            "{statuses:?}"
        );
        assert_eq!(listed(&ada).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_means_nothing_is_refused() {
    on_each_database(async |app| {
        let (ada, _) = owner(app, "Ada").await;
        for fields in [vec![], vec![("intent", "add")], vec![("intent", "")]] {
            assert_eq!(ada.post_form("/settings/passkeys", &fields).await.status, 400);
        }
        assert_eq!(remove(&ada, "' or 1=1 --").await.status, 404);
        assert_eq!(listed(&ada).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_name_is_text_wherever_it_is_shown() {
    on_each_database(async |app| {
        let (ada, _) = owner(app, "Ada").await;
        let id = &listed(&ada).await[0];
        rename(&ada, id, "\"><script>alert(1)</script>").await;
        for path in [
            "/settings/passkeys".to_owned(),
            format!("/settings/passkeys?rename={id}"),
        ] {
            let page = ada.get(&path).await;
            assert!(page.text().contains("&lt;script&gt;alert(1)"));
            assert!(!page.text().contains("<script>alert(1)"));
        }
    })
    .await;
}

#[tokio::test]
async fn at_an_address_that_is_a_number_there_are_none() {
    on_each_database_with(
        |config| config.server.base_url = "http://127.0.0.1:3000".into(),
        async |app| {
            let ada = app.member("Ada").await;
            let page = ada.get("/settings/passkeys").await;
            assert_eq!(page.status, 200);
            assert!(page.text().contains("opened by a bare address"));
            assert!(!page.text().contains("passkeys.js"));
            assert!(!app.guest().get("/sign-in").await.text().contains("passkeys.js"));
            for way in ["register", "sign-in", "confirm"] {
                assert!(is_refused(&call(&ada, &format!("{way}/start"), &json!({})).await, 404));
            }
        },
    )
    .await;
}
