//! `/admin/people?search=…&show=…&sort=…&before=…`: everybody, or those who are looked for.

use super::{
    administration::{admin_page, below_people},
    form_view::{ButtonKind, button},
    page::{Page, PageError},
    paths::{self, PEOPLE},
    visit::{Admin, CurrentUser},
};
use crate::{
    auth::{
        UserRow,
        admin::{Actor, Counts, PeopleFilter, PeopleQuery, PeopleSort, PersonRow, count_people, list_people},
        role_of,
    },
    humanize,
};
use app::model::{Role, grouped};
use axum::{body::Body, http::Response};
use leptos::prelude::*;
use url::form_urlencoded::Serializer;

/// So many people are on a page.
const ON_A_PAGE: u32 = 50;

pub async fn page(Admin(visit): Admin) -> Response<Body> {
    visit.answer(show(&visit).await).await
}

async fn show(visit: &CurrentUser) -> Result<Page, PageError> {
    let actor = Actor::Admin(&visit.live, &visit.client);
    let search = visit.parameter("search").unwrap_or_default();
    let (filter, sort) = (visit.parameter("show"), visit.parameter("sort"));
    let filter = PeopleFilter::ALL
        .into_iter()
        .find(|one| filter.as_deref() == Some(one.as_str()));
    let sort = PeopleSort::ALL
        .into_iter()
        .find(|one| sort.as_deref() == Some(one.as_str()));
    let (filter, sort) = (filter.unwrap_or_default(), sort.unwrap_or_default());
    let before = visit.parameter("before");
    let asked = PeopleQuery {
        search: &search,
        filter,
        sort,
        before: before.as_deref(),
    };
    let found = list_people(visit.auth(), actor, asked, ON_A_PAGE).await?;
    let counts = count_people(visit.auth(), actor).await?;
    let list = if found.rows.is_empty() {
        view! { <p class="card empty">"Nobody was found."</p> }.into_any()
    } else {
        let rows: Vec<AnyView> = found.rows.iter().map(|person| line(visit, person)).collect();
        view! { <ul class="card rows">{rows}</ul> }.into_any()
    };
    let next = found.next.map(|next| address(filter, sort, &search, Some(&next)));
    let filters = Vec::from(PeopleFilter::ALL.map(|one| {
        let name = format!("{} {}", name_of(one), grouped(count_of(&counts, one)));
        choice(name, address(one, sort, &search, None), one == filter)
    }));
    let sorts = Vec::from(PeopleSort::ALL.map(|one| {
        let name = match one {
            PeopleSort::Newest => "Newest",
            PeopleSort::Name => "Name",
            PeopleSort::LastActive => "Last seen",
        };
        choice(name.to_owned(), address(filter, one, &search, None), one == sort)
    }));
    let hidden = |name: &'static str, value: &'static str, default: &str| {
        (value != default).then(|| view! { <input type="hidden" name=name value=value /> })
    };
    let body = view! {
        <form class="search" method="get" action=PEOPLE role="search">
            {hidden("show", filter.as_str(), PeopleFilter::default().as_str())}
            {hidden("sort", sort.as_str(), PeopleSort::default().as_str())}
            <div class="field">
                <label for="search">"Name or e-mail address"</label>
                <input id="search" name="search" type="search" value=search.clone() autocomplete="off" autocapitalize="none" spellcheck="false" />
            </div>
            {button("Search", ButtonKind::Plain)}
            <a class="button" href=paths::NEW_PERSON>"Add a person"</a>
        </form>
        <nav class="choices" aria-label="Show">
            <ul>{filters}</ul>
        </nav>
        <nav class="choices" aria-label="Sort by">
            <span aria-hidden="true">"Sort by"</span>
            <ul>{sorts}</ul>
        </nav>
        {list}
        {more(next, "More people")}
    };
    let heading = match filter {
        PeopleFilter::Everybody => "People",
        filter => name_of(filter),
    };
    let mut trail = below_people();
    trail.truncate(if filter == PeopleFilter::Everybody { 1 } else { 2 });
    Ok(admin_page(visit, trail, heading, None, body.into_any()))
}

fn name_of(filter: PeopleFilter) -> &'static str {
    match filter {
        PeopleFilter::Everybody => "Everybody",
        PeopleFilter::Administrators => "Administrators",
        PeopleFilter::Disabled => "Disabled",
        PeopleFilter::Unconfirmed => "Address not confirmed",
        PeopleFilter::TwoStep => "With two-step verification",
        PeopleFilter::NoTwoStep => "Without two-step verification",
    }
}

fn count_of(counts: &Counts, filter: PeopleFilter) -> i64 {
    match filter {
        PeopleFilter::Everybody => counts.people,
        PeopleFilter::Administrators => counts.administrators,
        PeopleFilter::Disabled => counts.disabled,
        PeopleFilter::Unconfirmed => counts.unconfirmed,
        PeopleFilter::TwoStep => counts.two_step,
        PeopleFilter::NoTwoStep => counts.people - counts.two_step,
    }
}

/// Where a part of the list is; what is as usual is left out.
pub(super) fn address(filter: PeopleFilter, sort: PeopleSort, search: &str, before: Option<&str>) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value, usual) in [
        ("search", search, ""),
        ("show", filter.as_str(), PeopleFilter::default().as_str()),
        ("sort", sort.as_str(), PeopleSort::default().as_str()),
        ("before", before.unwrap_or_default(), ""),
    ] {
        if value != usual {
            query.append_pair(name, value);
        }
    }
    match query.finish().as_str() {
        "" => PEOPLE.to_owned(),
        query => format!("{PEOPLE}?{query}"),
    }
}

fn choice(name: String, href: String, is_current: bool) -> AnyView {
    view! { <li><a href=href aria-current=is_current.then_some("true")>{name}</a></li> }.into_any()
}

fn line(visit: &CurrentUser, person: &PersonRow) -> AnyView {
    let user = &person.user;
    let href = format!("{PEOPLE}/{}", user.id);
    let detail = detail(visit, user, person.last_active_at);
    view! {
        <li class="row-item">
            <div class="row-text">
                <a href=href>{humanize::address(&user.email)}</a>
                <p class="row-detail"><bdi>{user.name.clone()}</bdi>" · "{detail}</p>
            </div>
            {badges(user)}
        </li>
    }
    .into_any()
}

/// "since 3 March 2026 · active 5 minutes ago"
fn detail(visit: &CurrentUser, user: &UserRow, last_active_at: Option<i64>) -> String {
    let since = humanize::day(user.created_at, &visit.live.user.time_zone);
    match last_active_at {
        Some(at) => format!("since {since} · active {}", humanize::ago(at, visit.auth().clock.now())),
        None => format!("since {since} · not signed in anywhere"),
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
