use crate::{
    app::{InitialState, PageContext},
    components::{Editing, Piece, page_title, piece::element, protected, todo_board},
    hooks::Derived,
    model::{AppError, Cursor, Field, RefusedForm, TodoFilter, TodoId, TodoQuery},
};
use leptos::prelude::expect_context;
use std::sync::Arc;

/// `/todos?filter=…`, for signed-in people. `edit` opens a todo's form and `before` an earlier
/// part of the list; both are for browsers without JavaScript.
pub fn todos() -> Piece {
    let query = expect_context::<PageContext>().query;
    let filter = Derived::new(move || query.with(|query| TodoFilter::parse(parameter(query, "filter"))));
    let address = Derived::new(move || {
        let before = query.with(|query| parameter(query, "before").and_then(|raw| Cursor::parse(raw).ok()));
        let filter = filter.get();
        TodoQuery { filter, before }.address()
    });
    let initial = InitialState::of_page();
    let refused = Arc::new(initial.take_refused());
    let is_refused = refused.is_some();
    page_title(move || {
        let title = match filter.get() {
            TodoFilter::All => "Todos",
            TodoFilter::Active => "Active todos",
            TodoFilter::Completed => "Completed todos",
        };
        if is_refused {
            format!("Error: {title}")
        } else {
            title.to_owned()
        }
    });
    protected(move || {
        let refused = (*refused).clone();
        let editing = query.with_untracked(|query| editing(query, refused.as_ref()));
        // What belongs to no row is said above the list.
        let refused = refused.filter(|_| editing.is_none());
        let board = todo_board(initial.take_todos(), filter, address, editing, refused);
        element("div", &[("class", "todos-page")])
            .child(element("h1", &[]).child("Todos"))
            .child(board)
            .into()
    })
}

/// A parameter of this page's address; none of them holds anything to decode.
fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let mut parameters = query.split('&').filter_map(|parameter| parameter.split_once('='));
    parameters.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// The todo whose edit form to show: one that was sent back, or one the address names.
fn editing(query: &str, refused: Option<&RefusedForm>) -> Option<Editing> {
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
    let id = TodoId::parse(parameter(query, "edit")?).ok()?;
    Some(Editing {
        id,
        typed: None,
        problem: None,
    })
}
