use super::{
    Icon, IconName,
    reactive::{dynamic, flag, handler, state, text},
};
use crate::hooks::{UseSignOut, use_session, use_sign_out};
use leptos::{ev::SubmitEvent, prelude::*};

/// The name of the product, and the way in or out.
#[component]
pub fn Header() -> impl IntoView {
    let session = use_session();
    let name = move || session.data.get().map(|data| data.user.name.as_str().to_owned());
    let home = text(move || if session.data.read().is_some() { "/todos" } else { "/" }.to_owned());
    view! {
        <header class="site-header">
            <a class="brand" href=home>
                <Icon name=IconName::Latch />
                <span>"Latchkey"</span>
            </a>
            <nav class="site-nav" aria-label="Account">
                {dynamic(move || match name() {
                    Some(name) => view! { <Member name /> }.into_any(),
                    None => view! { <Guest /> }.into_any(),
                })}
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
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        submit.run(());
    });
    // The style sheet makes it a capital; tables of Unicode cases would weigh more than this header.
    let initial = name.chars().take(1).collect::<String>();
    view! {
        <span class="member">
            <span class="avatar" aria-hidden="true">{initial}</span>
            <bdi class="member-name">{name}</bdi>
        </span>
        <form method="post" action="/sign-out" on:submit=on_submit>
            <button class="button button-quiet button-small" type="submit" aria-busy=state(move || pending.get())>
                "Sign out"
            </button>
        </form>
        <span class="nav-error" role="alert" hidden=flag(move || error.read().is_none())>{text(move || error.get().map(|error| error.message()).unwrap_or_default())}</span>
    }
}
