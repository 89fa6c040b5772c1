use crate::side;
use leptos::prelude::*;

/// The title of the page, followed by the product's name.
///
/// On the server `leptos_meta` puts it into the head; in the browser two lines do what its component would.
#[component]
pub fn PageTitle(text: Title) -> impl IntoView {
    side::set_title(move || clean(&text()));
}

/// A title that may change.
pub type Title = Box<dyn Fn() -> String>;

pub fn title(text: impl Fn() -> String + 'static) -> Title {
    Box::new(text)
}

/// `leptos_meta` 0.8 writes a title as it is, so text with `<` would end the element. In the browser it
/// is set as text and must read the same.
fn clean(text: &str) -> String {
    let text = text.replace(['<', '>', '&'], " ");
    format!("{} · Latchkey", text.trim())
}
