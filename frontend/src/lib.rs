//! The browser entry: makes the page the server rendered interactive.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the script in the document's head once the WASM has been loaded.
#[wasm_bindgen]
pub fn hydrate() {
    app::hydrate();
}
