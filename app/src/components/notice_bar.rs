use super::{Icon, IconName, live_text};
use crate::hooks::UseTodos;
use leptos::prelude::*;

/// Says what could not be saved, and offers to try again. It stays until it is over or dismissed.
#[component]
pub fn NoticeBar(todos: UseTodos) -> impl IntoView {
    let notice = Memo::new(move |_| todos.notice());
    let message = Signal::derive(move || notice.get().map(|notice| notice.message).unwrap_or_default());
    let has_nothing_to_retry = move || !notice.read().as_ref().is_some_and(|notice| notice.can_retry);
    view! {
        <div class="notice-area">
            <p class="visually-hidden" role="status" use:live_text=message>
                {message.get_untracked()}
            </p>
            <Show when=move || notice.read().is_some()>
                <div class="notice" data-testid="notice">
                    <Icon name=IconName::Alert />
                    <span aria-hidden="true" use:live_text=message>
                        {message.get_untracked()}
                    </span>
                    <button type="button" hidden=has_nothing_to_retry on:click=move |_| todos.retry()>
                        "Retry"
                    </button>
                    <button class="icon-button" type="button" aria-label="Dismiss" on:click=move |_| todos.dismiss()>
                        <Icon name=IconName::Close />
                    </button>
                </div>
            </Show>
        </div>
    }
}
