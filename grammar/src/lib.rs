//! The grammar of the line by which a todo is added, as a program for the browser.
//!
//! Most visits add nothing, and none does before a key is pressed, so it is not in the program that makes the page come
//! alive: `public/keys.js` loads it with the first line. It takes and gives bytes, for the two programs share no memory.

use app::model::LineRequest;
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads a line: a [`LineRequest`] in postcard, answered by an `Understood`. What is none is answered by nothing.
#[wasm_bindgen]
#[must_use]
pub fn read(request: &[u8]) -> Vec<u8> {
    let request = postcard::from_bytes::<LineRequest>(request);
    let read = request.ok().map(LineRequest::read);
    read.and_then(|read| postcard::to_allocvec(&read).ok())
        .unwrap_or_default()
}
