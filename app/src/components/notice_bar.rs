use super::{Icon, IconName, live_text};
use crate::hooks::{Notice, UseTodos};
use leptos::prelude::*;

/// Says what could not be saved, and offers to try again. It stays until it is dismissed.
#[component]
pub fn NoticeBar(todos: UseTodos) -> impl IntoView {
    let notice = todos.notice;
    let message = Signal::derive(move || notice.get().map(|notice| notice.message).unwrap_or_default());
    view! {
        <div class="notice-area">
            <p class="visually-hidden" role="status" use:live_text=message>
                {message.get_untracked()}
            </p>
            {move || notice.get().map(|notice| view! { <ShownNotice todos notice /> })}
        </div>
    }
}

#[component]
fn ShownNotice(todos: UseTodos, notice: Notice) -> impl IntoView {
    let Notice { message, retry } = notice;
    let has_nothing_to_retry = retry.is_empty();
    let try_again = move |_| {
        todos.notice.set(None);
        retry.iter().for_each(|change| todos.change(change.clone()));
    };
    view! {
        <div class="notice" data-testid="notice">
            <Icon name=IconName::Alert />
            <span aria-hidden="true">{message}</span>
            <button type="button" hidden=has_nothing_to_retry on:click=try_again>
                "Retry"
            </button>
            <button class="icon-button" type="button" aria-label="Dismiss" on:click=move |_| todos.notice.set(None)>
                <Icon name=IconName::Close />
            </button>
        </div>
    }
}
