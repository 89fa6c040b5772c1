//! The browser entry: makes the page the server rendered interactive.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Called by the script in the document's head once the WASM has been loaded.
#[wasm_bindgen]
pub fn hydrate() {
    spawn_local(async {
        let first = app::first_page().await;
        leptos::mount::hydrate_body(|| app::live(first));
    });
}
