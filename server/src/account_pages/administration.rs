//! What surrounds each page of the administration.

use super::{card::notice, page::Page, paths, visit::CurrentUser};
use app::model::RefusedForm;
use leptos::prelude::*;

/// An address and what it is called.
pub(super) type Link = (String, String);

/// A page of the administration: where it lies, what it shows, and what has just been done there.
pub(super) fn admin_page(
    visit: &CurrentUser,
    trail: Vec<Link>,
    heading: &str,
    refused: Option<&RefusedForm>,
    body: AnyView,
) -> Page {
    let title = match trail.get(1).or(trail.first()) {
        Some((_, area)) => format!("{heading} · {area}"),
        None => heading.to_owned(),
    };
    let link = |(href, name)| view! { <li><a href=href><bdi>{name}</bdi></a></li> }.into_any();
    let links: Vec<AnyView> = trail.into_iter().map(link).collect();
    let trail = (!links.is_empty()).then(|| {
        view! {
            <nav class="trail" aria-label="Breadcrumb">
                <ol>{links}</ol>
            </nav>
        }
    });
    let body = view! {
        <div class="narrow">
            {trail}
            <h1><bdi>{heading.to_owned()}</bdi></h1>
            {notice(visit.notice())}
            {body}
        </div>
    };
    Page::new(&title, refused, body.into_any())
}

/// The way back from a page about people.
pub(super) fn below_people() -> Vec<Link> {
    vec![
        (paths::ADMINISTRATION.to_owned(), "Administration".to_owned()),
        (paths::PEOPLE.to_owned(), "People".to_owned()),
    ]
}
