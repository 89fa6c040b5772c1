use leptos::prelude::*;
use leptos_meta::Title;

/// The title of the page, followed by the product's name.
///
/// `leptos_meta` 0.8 writes a title into the HTML as it is, so text with `<` would end the element.
/// Titles are therefore cleaned of `<`, `>` and `&` here; in the browser they are set as text and
/// must read the same.
///
/// It also reads the title when the page has been rendered and another request may have taken over
/// the thread, whose signals it would then find in place of ours. So the text is read here, at once,
/// and kept in a signal that belongs to no arena; the effect keeps it up to date in the browser.
#[component]
pub fn PageTitle(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let title = ArcRwSignal::new(clean(&text.get_untracked()));
    Effect::new({
        let title = title.clone();
        move || title.set(clean(&text.get()))
    });
    view! { <Title text=move || title.get() /> }
}

fn clean(text: &str) -> String {
    let text = text.replace(['<', '>', '&'], " ");
    format!("{} · Latchkey", text.trim())
}
