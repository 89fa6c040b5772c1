//! The pages for administrators.

mod changes;
mod overview;
mod people;
mod person;
mod races;

use crate::support::{Answer, App, Browser};

/// The id of somebody by their name, as the list tells it.
pub async fn id_of(admin: &Browser, name: &str) -> String {
    let page = admin.get(&format!("/admin/people?search={name}%40example.com")).await;
    let (_, list) = page.text().split_once("<ul class=\"card rows\">").expect("a list");
    let (_, rest) = list.split_once("href=\"/admin/people/").expect("somebody in the list");
    rest.split_once('"').unwrap().0.to_owned()
}

/// Ada, who is an administrator.
pub async fn admin(app: &App) -> Browser {
    let ada = app.member("Ada").await;
    app.run("update users set role = 'admin' where email = 'ada@example.com'")
        .await;
    ada
}

/// Has a change of somebody's account done, as its page sends it.
pub async fn change(browser: &Browser, id: &str, change: &str) -> Answer {
    browser
        .post_form(&format!("/admin/people/{id}/{change}"), &[("intent", "act")])
        .await
}

/// Has one session of somebody ended, as the page of the person sends it.
pub async fn end_session(browser: &Browser, id: &str, session: &str) -> Answer {
    let fields = [("intent", "end-session"), ("session", session)];
    browser.post_form(&format!("/admin/people/{id}"), &fields).await
}

async fn set_role(browser: &Browser, id: &str, role: &str) -> Answer {
    change(
        browser,
        id,
        if role == "admin" {
            "make-administrator"
        } else {
            "make-member"
        },
    )
    .await
}

async fn disable(browser: &Browser, id: &str) -> Answer {
    change(browser, id, "disable").await
}
