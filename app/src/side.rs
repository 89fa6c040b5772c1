//! What server and browser do differently: the only file that asks which of them it is compiled for.

use crate::{app::PageState, model::AppError};

/// What the page being rendered starts with. The browser finds it in the page and never asks.
pub fn page_state() -> PageState {
    #[cfg(feature = "ssr")]
    return crate::request::page_state();
    #[cfg(not(feature = "ssr"))]
    PageState::default()
}

/// Whether the server draws the page by itself. In the browser no such page ever comes alive.
pub fn is_static_page() -> bool {
    #[cfg(feature = "ssr")]
    return crate::request::static_page().is_some();
    #[cfg(not(feature = "ssr"))]
    false
}

/// What follows the question mark in the address of the page.
pub fn query() -> String {
    #[cfg(feature = "ssr")]
    return crate::request::query();
    #[cfg(not(feature = "ssr"))]
    crate::browser::query()
}

/// A parameter of the address, decoded. The server has read those it knows by itself: they are in [`PageState`].
pub fn parameter(name: &str) -> Option<String> {
    #[cfg(feature = "ssr")]
    return None::<String>.filter(|_| name.is_empty());
    #[cfg(not(feature = "ssr"))]
    crate::browser::parameter(name)
}

/// Makes room for a title in the page being rendered.
pub fn begin_page() {
    #[cfg(feature = "ssr")]
    leptos_meta::provide_meta_context();
}

/// Gives the page the title `text`, and another one when that changes.
pub fn set_title(text: Box<dyn Fn() -> String>) {
    #[cfg(feature = "ssr")]
    crate::request::set_title(text());
    #[cfg(not(feature = "ssr"))]
    leptos::prelude::Effect::new(move || crate::browser::set_title(&text()));
}

/// Gives the page being rendered the HTTP status of `error`; in the browser there is nothing to do.
pub fn set_response_status(error: &AppError) {
    #[cfg(feature = "ssr")]
    crate::request::set_status(error);
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}

/// Bytes as base64, by which they can stand in a page.
pub fn to_base64(bytes: &[u8]) -> String {
    #[cfg(feature = "ssr")]
    return base64::Engine::encode(&base64::prelude::BASE64_STANDARD, bytes);
    #[cfg(not(feature = "ssr"))]
    crate::browser::to_base64(bytes)
}

/// The bytes behind base64; the browser reads it by itself.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    #[cfg(feature = "ssr")]
    return base64::Engine::decode(&base64::prelude::BASE64_STANDARD, text).ok();
    #[cfg(not(feature = "ssr"))]
    crate::browser::from_base64(text)
}
