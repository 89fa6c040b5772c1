//! Text that changes, in a page that a browser may have translated.
//!
//! A text node of `view!` is kept by reference, and a browser that translates a page puts others in its place: what is
//! set into the old one is never seen. The element itself stays. So every text that changes while the page is open is
//! set by this directive and not by a closure in `view!`.

use leptos::prelude::*;
use web_sys::Element;

/// A directive: whenever `text` changes, it becomes the whole text of the element. What it is at first is rendered into
/// the element as usual.
///
/// ```
/// use app::components::live_text;
/// use leptos::prelude::*;
///
/// #[component]
/// fn ItemsLeft(count: Memo<usize>) -> impl IntoView {
///     let text = Signal::derive(move || format!("{} items left", count.get()));
///     view! { <p use:live_text=text>{text.get_untracked()}</p> }
/// }
/// ```
pub fn live_text(element: Element, text: Signal<String>) {
    // What the element shows now; it may have changed before the effect runs for the first time.
    let rendered = text.get_untracked();
    Effect::new(move |shown: Option<String>| {
        let text = text.get();
        if shown.as_ref().unwrap_or(&rendered) != &text {
            element.set_text_content(Some(&text));
        }
        text
    });
}
