use super::{
    Icon, IconName,
    reactive::{dynamic, handler, text},
};
use crate::{hooks::Notice, model::TodoChange};
use leptos::{ev::MouseEvent, prelude::*};

/// Says what could not be saved, and offers to try again. It stays until it is dismissed.
#[component]
pub fn NoticeBar(notice: RwSignal<Option<Notice>>, #[prop(into)] on_retry: Callback<TodoChange>) -> impl IntoView {
    view! {
        <div class="notice-area">
            <p class="visually-hidden" role="status">{text(move || notice.get().map(|notice| notice.message).unwrap_or_default())}</p>
            {dynamic(move || match notice.get() {
                Some(shown) => view! { <Shown notice shown on_retry /> }.into_any(),
                None => ().into_any(),
            })}
        </div>
    }
}

#[component]
fn Shown(notice: RwSignal<Option<Notice>>, shown: Notice, on_retry: Callback<TodoChange>) -> impl IntoView {
    let Notice { message, retry } = shown;
    let has_nothing_to_retry = retry.is_empty();
    let on_retry = handler(move |_: MouseEvent| {
        notice.set(None);
        retry.iter().cloned().for_each(|change| on_retry.run(change));
    });
    view! {
        <div class="notice" data-testid="notice">
            <Icon name=IconName::Alert />
            <span aria-hidden="true">{message}</span>
            <button type="button" hidden=has_nothing_to_retry on:click=on_retry>"Retry"</button>
            <button class="icon-button" type="button" aria-label="Dismiss" on:click=handler(move |_: MouseEvent| notice.set(None))>
                <Icon name=IconName::Close />
            </button>
        </div>
    }
}
