//! What surrounds each page of the settings.

use super::{card, page::Page, paths, visit::CurrentUser};
use crate::auth::role_of;
use app::model::{RefusedForm, Role};
use leptos::prelude::*;

/// An address and its name.
type Link = (&'static str, &'static str);

/// The pages in the order they are listed, in groups with names of their own.
const GROUPS: [(&str, &[Link]); 3] = [
    ("Account", &[(paths::PROFILE, "Profile"), (paths::EMAIL, "E-mail")]),
    (
        "Security",
        &[
            (paths::PASSWORD, "Password"),
            (paths::TWO_STEP, "Two-step verification"),
            (paths::PASSKEYS, "Passkeys"),
            (paths::SESSIONS, "Devices"),
            (paths::ACTIVITY, "Activity"),
        ],
    ),
    ("Data", &[(paths::DATA, "Your data"), (paths::DELETE, "Delete account")]),
];

/// The page of the settings at `path`: the list of all, and `cards` beside it.
pub(super) fn settings_page(
    visit: &CurrentUser,
    path: &str,
    refused: Option<&RefusedForm>,
    cards: Vec<AnyView>,
) -> Page {
    settings_page_saying(visit, path, visit.notice(), refused, cards)
}

/// The same with what has just been done in words of its own.
pub(super) fn settings_page_saying(
    visit: &CurrentUser,
    path: &str,
    notice: Option<String>,
    refused: Option<&RefusedForm>,
    cards: Vec<AnyView>,
) -> Page {
    let is_overview = path == paths::SETTINGS;
    let name = GROUPS
        .into_iter()
        .flat_map(|(_, pages)| pages)
        .find(|(href, _)| *href == path);
    let name = name.map_or("Settings", |(_, name)| *name);
    let title = match is_overview {
        true => name.to_owned(),
        false => format!("{name} · Settings"),
    };
    let back =
        (!is_overview).then(|| view! { <a class="settings-back" href=paths::SETTINGS>"Settings"</a> }.into_any());
    let body = view! {
        <div class="settings" data-page=is_overview.then_some("overview")>
            {menu(visit, path)}
            <div class="settings-page">
                {back}
                <h1>{name}</h1>
                {card::notice(notice)}
                {cards}
            </div>
        </div>
    };
    Page::new(&title, refused, body.into_any())
}

/// All pages. On a phone the list is the overview's alone, and the others lead back to it.
fn menu(visit: &CurrentUser, path: &str) -> AnyView {
    let link = |(href, name): Link| {
        let current = (href == path).then_some("page");
        view! { <li><a href=href aria-current=current>{name}</a></li> }.into_any()
    };
    let group = |(name, pages): (&'static str, &[Link])| {
        let links: Vec<AnyView> = pages.iter().copied().map(link).collect();
        let id = format!("settings-{}", name.to_ascii_lowercase());
        let label = format!("{id}-name");
        view! {
            <div id=id>
                <p id=label.clone()>{name}</p>
                <ul aria-labelledby=label>{links}</ul>
            </div>
        }
        .into_any()
    };
    let admin: &[Link] = match role_of(&visit.live.user) {
        Role::Admin => &[("/admin", "Administration")],
        Role::User => &[],
    };
    let admin = (!admin.is_empty()).then_some(("Installation", admin));
    let groups: Vec<AnyView> = GROUPS.into_iter().chain(admin).map(group).collect();
    view! {
        <nav class="settings-nav" aria-label="Settings">
            <ul>{link((paths::SETTINGS, "Overview"))}</ul>
            {groups}
        </nav>
    }
    .into_any()
}
