use super::reactive::Text;
use leptos::prelude::*;

/// The title of the page, followed by the product's name.
///
/// `leptos_meta` writes it into the HTML; in the browser two lines do what its component would.
#[component]
pub fn PageTitle(text: Text) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::request::set_title(clean(&text()));
    #[cfg(not(feature = "ssr"))]
    Effect::new(move || crate::browser::set_title(&clean(&text())));
}

/// `leptos_meta` 0.8 writes a title as it is, so text with `<` would end the element. In the browser it
/// is set as text and must read the same.
fn clean(text: &str) -> String {
    let text = text.replace(['<', '>', '&'], " ");
    format!("{} · Latchkey", text.trim())
}
