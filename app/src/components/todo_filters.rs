//! The filters of the todo list.
//!
//! The list's footer shows them. They are links, so that they work without JavaScript and the choice is in the address;
//! a plain click changes the list in place.

use crate::{
    browser,
    hooks::use_query,
    model::{ListId, TodoFilter, TodoQuery},
};
use leptos::{ev::MouseEvent, prelude::*};

/// All, active, completed; the one that is chosen is marked.
#[component]
pub(super) fn TodoFilters(list_id: Option<ListId>, filter: Memo<TodoFilter>) -> impl IntoView {
    let query = use_query();
    let link = move |choice: TodoFilter| {
        let is_chosen = move || filter.get() == choice;
        let address = TodoQuery {
            list_id,
            filter: choice,
            before: None,
        }
        .address();
        let href = address.clone();
        let choose = move |event: MouseEvent| {
            if browser::is_plain_click(&event) {
                event.prevent_default();
                query.go(&address);
            }
        };
        view! {
            <li>
                <a
                    href=href
                    class=move || is_chosen().then_some("selected")
                    aria-current=move || is_chosen().then_some("page")
                    on:click=choose
                >
                    {choice.label()}
                </a>
            </li>
        }
    };
    view! {
        <ul class="filters" aria-label="Show">
            {TodoFilter::EVERY.map(link)}
        </ul>
    }
}
