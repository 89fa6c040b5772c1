use leptos::prelude::*;
use leptos_meta::Title;

/// The title of the page, followed by the product's name.
///
/// `leptos_meta` 0.8 writes a title into the HTML as it is, so text with `<` would end the element.
/// Titles are therefore cleaned of `<`, `>` and `&` here; in the browser they are set as text and
/// must read the same.
#[component]
pub fn PageTitle(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let title = move || {
        let text = text.get().replace(['<', '>', '&'], " ");
        format!("{} · Latchkey", text.trim())
    };
    view! { <Title text=title /> }
}
