//! The browser entry: makes the page the server rendered interactive.
//!
//! It is compiled to WASM and loaded by the document's script (`app/src/shell.rs`). It only exports what that script
//! calls; everything else is in the package `app`.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the script in the document's head once the WASM has been loaded.
#[wasm_bindgen]
pub fn hydrate() {
    app::hydrate();
}
