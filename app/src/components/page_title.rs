use crate::side;

/// Gives the page its title, followed by the product's name.
///
/// On the server `leptos_meta` puts it into the head; in the browser two lines do what its component would.
pub fn page_title(text: impl Fn() -> String + 'static) {
    side::set_title(Box::new(move || clean(&text())));
}

/// `leptos_meta` 0.8 writes a title as it is, so text with `<` would end the element. In the browser it
/// is set as text and must read the same.
fn clean(text: &str) -> String {
    let text = text.replace(['<', '>', '&'], " ");
    format!("{} · Latchkey", text.trim())
}
