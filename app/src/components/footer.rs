use super::{
    ThemeSwitch,
    piece::{Piece, element},
};
use leptos::prelude::*;

/// The end of every page.
#[component]
pub fn Footer() -> impl IntoView {
    let words = element("p", &[]).child("Latchkey: accounts and todos in one Rust program.");
    let theme = view! { <ThemeSwitch /> }.into_any();
    Piece::from(element("footer", &[("class", "site-footer")]).child(words).child(theme))
}
