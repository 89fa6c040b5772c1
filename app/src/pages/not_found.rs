use crate::{
    components::{Piece, page_title, piece::element},
    model::AppError,
    side,
};

/// For addresses that lead nowhere.
pub fn not_found() -> Piece {
    side::set_response_status(&AppError::NotFound);
    page_title(|| "Page not found".to_owned());
    let todos = element("a", &[("class", "button button-primary"), ("href", "/todos")]);
    let start = element("a", &[("class", "button"), ("href", "/")]);
    let ways_out = element("p", &[("class", "actions")])
        .child(todos.child("Go to your todos"))
        .child(start.child("Go to the start page"));
    element("section", &[("class", "message-page")])
        .child(element("p", &[("class", "big-number"), ("aria-hidden", "true")]).child("404"))
        .child(element("h1", &[]).child("We can’t find that page."))
        .child(element("p", &[]).child("The address may be mistyped, or what was here has been deleted."))
        .child(ways_out)
        .into()
}
