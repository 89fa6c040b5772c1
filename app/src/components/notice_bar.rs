use super::{
    IconName,
    icon::icon,
    piece::{Piece, changing, element, nothing},
    reactive::{handler, text},
};
use crate::hooks::{Notice, UseTodos};
use leptos::ev::MouseEvent;

/// Says what could not be saved, and offers to try again. It stays until it is dismissed.
pub fn notice_bar(todos: UseTodos) -> Piece {
    let notice = todos.notice;
    let spoken = text(move || notice.get().map(|notice| notice.message).unwrap_or_default());
    element("div", &[("class", "notice-area")])
        .child(element("p", &[("class", "visually-hidden"), ("role", "status")]).child(spoken))
        .child(changing(move || match notice.get() {
            Some(shown) => shown_notice(todos, shown),
            None => nothing(),
        }))
        .into()
}

fn shown_notice(todos: UseTodos, shown: Notice) -> Piece {
    let Notice { message, retry } = shown;
    let has_nothing_to_retry = retry.is_empty();
    let on_retry = handler(move |_: MouseEvent| {
        todos.notice.set(None);
        retry.iter().for_each(|change| todos.change(change.clone()));
    });
    let retry = element("button", &[("type", "button")])
        .attr("hidden", has_nothing_to_retry)
        .on("click", on_retry)
        .child("Retry");
    let dismiss = element(
        "button",
        &[("class", "icon-button"), ("type", "button"), ("aria-label", "Dismiss")],
    )
    .on("click", handler(move |_: MouseEvent| todos.notice.set(None)))
    .child(icon(IconName::Close));
    element("div", &[("class", "notice"), ("data-testid", "notice")])
        .child(icon(IconName::Alert))
        .child(element("span", &[("aria-hidden", "true")]).child(message))
        .child(retry)
        .child(dismiss)
        .into()
}
