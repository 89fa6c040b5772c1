//! How a page comes alive in the browser, and how it goes back to being a plain one.
//!
//! What the server rendered works by links and forms alone. It is hydrated inside a container of ours, so that nothing
//! before or after it matters, and only while it is still what the server rendered: where something has been put into
//! it or taken out, the page is drawn anew in its place. A program that panics takes its hands off the page again.

use crate::{
    app::{CONTAINER, Interface},
    browser,
    model::PageState,
    pages::{SignInPage, SignUpPage, TodosPage},
};
use leptos::{
    mount::{hydrate_from, mount_to},
    prelude::*,
};
use std::panic::{PanicHookInfo, set_hook};

/// Makes the page interactive. That it is, is said by its first effect: never before everything has been found where it
/// belongs.
pub fn hydrate() {
    let Some(container) = browser::element(CONTAINER) else {
        return;
    };
    let state = container
        .get_attribute("data-state")
        .and_then(|text| browser::from_base64(&text));
    let Some(state) = state.and_then(|bytes| PageState::from_bytes(&bytes)) else {
        return;
    };
    set_hook(Box::new(fall_back));
    let path = browser::path();
    let page = move || {
        Effect::new(|_| browser::mark_as_hydrated());
        view! { <LivePage path state /> }
    };
    if browser::shape(&container) == container.get_attribute("data-shape") {
        hydrate_from(container, page).forget();
    } else {
        let typed = browser::typed_fields(&container);
        container.set_inner_html("");
        mount_to(container.clone(), page).forget();
        browser::type_again(&container, &typed);
    }
}

/// The page at `path`, as it comes alive in the browser. Whatever is not one of these was rendered by the server alone
/// and loads no program.
#[component]
fn LivePage(path: String, state: PageState) -> impl IntoView {
    view! {
        <Interface state>
            {match path.as_str() {
                "/sign-in" => view! { <SignInPage /> }.into_any(),
                "/sign-up" => view! { <SignUpPage /> }.into_any(),
                _ => view! { <TodosPage /> }.into_any(),
            }}
        </Interface>
    }
}

/// Leaves the page as it looks and takes everything off it that would call this program again, so that its links and
/// forms do what they say; and tells the server where it happened. What a message has beyond what stands in the source
/// may be of the person's own text, so it stays here.
fn fall_back(panic: &PanicHookInfo<'_>) {
    browser::make_plain(CONTAINER);
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload().downcast_ref::<&str>().copied().unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    browser::report(&format!("{version} {} {place} {message}", browser::path()));
}
