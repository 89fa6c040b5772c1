use super::theme_switch::ThemeSwitch;
use leptos::prelude::*;

/// The end of every page.
#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <p>"Latchkey: accounts and todos in one Rust program."</p>
            <ThemeSwitch />
        </footer>
    }
}
