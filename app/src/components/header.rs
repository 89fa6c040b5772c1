use super::{Icon, IconName, live_text};
use crate::hooks::{use_session, use_sign_out};
use leptos::prelude::*;

/// The name of the product, and the way in or out. Who is signed in does not change under a page: when it
/// does, the page is loaded anew.
#[component]
pub fn Header() -> impl IntoView {
    let session = untrack(|| use_session().data());
    let home = if session.is_some() { "/todos" } else { "/" };
    view! {
        <header class="site-header">
            <a class="brand" href=home>
                <Icon name=IconName::Latch />
                <span>"Latchkey"</span>
            </a>
            <nav class="site-nav" aria-label="Account">
                {match session {
                    Some(session) => view! { <Member name=session.user.name.as_str().to_owned() /> }.into_any(),
                    None => view! { <Guest /> }.into_any(),
                }}
            </nav>
        </header>
    }
}

#[component]
fn Guest() -> impl IntoView {
    view! {
        <a class="nav-link" href="/sign-in">
            "Sign in"
        </a>
        <a class="button button-primary button-small" href="/sign-up">
            "Get started"
        </a>
    }
}

#[component]
fn Member(name: String) -> impl IntoView {
    let sign_out = use_sign_out();
    let problem = Signal::derive(move || sign_out.error().map(|error| error.message()).unwrap_or_default());
    // The style sheet makes it a capital; tables of Unicode cases would weigh more than this header.
    let initial = name.chars().take(1).collect::<String>();
    view! {
        <a class="member" href="/settings/profile" title="Settings">
            <span class="avatar" aria-hidden="true">
                {initial}
            </span>
            <bdi class="member-name">{name}</bdi>
        </a>
        <form
            method="post"
            action="/sign-out"
            on:submit=move |event| {
                event.prevent_default();
                sign_out.submit();
            }
        >
            <button
                class="button button-quiet button-small"
                type="submit"
                aria-busy=move || sign_out.is_pending().to_string()
            >
                "Sign out"
            </button>
        </form>
        <span
            class="nav-error"
            role="alert"
            hidden=move || problem.get().is_empty()
            use:live_text=problem
        >
            {problem.get_untracked()}
        </span>
    }
}
