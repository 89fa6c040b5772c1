//! The pages for administrators.

mod people;
mod person;
mod races;

use crate::support::{Answer, App, Browser};

/// The id of somebody by their name, as the list tells it.
pub async fn id_of(admin: &Browser, name: &str) -> String {
    let page = admin.get(&format!("/admin?search={name}%40example.com")).await;
    let (_, rest) = page
        .text()
        .split_once("href=\"/admin/people/")
        .expect("somebody in the list");
    rest.split_once('"').unwrap().0.to_owned()
}

/// Ada, who is an administrator.
pub async fn admin(app: &App) -> Browser {
    let ada = app.member("Ada").await;
    app.run("update users set role = 'admin' where email = 'ada@example.com'")
        .await;
    ada
}

pub async fn act(browser: &Browser, id: &str, intent: &str, name: &str, value: &str) -> Answer {
    let fields = [("intent", intent), (name, value)];
    browser.post_form(&format!("/admin/people/{id}"), &fields).await
}

async fn set_role(browser: &Browser, id: &str, role: &str) -> Answer {
    act(browser, id, "role", "role", role).await
}

async fn disable(browser: &Browser, id: &str) -> Answer {
    act(browser, id, "active", "active", "no").await
}
