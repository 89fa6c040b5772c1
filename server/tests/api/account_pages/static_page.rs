//! What comes with a page of the account area: style sheets and one script, and no program.

use crate::support::on_each_database;
use serde_json::Value;

const PAGES: [&str; 15] = [
    "/forgot-password",
    "/check-mail",
    "/reset-password",
    "/verify-email",
    "/account-deleted",
    "/settings",
    "/settings/profile",
    "/settings/email",
    "/settings/password",
    "/settings/two-step",
    "/settings/passkeys",
    "/settings/sessions",
    "/settings/activity",
    "/settings/data",
    "/settings/delete",
];

#[tokio::test]
async fn a_page_of_the_account_area_loads_no_program_and_carries_no_state() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for path in PAGES {
            let page = ada.get(path).await;
            let text = page.text();
            assert_eq!((page.status, text.matches("<h1").count()), (200, 1), "{path}");
            assert!(text.contains("src=\"/account.js\""), "{path}: {text}");
            assert!(
                !text.contains("/pkg/latchkey.js") && !text.contains(".wasm"),
                "{path}: {text}"
            );
            assert!(text.contains("__RESOLVED_RESOURCES=[];"), "{path}: {text}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_script_is_told_whose_session_a_page_shows() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let session: Value = serde_json::from_str(ada.get("/api/auth/get-session").await.text()).unwrap();
        let id = session["session"]["id"].as_str().unwrap().to_owned();
        let told = format!("data-session=\"{id}\"");
        assert!(ada.get("/settings/profile").await.text().contains(&told));
        assert!(
            !app.guest()
                .get("/forgot-password")
                .await
                .text()
                .contains("data-session")
        );
    })
    .await;
}

#[tokio::test]
async fn a_page_with_a_program_has_no_script_of_the_account_area() {
    on_each_database(async |app| {
        let (guest, ada) = (app.guest(), app.member("Ada").await);
        for (browser, path) in [(&guest, "/sign-in"), (&ada, "/todos")] {
            let page = browser.get(path).await;
            assert!(
                page.text().contains("/pkg/latchkey.js") && !page.text().contains("/account."),
                "{path}"
            );
        }
    })
    .await;
}
