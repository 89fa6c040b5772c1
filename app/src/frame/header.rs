//! The head of every page.
//!
//! The document (`shell.rs`) draws it on the server; nothing of it is hydrated. It shows the session that the request
//! came with. Links and the account's menu work without a script.

use crate::{
    components::{Icon, IconName},
    model::{Role, User},
    request,
};
use leptos::prelude::*;

/// The name of the product, and the way in for guests; or where a user can go, and the way out.
#[component]
pub(crate) fn Header() -> impl IntoView {
    let session = request::caller().session;
    let home = if session.is_some() { "/todos" } else { "/" };
    view! {
        <header class="site-header">
            <a class="brand" href=home>
                <Icon name=IconName::Latch />
                <span>"Latchkey"</span>
            </a>
            <nav class="site-nav" aria-label="Main">
                {match session {
                    Some(session) => view! { <Member user=session.user /> }.into_any(),
                    None => view! { <Guest /> }.into_any(),
                }}
            </nav>
        </header>
    }
}

/// Whoever is on the way in already is not sent there once more.
#[component]
fn Guest() -> impl IntoView {
    let path = request::path();
    let is_on_the_way = ["/sign-in", "/sign-up"].iter().any(|way| path.starts_with(way));
    let get_started = || {
        view! {
            <a class="button button-primary button-small" href="/sign-up">
                "Get started"
            </a>
        }
    };
    view! {
        <a class="nav-link" href="/sign-in" aria-current=(path == "/sign-in").then_some("page")>
            "Sign in"
        </a>
        {(!is_on_the_way).then(get_started)}
    }
}

/// Links, and the account's menu.
#[component]
fn Member(user: User) -> impl IntoView {
    let name = user.name.as_str().to_owned();
    let initial = name.chars().take(1).flat_map(char::to_uppercase).collect::<String>();
    let is_administrator = user.role == Role::Admin;
    view! {
        <NavLink href="/todos" name="Todos" />
        <details class="account-menu" name="account">
            <summary title=name.clone()>
                <span class="avatar" aria-hidden="true">
                    {initial}
                </span>
                <bdi class="member-name">{name.clone()}</bdi>
            </summary>
            <div class="account-menu-items card">
                <p class="account-menu-email">{user.email.as_str().to_owned()}</p>
                <NavLink href="/settings" name="Settings" />
                {is_administrator.then(|| view! { <NavLink href="/admin" name="Administration" /> })}
                <form method="post" action="/sign-out">
                    <button class="nav-link" type="submit">
                        "Sign out"
                    </button>
                </form>
            </div>
        </details>
        <span class="nav-error" role="alert"></span>
    }
}

/// A link that says whether one is there, or below.
#[component]
fn NavLink(href: &'static str, name: &'static str) -> impl IntoView {
    let path = request::path();
    // Lists are todos too.
    let path = path
        .strip_prefix("/lists")
        .map_or(path.clone(), |rest| format!("/todos{rest}"));
    let rest = path.strip_prefix(href);
    let current = match rest {
        Some("") => Some("page"),
        Some(rest) if rest.starts_with('/') => Some("true"),
        _ => None,
    };
    view! {
        <a class="nav-link" href=href aria-current=current>
            {name}
        </a>
    }
}
