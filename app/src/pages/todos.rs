use crate::{
    app::InitialState,
    components::{
        Editing, PageTitle, Protected, TodoBoard,
        piece::{Piece, element},
        title,
    },
    hooks::Derived,
    model::{AppError, Cursor, Field, RefusedForm, TodoFilter, TodoId, TodoQuery},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

lazy_page! {
    /// `/todos?filter=…`, for signed-in people. `edit` opens a todo's form and `before` an earlier
    /// part of the list; both are for browsers without JavaScript.
    TodosPage => TodosView
}

#[component]
fn TodosView() -> impl IntoView {
    let query = use_query_map();
    let filter = Derived::new(move || query.with(|query| TodoFilter::parse(query.get_str("filter"))));
    let address = Derived::new(move || {
        let before = query.with(|query| query.get_str("before").and_then(|raw| Cursor::parse(raw).ok()));
        let filter = filter.get();
        TodoQuery { filter, before }.address()
    });
    let initial = InitialState::of_page();
    let refused = StoredValue::new(initial.take_refused());
    let first_page = StoredValue::new(initial.take_todos());
    let name = move || {
        let title = match filter.get() {
            TodoFilter::All => "Todos",
            TodoFilter::Active => "Active todos",
            TodoFilter::Completed => "Completed todos",
        };
        if refused.with_value(Option::is_some) {
            format!("Error: {title}")
        } else {
            title.to_owned()
        }
    };
    let content = move || {
        let refused = refused.get_value();
        let editing = query.with_untracked(|query| editing(query, refused.as_ref()));
        // What belongs to no row is said above the list.
        let refused = refused.filter(|_| editing.is_none());
        let initial = first_page.try_update_value(Option::take).flatten();
        let board = view! { <TodoBoard initial filter address editing refused /> };
        let heading = element("h1", &[]).child("Todos");
        Piece::from(
            element("div", &[("class", "todos-page")])
                .child(heading)
                .child(board.into_any()),
        )
    };
    view! {
        <PageTitle text=title(name) />
        <Protected>{content()}</Protected>
    }
}

/// The todo whose edit form to show: one that was sent back, or one the address names.
fn editing(query: &ParamsMap, refused: Option<&RefusedForm>) -> Option<Editing> {
    let is_there = |form: &&RefusedForm| form.error != AppError::NotFound;
    let renamed = refused
        .filter(|form| form.value("intent") == Some("rename"))
        .filter(is_there);
    if let Some(form) = renamed {
        let problem = form
            .error
            .problem_with(Field::Title)
            .map_or_else(|| form.error.message(), |problem| problem.message());
        let typed = form.value("title").map(str::to_owned);
        return Some(Editing {
            id: TodoId::parse(form.value("id")?).ok()?,
            typed,
            problem: Some(problem),
        });
    }
    if refused.is_some() {
        return None;
    }
    let id = TodoId::parse(query.get_str("edit")?).ok()?;
    Some(Editing {
        id,
        typed: None,
        problem: None,
    })
}
