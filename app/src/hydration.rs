//! How a page comes alive in the browser, and how it goes back to being a plain one.
//!
//! What the server rendered works by links and forms alone. It is hydrated inside a container of ours, so that nothing
//! before or after it matters, and only while it is still what the server rendered: where something has been put into
//! it or taken out, the page is drawn anew in its place. A program that panics takes its hands off the page again.

use crate::{
    app::{CONTAINER, LivePage},
    browser,
    model::PageState,
};
#[cfg(feature = "hydrate")]
use leptos::mount::hydrate_from;
use leptos::{mount::mount_to, prelude::*};
use std::panic::{PanicHookInfo, set_hook};
use web_sys::HtmlElement;

/// Makes the page interactive. That it is, is said by its first effect: never before everything has been found where it
/// belongs.
pub fn hydrate() {
    let (Some(container), Some(state)) = (browser::element(CONTAINER), page_state()) else {
        return;
    };
    set_hook(Box::new(fall_back));
    let path = browser::path();
    let page = move || {
        Effect::new(|_| browser::mark_as_hydrated());
        view! { <LivePage path state /> }
    };
    if browser::shape(&container) == container.get_attribute("data-shape") {
        come_alive(container, page);
    } else {
        let typed = browser::typed_fields(&container);
        container.set_inner_html("");
        mount_to(container.clone(), page).forget();
        browser::type_again(&container, &typed);
    }
}

#[cfg(feature = "hydrate")]
fn come_alive<N: IntoView>(container: HtmlElement, page: impl FnOnce() -> N + 'static) {
    hydrate_from(container, page).forget();
}

/// The server has no page to hydrate.
#[cfg(not(feature = "hydrate"))]
fn come_alive<N: IntoView>(_: HtmlElement, _: impl FnOnce() -> N + 'static) {}

fn page_state() -> Option<PageState> {
    let text = browser::element(PageState::ELEMENT)?.text_content()?;
    PageState::from_bytes(&browser::from_base64(text.trim())?)
}

/// Leaves the page as it looks and takes everything off it that would call this program again, so that its links and
/// forms do what they say; and tells the server where it happened. What the message says beyond what stands in the source may be of
/// the person's own text, so it stays here.
fn fall_back(panic: &PanicHookInfo<'_>) {
    browser::make_plain(CONTAINER);
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload().downcast_ref::<&str>().copied().unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    browser::report(&format!("{version} {} {place} {message}", browser::path()));
}
