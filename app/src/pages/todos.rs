//! The page of the todo list: `/todos?filter=…`, for signed-in users.
//!
//! The server draws it with the first part of the list and the browser hydrates it. `edit` in the address opens a
//! todo's form and `before` shows an earlier part of the list; both are for browsers without JavaScript.

use crate::{
    components::{Editing, PageTitle, Protected, TodoBoard},
    hooks::{UseQuery, use_page_state, use_query},
    model::{AppError, Cursor, Field, RefusedForm, TodoFilter, TodoId, TodoQuery},
};
use leptos::prelude::*;

/// The list under the filter that the address names.
#[component]
pub(crate) fn TodosPage() -> impl IntoView {
    let query = use_query();
    let filter = Memo::new(move |_| TodoFilter::parse(query.parameter("filter").as_deref()));
    let address = Memo::new(move |_| {
        let before = query.parameter("before").and_then(|raw| Cursor::parse(&raw).ok());
        let filter = filter.get();
        TodoQuery { filter, before }.address()
    });
    let state = use_page_state();
    let is_refused = state.refused.is_some();
    let title = Signal::derive(move || {
        let title = match filter.get() {
            TodoFilter::All => "Todos",
            TodoFilter::Active => "Active todos",
            TodoFilter::Completed => "Completed todos",
        };
        let error = if is_refused { "Error: " } else { "" };
        format!("{error}{title}")
    });
    view! {
        <PageTitle text=title />
        <Protected>
            <div class="todos-page">
                <h1>"Todos"</h1>
                {
                    let editing = untrack(|| editing(query, state.refused.as_ref()));
                    // What belongs to no row is said above the list.
                    let refused = state.refused.clone().filter(|_| editing.is_none());
                    view! { <TodoBoard initial=state.todos.clone() filter address editing refused /> }
                }
            </div>
        </Protected>
    }
}

/// The todo whose edit form to show: one that was sent back, or one the address names.
fn editing(query: UseQuery, refused: Option<&RefusedForm>) -> Option<Editing> {
    let is_there = |form: &&RefusedForm| form.error != AppError::NotFound;
    let renamed = refused
        .filter(|form| form.value("intent") == Some("rename"))
        .filter(is_there);
    if let Some(form) = renamed {
        return Some(Editing {
            id: TodoId::parse(form.value("id")?).ok()?,
            typed: form.value("title").map(str::to_owned),
            problem: Some(form.error.message_beside(Field::Title)),
        });
    }
    if refused.is_some() {
        return None;
    }
    let id = TodoId::parse(&query.parameter("edit")?).ok()?;
    Some(Editing {
        id,
        typed: None,
        problem: None,
    })
}
