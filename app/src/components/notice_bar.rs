//! Where the todo list says that a change could not be saved, that one can be taken back, and where a todo went.
//!
//! The board shows it below the list. What it says of changes is decided by `hooks/outbox.rs`; a screen reader hears it
//! from an element that is always there, because one that appears with its text is often not read.

use super::{
    Icon, IconName,
    board::{Board, Elsewhere},
    live_text,
};
use crate::{browser, hooks::UseTodos};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;

/// So long one can be in two minds, unless the keyboard or the pointer is on the offer.
const OFFERED_FOR: Duration = Duration::from_secs(10);

/// Says what could not be saved, and offers to try again. It stays until that is over or dismissed. Where nothing is
/// wrong, it offers to take the last change back.
#[component]
pub(super) fn NoticeBar(board: Board) -> impl IntoView {
    let (todos, elsewhere) = (board.todos, board.elsewhere);
    let notice = todos.notice;
    let offer = Memo::new(move |_| match elsewhere.get() {
        _ if !notice.read().is_empty() => String::new(),
        Some(elsewhere) => elsewhere.words,
        None => todos.undoable.get(),
    });
    let said = Signal::derive(move || match notice.get() {
        none if none.is_empty() => offer.get(),
        notice => notice,
    });
    let is_shown = Memo::new(move |_| !notice.read().is_empty());
    let is_offered = Memo::new(move |_| !offer.read().is_empty());
    // The later word is the one that counts.
    Effect::new(move || {
        if !todos.undoable.read().is_empty() {
            elsewhere.set(None);
        }
    });
    let forget = move || {
        elsewhere.set(None);
        todos.forget_undo();
    };
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        if let Some(Some(timer)) = before {
            timer.clear();
        }
        let is_new = !offer.read().is_empty();
        is_new
            .then(|| set_timeout_with_handle(forget, OFFERED_FOR).ok())
            .flatten()
    });
    undo_by_key(todos);
    view! {
        <div class="notice-area">
            <p class="visually-hidden" role="status" use:live_text=said>
                {said.get_untracked()}
            </p>
            {move || is_shown.get().then(|| view! { <Refusal todos /> })}
            {move || is_offered.get().then(|| view! { <Offer board offer forget /> })}
        </div>
    }
}

/// The key `z` takes back what the bar offers to take back.
fn undo_by_key(todos: UseTodos) {
    Effect::new(move || {
        browser::on_key(move |event| {
            let is_plain = !event.meta_key() && !event.ctrl_key() && !event.alt_key();
            if event.key() == "z" && is_plain && !browser::is_writing(event) {
                todos.undo();
            }
        });
    });
}

/// What could not be saved.
#[component]
fn Refusal(todos: UseTodos) -> impl IntoView {
    let notice = todos.notice;
    view! {
        <div class="notice" data-testid="notice">
            <Icon name=IconName::Alert />
            <span aria-hidden="true" use:live_text=notice.into()>
                {notice.get_untracked()}
            </span>
            <button type="button" hidden=move || !todos.can_retry() on:click=move |_| todos.retry()>
                "Retry"
            </button>
            <button class="icon-button" type="button" aria-label="Dismiss" on:click=move |_| todos.dismiss()>
                <Icon name=IconName::Close />
            </button>
        </div>
    }
}

/// What can be taken back, or gone to.
#[component]
fn Offer(board: Board, offer: Memo<String>, forget: impl Fn() + Copy + Send + 'static) -> impl IntoView {
    let todos = board.todos;
    let way = move || match board.elsewhere.get() {
        Some(Elsewhere { address, .. }) => view! { <a href=address>"Show"</a> }.into_any(),
        None => view! {
            <button type="button" on:click=move |_| todos.undo()>
                "Undo"
            </button>
        }
        .into_any(),
    };
    view! {
        <div class="notice" data-testid="offer">
            <span aria-hidden="true" use:live_text=offer.into()>
                {offer.get_untracked()}
            </span>
            {way}
            <button class="icon-button" type="button" aria-label="Dismiss" on:click=move |_| forget()>
                <Icon name=IconName::Close />
            </button>
        </div>
    }
}
