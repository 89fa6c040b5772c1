//! The field by which todos are found, beside every page of todos. A form that leads to `/search`; on that page itself
//! `public/search.js` searches as one types.

use crate::request;
use leptos::prelude::*;

/// The search field, on the pages of todos.
#[component]
pub(crate) fn SearchField() -> impl IntoView {
    let sought = request::sought();
    // Who comes to the page without words comes to write some.
    let autofocus = sought.as_deref() == Some("");
    request::lists().map(|_| {
        view! {
            <form class="views-search" method="get" action="/search" role="search">
                <label class="visually-hidden" for="search">"Search"</label>
                <input
                    id="search"
                    type="search"
                    name="q"
                    value=sought
                    placeholder="Search"
                    maxlength="500"
                    autocomplete="off"
                    enterkeyhint="search"
                    dir="auto"
                    autofocus=autofocus
                />
            </form>
        }
    })
}
