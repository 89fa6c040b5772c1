use super::{Icon, IconName};
use crate::hooks::{UseSignOut, use_session, use_sign_out};
use leptos::{ev::SubmitEvent, prelude::*};

/// The name of the product, and the way in or out.
#[component]
pub fn Header() -> impl IntoView {
    let session = use_session();
    let name = move || session.data.get().map(|data| data.user.name.as_str().to_owned());
    let home = move || if session.data.read().is_some() { "/todos" } else { "/" };
    view! {
        <header class="site-header">
            <a class="brand" href=home>
                <Icon name=IconName::Latch />
                <span>"Latchkey"</span>
            </a>
            <nav class="site-nav" aria-label="Account">
                {move || match name() {
                    Some(name) => view! { <Member name /> }.into_any(),
                    None => view! { <Guest /> }.into_any(),
                }}
            </nav>
        </header>
    }
}

#[component]
fn Guest() -> impl IntoView {
    view! {
        <a class="nav-link" href="/sign-in">"Sign in"</a>
        <a class="button button-primary button-small" href="/sign-up">"Get started"</a>
    }
}

#[component]
fn Member(name: String) -> impl IntoView {
    let UseSignOut { submit, pending, error } = use_sign_out();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        submit.run(());
    };
    let initial = name.chars().next().unwrap_or('?').to_uppercase().to_string();
    view! {
        <span class="member">
            <span class="avatar" aria-hidden="true">{initial}</span>
            <bdi class="member-name">{name}</bdi>
        </span>
        <form method="post" action="/sign-out" on:submit=on_submit>
            <button class="button button-quiet button-small" type="submit" aria-busy=move || pending.get().to_string()>
                "Sign out"
            </button>
        </form>
        <span class="nav-error" role="alert">{move || error.get().map(|error| error.message())}</span>
    }
}
