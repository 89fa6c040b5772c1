use super::theme_switch::ThemeSwitch;
use crate::request;
use leptos::prelude::*;

/// The end of every page, and on the start page the way to what there is to read.
#[component]
pub fn Footer() -> impl IntoView {
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
