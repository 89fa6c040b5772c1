//! The overview of the settings, and the list of their pages.

use crate::{
    passkeys::owner,
    support::{PASSWORD, on_each_database},
    two_factor::ada,
};

const PAGE: &str = "/settings";

#[tokio::test]
async fn it_tells_how_well_the_account_is_kept() {
    on_each_database(async |app| {
        let eve = app.member("Eve").await;
        let page = eve.get(PAGE).await;
        assert_eq!(page.status, 200);
        for state in [
            "Not confirmed yet. Confirm it,",
            "Last changed 1 January 2026",
            "Off: the password alone signs in",
            "None",
            "only signed in here",
            "href=\"/settings/activity\"",
        ] {
            assert!(page.text().contains(state), "{state} is not in {}", page.text());
        }
        let (ada, ..) = ada(app).await;
        assert!(ada.get(PAGE).await.text().contains("On since 1 January 2026"));
        let (bob, _) = owner(app, "Bob").await;
        app.guest().sign_in("bob@example.com", PASSWORD).await;
        let page = bob.get(PAGE).await;
        assert!(page.text().contains("1 passkey<") && page.text().contains("signed in on 2 devices"));
        app.run("delete from credentials").await;
        assert!(bob.get(PAGE).await.text().contains("You have none yet"));
        assert!(!bob.get(PAGE).await.says("ada@example.com"));
        assert_eq!(app.guest().get(PAGE).await.location(), "/sign-in?next=/settings");
    })
    .await;
}

#[tokio::test]
async fn each_page_is_named_in_its_title_and_marked_in_the_list() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for (path, name) in [
            ("/settings/profile", "Profile"),
            ("/settings/password", "Password"),
            ("/settings/two-step", "Two-step verification"),
            ("/settings/delete", "Delete account"),
        ] {
            let page = ada.get(path).await;
            let title = format!("<title>{name} · Settings · Latchkey</title>");
            assert!(page.text().contains(&title), "{path}: {}", page.text());
            let list = page.text().split_once("settings-nav").unwrap().1;
            assert_eq!(list.matches("aria-current").count(), 1, "{path}");
            assert!(
                page.text().contains(r#"<a href="/settings" class="settings-back""#)
                    || page.text().contains(r#"class="settings-back" href="/settings""#),
                "{path}"
            );
        }
        let page = ada.get(PAGE).await;
        assert!(page.text().contains("<title>Settings · Latchkey</title>"));
        for group in ["Account", "Security", "Data"] {
            assert!(
                page.text()
                    .contains(&format!("id=\"settings-{}\"", group.to_lowercase())),
                "{group}"
            );
        }
    })
    .await;
}
