use super::{
    IconName,
    icon::icon,
    piece::{Piece, element},
    reactive::{handler, hidden_when, state, text},
};
use crate::hooks::{use_session, use_sign_out};
use leptos::{ev::SubmitEvent, prelude::untrack};

/// The name of the product, and the way in or out. Who is signed in does not change under a page: when it
/// does, the page is loaded anew.
pub fn header() -> Piece {
    let session = untrack(|| use_session().data());
    let home = if session.is_some() { "/todos" } else { "/" };
    let brand = element("a", &[("class", "brand")])
        .attr("href", home)
        .child(icon(IconName::Latch))
        .child(element("span", &[]).child("Latchkey"));
    let account = match session {
        Some(session) => member(session.user.name.as_str()),
        None => guest(),
    };
    element("header", &[("class", "site-header")])
        .child(brand)
        .child(element("nav", &[("class", "site-nav"), ("aria-label", "Account")]).child(account))
        .into()
}

fn guest() -> Piece {
    let sign_in = element("a", &[("class", "nav-link"), ("href", "/sign-in")]);
    let sign_up = element(
        "a",
        &[("class", "button button-primary button-small"), ("href", "/sign-up")],
    );
    [sign_in.child("Sign in").into(), sign_up.child("Get started").into()].into()
}

fn member(name: &str) -> Piece {
    let sign_out = use_sign_out();
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        sign_out.submit();
    });
    // The style sheet makes it a capital; tables of Unicode cases would weigh more than this header.
    let initial = name.chars().take(1).collect::<String>();
    let settings = element(
        "a",
        &[
            ("class", "member"),
            ("href", "/settings/profile"),
            ("rel", "external"),
            ("title", "Settings"),
        ],
    )
    .child(element("span", &[("class", "avatar"), ("aria-hidden", "true")]).child(initial))
    .child(element("bdi", &[("class", "member-name")]).child(name.to_owned()));
    let button = element(
        "button",
        &[("class", "button button-quiet button-small"), ("type", "submit")],
    )
    .attr("aria-busy", state(move || sign_out.is_pending()))
    .child("Sign out");
    let way_out = element("form", &[("method", "post"), ("action", "/sign-out")])
        .on("submit", on_submit)
        .child(button);
    let problem = element("span", &[("class", "nav-error"), ("role", "alert")])
        .attr("hidden", hidden_when(move || sign_out.error().is_none()))
        .child(text(move || {
            sign_out.error().map(|error| error.message()).unwrap_or_default()
        }));
    [settings.into(), way_out.into(), problem.into()].into()
}
