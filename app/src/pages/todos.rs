//! The page of a todo list: `/todos?filter=…` of the inbox and `/lists/{id}?filter=…` of the others, for signed-in users.
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
    let state = use_page_state();
    let list = state.list.clone();
    let list_id = list.as_ref().map(|list| list.id);
    let name = list.map_or_else(|| "Todos".to_owned(), |list| list.name.as_str().to_owned());
    let filter = Memo::new(move |_| TodoFilter::parse(query.parameter("filter").as_deref()));
    let address = Memo::new(move |_| {
        let before = query.parameter("before").and_then(|raw| Cursor::parse(&raw).ok());
        let filter = filter.get();
        TodoQuery {
            list_id,
            filter,
            before,
        }
        .address()
    });
    let is_refused = state.refused.is_some();
    let name_of_list = name.clone();
    let title = Signal::derive(move || {
        let title = match (list_id, filter.get()) {
            (Some(_), TodoFilter::Active) => format!("Active · {name_of_list}"),
            (Some(_), TodoFilter::Completed) => format!("Completed · {name_of_list}"),
            (Some(_), TodoFilter::All) => name_of_list.clone(),
            (None, TodoFilter::All) => "Todos".to_owned(),
            (None, TodoFilter::Active) => "Active todos".to_owned(),
            (None, TodoFilter::Completed) => "Completed todos".to_owned(),
        };
        let error = if is_refused { "Error: " } else { "" };
        format!("{error}{title}")
    });
    view! {
        <PageTitle text=title />
        <Protected>
            <div class="todos-page">
                <div class="list-head">
                    <h1 dir="auto">{name.clone()}</h1>
                    {list_id
                        .map(|id| {
                            view! {
                                <a class="list-edit" href=format!("/lists/{id}/edit")>
                                    "Edit list"
                                </a>
                            }
                        })}
                </div>
                {
                    let editing = untrack(|| editing(query, state.refused.as_ref()));
                    // What belongs to no row is said above the list.
                    let refused = state.refused.clone().filter(|_| editing.is_none());
                    view! { <TodoBoard initial=state.todos.clone() list_id filter address editing refused /> }
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
