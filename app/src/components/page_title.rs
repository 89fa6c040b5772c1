//! The title of a page, the same on both sides.
//!
//! Every page has one: the server writes it into the document, and in the browser it follows its signal. What a user
//! has typed may be part of it, so it never ends the element or becomes markup.

use crate::browser;
use leptos::prelude::*;

/// Gives the page its title, followed by the product's name.
#[component]
pub fn PageTitle(
    /// The title, without the product's name.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::request::set_title(&clean(&text.get_untracked()));
    Effect::new(move || browser::set_title(&clean(&text.get())));
}

/// `leptos_meta` 0.8 writes a title as it is, so text with `<` would end the element. In the browser it
/// is set as text and must read the same.
fn clean(text: &str) -> String {
    let text = text.replace(['<', '>', '&'], " ");
    format!("{} · Latchkey", text.trim())
}
