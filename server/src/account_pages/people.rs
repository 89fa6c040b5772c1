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

pub(super) async fn page(Admin(visit): Admin) -> Response<Body> {
    visit.answer(show(&visit).await).await
}

async fn show(visit: &CurrentUser) -> Result<Page, PageError> {
    let actor = Actor::Admin(&visit.live, &visit.client);
    let asked = Asked::by(visit);
    let found = list_people(visit.auth(), actor, asked.query(), ON_A_PAGE).await?;
    let counts = count_people(visit.auth(), actor).await?;
    let list = if found.rows.is_empty() {
        view! { <p class="card empty">"Nobody was found."</p> }.into_any()
    } else {
        let rows: Vec<AnyView> = found.rows.iter().map(|person| line(visit, person)).collect();
        view! { <ul class="card rows">{rows}</ul> }.into_any()
    };
    let next = found
        .next
        .map(|next| address(asked.filter, asked.sort, &asked.search, Some(&next)));
    let body = view! {
        {asked.search_form()}
        <nav class="choices" aria-label="Show">
            <ul>{asked.filters(&counts)}</ul>
        </nav>
        <nav class="choices" aria-label="Sort by">
            <span aria-hidden="true">"Sort by"</span>
            <ul>{asked.sorts()}</ul>
        </nav>
        {list}
        {more(next, "More people")}
    };
    let heading = match asked.filter {
        PeopleFilter::Everybody => "People",
        filter => name_of(filter),
    };
    let mut trail = below_people();
    trail.truncate(if asked.filter == PeopleFilter::Everybody { 1 } else { 2 });
    Ok(admin_page(visit, trail, heading, None, body.into_any()))
}

/// What the address of the page asks for.
struct Asked {
    search: String,
    filter: PeopleFilter,
    sort: PeopleSort,
    before: Option<String>,
}

impl Asked {
    fn by(visit: &CurrentUser) -> Self {
        let (filter, sort) = (visit.parameter("show"), visit.parameter("sort"));
        let filter = PeopleFilter::ALL
            .into_iter()
            .find(|one| filter.as_deref() == Some(one.as_str()));
        let sort = PeopleSort::ALL
            .into_iter()
            .find(|one| sort.as_deref() == Some(one.as_str()));
        Self {
            search: visit.parameter("search").unwrap_or_default(),
            filter: filter.unwrap_or_default(),
            sort: sort.unwrap_or_default(),
            before: visit.parameter("before"),
        }
    }

    fn query(&self) -> PeopleQuery<'_> {
        PeopleQuery {
            search: &self.search,
            filter: self.filter,
            sort: self.sort,
            before: self.before.as_deref(),
        }
    }

    /// The field to search by, which keeps filter and order.
    fn search_form(&self) -> AnyView {
        let hidden = |name: &'static str, value: &'static str, default: &str| {
            (value != default).then(|| view! { <input type="hidden" name=name value=value /> })
        };
        view! {
            <form class="search" method="get" action=PEOPLE role="search">
                {hidden("show", self.filter.as_str(), PeopleFilter::default().as_str())}
                {hidden("sort", self.sort.as_str(), PeopleSort::default().as_str())}
                <div class="field">
                    <label for="search">"Name or e-mail address"</label>
                    <input id="search" name="search" type="search" value=self.search.clone() autocomplete="off" autocapitalize="none" spellcheck="false" />
                </div>
                {button("Search", ButtonKind::Plain)}
                <a class="button" href=paths::NEW_PERSON>"Add a person"</a>
            </form>
        }
        .into_any()
    }

    fn filters(&self, counts: &Counts) -> Vec<AnyView> {
        Vec::from(PeopleFilter::ALL.map(|one| {
            let name = format!("{} {}", name_of(one), grouped(count_of(counts, one)));
            choice(name, address(one, self.sort, &self.search, None), one == self.filter)
        }))
    }

    fn sorts(&self) -> Vec<AnyView> {
        Vec::from(PeopleSort::ALL.map(|one| {
            let name = match one {
                PeopleSort::Newest => "Newest",
                PeopleSort::Name => "Name",
                PeopleSort::LastActive => "Last seen",
            };
            choice(
                name.to_owned(),
                address(self.filter, one, &self.search, None),
                one == self.sort,
            )
        }))
    }
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
