//! What surrounds each page of the settings.

use super::{card::notice, page::Page, visit::CurrentUser};
use crate::auth::role_of;
use app::model::{RefusedForm, Role};
use leptos::prelude::*;

/// The pages in the order they are listed: address, name.
const PAGES: [(&str, &str); 9] = [
    (super::profile::PATH, "Profile"),
    (super::email::PATH, "E-mail"),
    (super::password::PATH, "Password"),
    (super::two_step::PATH, "Two-step verification"),
    (super::passkeys::PATH, "Passkeys"),
    (super::sessions::PATH, "Devices"),
    (super::activity::PATH, "Activity"),
    (super::data::PATH, "Your data"),
    (super::delete::PATH, "Delete account"),
];

/// The page of the settings at `path`: the list of all, and `cards` beside it.
pub fn settings_page(visit: &CurrentUser, path: &str, refused: Option<&RefusedForm>, cards: Vec<AnyView>) -> Page {
    let name = PAGES.into_iter().find(|(href, _)| *href == path);
    let (_, name) = name.unwrap_or((path, "Settings"));
    let admin = (role_of(&visit.live.user) == Role::Admin).then_some(("/admin", "Administration"));
    let link = |(href, name)| {
        let current = (href == path).then_some("page");
        view! { <li><a href=href aria-current=current>{name}</a></li> }.into_any()
    };
    let links: Vec<AnyView> = PAGES.into_iter().chain(admin).map(link).collect();
    let body = view! {
        <div class="settings">
            <nav class="settings-nav" aria-label="Settings">
                <ul>{links}</ul>
            </nav>
            <div class="settings-page">
                <h1>{name}</h1>
                {notice(visit.notice())}
                {cards}
            </div>
        </div>
    };
    Page::new(name, refused, body.into_any())
}
