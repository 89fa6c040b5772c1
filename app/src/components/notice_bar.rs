use super::{Icon, IconName};
use crate::{hooks::Notice, model::TodoChange};
use leptos::prelude::*;

/// Says what could not be saved, and offers to try again. It stays until it is dismissed.
#[component]
pub fn NoticeBar(notice: RwSignal<Option<Notice>>, #[prop(into)] on_retry: Callback<TodoChange>) -> impl IntoView {
    view! {
        <div class="notice-area">
            <p class="visually-hidden" role="status">{move || notice.get().map(|notice| notice.message)}</p>
            {move || {
                notice
                    .get()
                    .map(|Notice { message, retry }| {
                        view! {
                            <div class="notice" data-testid="notice">
                                <Icon name=IconName::Alert />
                                <span aria-hidden="true">{message}</span>
                                {retry
                                    .map(|change| {
                                        view! {
                                            <button type="button" on:click=move |_| on_retry.run(change.clone())>
                                                "Retry"
                                            </button>
                                        }
                                    })}
                                <button class="icon-button" type="button" aria-label="Dismiss" on:click=move |_| notice.set(None)>
                                    <Icon name=IconName::Close />
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
