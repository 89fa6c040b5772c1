use crate::{
    components::{
        PageTitle,
        piece::{Piece, element},
        title,
    },
    model::AppError,
    side,
};
use leptos::prelude::*;

/// For addresses that lead nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    side::set_response_status(&AppError::NotFound);
    super::mark_when_alive();
    let todos = element("a", &[("class", "button button-primary"), ("href", "/todos")]);
    let start = element("a", &[("class", "button"), ("href", "/")]);
    let ways_out = element("p", &[("class", "actions")])
        .child(todos.child("Go to your todos"))
        .child(start.child("Go to the start page"));
    let message = element("section", &[("class", "message-page")])
        .child(element("p", &[("class", "big-number"), ("aria-hidden", "true")]).child("404"))
        .child(element("h1", &[]).child("We can’t find that page."))
        .child(element("p", &[]).child("The address may be mistyped, or what was here has been deleted."))
        .child(ways_out);
    view! {
        <PageTitle text=title(|| "Page not found".to_owned()) />
        {Piece::from(message)}
    }
}
