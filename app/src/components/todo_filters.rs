use super::{
    piece::{Piece, element},
    reactive::when,
};
use crate::{hooks::Derived, model::TodoFilter};

/// All, active, completed: links, so that they work without JavaScript and the choice is in the address.
pub fn todo_filters(filter: Derived<TodoFilter>) -> Piece {
    let link = move |choice: TodoFilter| {
        let is_chosen = move || filter.get() == choice;
        let link = element("a", &[("data-noscroll", "")])
            .attr("class", when(is_chosen, "selected"))
            .attr("href", choice.path())
            .attr("aria-current", when(is_chosen, "page"))
            .child(choice.label());
        element("li", &[]).child(link).into()
    };
    element("ul", &[("class", "filters"), ("aria-label", "Show")])
        .child(TodoFilter::EVERY.map(link))
        .into()
}
