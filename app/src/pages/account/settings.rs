//! What surrounds each page of the settings.

use super::kit;
use crate::{hooks::use_session, model::Role};
use leptos::prelude::*;

/// The pages in the order they are listed: address, name.
const PAGES: [(&str, &str); 9] = [
    ("/settings/profile", "Profile"),
    ("/settings/email", "E-mail"),
    ("/settings/password", "Password"),
    ("/settings/two-step", "Two-step verification"),
    ("/settings/passkeys", "Passkeys"),
    ("/settings/sessions", "Devices"),
    ("/settings/activity", "Activity"),
    ("/settings/data", "Your data"),
    ("/settings/delete", "Delete account"),
];

/// A page of the settings: the list of all, and this one beside it.
pub fn around(here: &'static str, notice: Option<String>, cards: Vec<AnyView>) -> AnyView {
    let is_admin = untrack(|| use_session().data()).is_some_and(|session| session.user.role == Role::Admin);
    let admin = is_admin.then_some(("/admin", "Administration"));
    let link = |(href, name): (&'static str, &'static str)| {
        let current = (href == here).then_some("page");
        view! { <li><a href=href rel="external" aria-current=current>{name}</a></li> }.into_any()
    };
    let links: Vec<AnyView> = PAGES.into_iter().chain(admin).map(link).collect();
    view! {
        <div class="settings">
            <nav class="settings-nav" aria-label="Settings">
                <ul>{links}</ul>
            </nav>
            <div class="settings-page">
                <h1>{name_of(here)}</h1>
                {kit::done(notice)}
                {cards}
            </div>
        </div>
    }
    .into_any()
}

fn name_of(here: &str) -> &'static str {
    PAGES
        .into_iter()
        .find(|(href, _)| *href == here)
        .map_or("Settings", |(_, name)| name)
}
