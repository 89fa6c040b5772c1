//! Where the todo list says that a change could not be saved.
//!
//! The board shows it below the list. What it says and whether it can be tried again is decided by `hooks/outbox.rs`; a
//! screen reader hears it from an element that is always there, because one that appears with its text is often not
//! read.

use super::{Icon, IconName, live_text};
use crate::hooks::UseTodos;
use leptos::prelude::*;

/// Says what could not be saved, and offers to try again. It stays until that is over or dismissed.
#[component]
pub(super) fn NoticeBar(todos: UseTodos) -> impl IntoView {
    let notice = todos.notice;
    let is_shown = Memo::new(move |_| !notice.read().is_empty());
    let shown = move || {
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
    };
    view! {
        <div class="notice-area">
            <p class="visually-hidden" role="status" use:live_text=notice.into()>
                {notice.get_untracked()}
            </p>
            {move || is_shown.get().then(shown)}
        </div>
    }
}
