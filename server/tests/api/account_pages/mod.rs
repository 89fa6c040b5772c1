//! The pages of the account area, as a browser without scripts uses them; with scripts nothing is different.

mod activity;
mod confirm;
mod data;
mod delete;
mod email;
mod inbox;
mod overview;
mod password;
mod password_estimate;
mod profile;
mod recovery;
pub mod session_events;
pub mod sessions;
mod static_page;
mod verify;

use crate::support::{Answer, App, Browser};

/// Sends a form and follows the redirect, as a browser does.
pub async fn send(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = browser.post_form(path, fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let location = answer.location().to_owned();
    browser.get(&location).await
}

/// Opens the link in the latest email to an address, and the page it leads to.
pub async fn open_link(app: &App, browser: &Browser, email: &str) -> Answer {
    let link = app.link_to(email).await;
    let answer = browser.get(&link).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    let location = answer.location().to_owned();
    assert!(!location.contains("token"), "{location}");
    browser.get(&location).await
}
