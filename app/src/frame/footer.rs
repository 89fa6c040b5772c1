//! The end of every page.
//!
//! The document (`shell.rs`) draws it on the server; nothing of it is hydrated.

use super::theme_switch::ThemeSwitch;
use crate::request;
use leptos::prelude::*;

/// What this is and the choice of a theme; on the start page also the way to the documentation.
#[component]
pub(crate) fn Footer() -> impl IntoView {
    let documents = || {
        view! {
            <ul class="documents">
                <li>
                    <a href="/docs/api">"API documentation"</a>
                </li>
                <li>
                    <a href="/api/openapi.json">"OpenAPI document"</a>
                </li>
            </ul>
        }
    };
    view! {
        <footer class="site-footer">
            <p>"Latchkey: accounts and todos in one Rust program."</p>
            {(request::path() == "/").then(documents)}
            <ThemeSwitch />
        </footer>
    }
}
