//! `/admin?search=…&before=…`: everybody, the newest first. For who is no administrator there is nothing here.

use super::{
    form_view::{ButtonKind, button},
    page::{Page, PageError},
    visit::{Admin, CurrentUser},
};
use crate::{
    auth::{
        UserRow,
        admin::{Actor, PersonRow, list_people},
        role_of,
    },
    words,
};
use app::model::Role;
use axum::{body::Body, http::Response};
use leptos::prelude::*;
use url::form_urlencoded::byte_serialize;

/// So many people are on a page.
const PEOPLE: u32 = 50;

pub async fn page(Admin(visit): Admin) -> Response<Body> {
    visit.answer(show(&visit).await).await
}

async fn show(visit: &CurrentUser) -> Result<Page, PageError> {
    let actor = Actor::Admin(&visit.live, &visit.client);
    let search = visit.parameter("search").unwrap_or_default();
    let before = visit.parameter("before");
    let found = list_people(visit.auth(), actor, &search, before.as_deref(), PEOPLE).await?;
    let list = if found.rows.is_empty() {
        view! { <p class="card empty">"Nobody is like that."</p> }.into_any()
    } else {
        let rows: Vec<AnyView> = found.rows.iter().map(|person| line(visit, person)).collect();
        view! { <ul class="card rows">{rows}</ul> }.into_any()
    };
    let next = found.next.map(|next| {
        let search: String = byte_serialize(search.as_bytes()).collect();
        format!("/admin?search={search}&before={next}")
    });
    let body = view! {
        <div class="narrow">
            <h1>"People"</h1>
            <form class="search" method="get" action="/admin" role="search">
                <div class="field">
                    <label for="search">"Name or e-mail address"</label>
                    <input id="search" name="search" type="search" value=search autocomplete="off" autocapitalize="none" spellcheck="false" />
                </div>
                {button("Search", ButtonKind::Plain)}
            </form>
            {list}
            {more(next, "More people")}
        </div>
    };
    Ok(Page::new("People", None, body.into_any()))
}

fn line(visit: &CurrentUser, person: &PersonRow) -> AnyView {
    let user = &person.user;
    let href = format!("/admin/people/{}", user.id);
    let detail = detail(visit, user, person.last_active_at);
    view! {
        <li class="row-item">
            <div class="row-text">
                <a href=href>{words::address(&user.email)}</a>
                <p class="row-detail"><bdi>{user.name.clone()}</bdi>" · "{detail}</p>
            </div>
            {badges(user)}
        </li>
    }
    .into_any()
}

/// "since 3 March 2026 · active 5 minutes ago"
pub(super) fn detail(visit: &CurrentUser, user: &UserRow, last_active_at: Option<i64>) -> String {
    let since = words::day(user.created_at, &visit.live.user.time_zone);
    match last_active_at {
        Some(at) => format!("since {since} · active {}", words::ago(at, visit.auth().clock.now())),
        None => format!("since {since} · signed in nowhere"),
    }
}

pub(super) fn badges(user: &UserRow) -> AnyView {
    let admin = (role_of(user) == Role::Admin).then(|| view! { <span class="badge">"Administrator"</span> }.into_any());
    let disabled = (!user.is_active).then(|| view! { <span class="badge badge-danger">"Disabled"</span> }.into_any());
    view! { <span class="badges">{admin}{disabled}</span> }.into_any()
}

/// Where a list goes on, if it does.
pub(super) fn more(href: Option<String>, label: &'static str) -> Option<AnyView> {
    href.map(|href| view! { <p><a class="button" href=href>{label}</a></p> }.into_any())
}
