use super::reactive::{flag, when};
use crate::model::TodoFilter;
use leptos::prelude::*;

/// All, active, completed: links, so that they work without JavaScript and the choice is in the address.
#[component]
pub fn TodoFilters(filter: Memo<TodoFilter>) -> impl IntoView {
    let link = move |choice: TodoFilter| {
        let is_chosen = move || filter.get() == choice;
        view! {
            <li>
                <a
                    class:selected=flag(is_chosen)
                    href=choice.path()
                    aria-current=when(is_chosen, "page")
                    data-noscroll=""
                >
                    {choice.label()}
                </a>
            </li>
        }
    };
    view! { <ul class="filters" aria-label="Show">{TodoFilter::EVERY.map(link).collect_view()}</ul> }
}
