//! The browser entry: makes the page the server rendered interactive.

use app::{CONTAINER, LivePage};
use leptos::{mount::hydrate_from, prelude::*};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::HtmlElement;

/// Called by the script in the document's head once the WASM has been loaded.
///
/// The page comes alive inside its own container: what extensions put around it is none of our business. That it is
/// alive is said by its first effect, so never before everything has been found where it belongs.
#[wasm_bindgen]
pub fn hydrate() {
    let container = document().get_element_by_id(CONTAINER);
    if let Some(container) = container.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let path = location().pathname().unwrap_or_default();
        let page = move || {
            Effect::new(|_| app::mark_as_hydrated());
            view! { <LivePage path /> }
        };
        hydrate_from(container, page).forget();
    }
}
