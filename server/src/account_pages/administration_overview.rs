//! `/admin`: how many there are of everything, and the last thirty days.

use super::{
    administration::admin_page,
    card::card,
    page::{Page, PageError},
    paths::{self, PEOPLE},
    people::address,
    plot::{Figure, plot},
    visit::{Admin, CurrentUser},
};
use crate::{
    auth::admin::{Actor, Counts, Day, Overview, PeopleFilter, PeopleSort, look_over},
    humanize,
    navigation::see_other,
};
use app::model::grouped;
use axum::{body::Body, http::Response};
use leptos::prelude::*;

/// What is counted by day: what it is called, and which figure of a day it is.
const SERIES: [(&str, Figure); 4] = [
    ("Sign-ups", |day| day.sign_ups),
    ("Sign-ins", |day| day.sign_ins),
    ("Refused attempts", |day| day.refusals),
    ("E-mails waiting", |day| day.mails_waiting),
];

pub(super) async fn page(Admin(visit): Admin) -> Response<Body> {
    // The list of people was here.
    if let Some(query) = visit.uri().query()
        && (visit.parameter("search").is_some() || visit.parameter("before").is_some())
    {
        return see_other(&format!("{PEOPLE}?{query}"));
    }
    visit.answer(show(&visit).await).await
}

async fn show(visit: &CurrentUser) -> Result<Page, PageError> {
    let Overview { now, days } = look_over(visit.auth(), Actor::Admin(&visit.live, &visit.client)).await?;
    let plots: Vec<AnyView> = SERIES.iter().map(|(name, figure)| plot(name, &days, *figure)).collect();
    let lately = view! {
        <div class="plots">{plots}</div>
        {table(&days)}
    };
    let body = view! {
        <p class="actions">
            <a class="button button-primary" href=PEOPLE>"People"</a>
            <a class="button" href=paths::NEW_PERSON>"Add a person"</a>
        </p>
        {counts(&now)}
        {card(
            "The last thirty days",
            "Days begin at midnight UTC. Refused are wrong passwords and codes, and each minute in which somebody was held back after too many of them. E-mails stand on the day they were asked for, for as long as they wait.",
            lately.into_any(),
        )}
    };
    Ok(admin_page(visit, Vec::new(), "Administration", None, body.into_any()))
}

fn counts(now: &Counts) -> AnyView {
    let of_people = |filter| Some(address(filter, PeopleSort::default(), "", None));
    let counts = [
        ("People", now.people, of_people(PeopleFilter::Everybody)),
        ("Address confirmed", now.people - now.unconfirmed, None),
        (
            "Administrators",
            now.administrators,
            of_people(PeopleFilter::Administrators),
        ),
        ("Disabled", now.disabled, of_people(PeopleFilter::Disabled)),
        (
            "With two-step verification",
            now.two_step,
            of_people(PeopleFilter::TwoStep),
        ),
        ("Sessions", now.sessions, None),
        ("E-mails waiting", now.mails_waiting, None),
        ("E-mails given up", now.mails_given_up, None),
    ];
    let count = |(name, count, href): (&'static str, i64, Option<String>)| {
        let name = match href {
            Some(href) => view! { <a href=href>{name}</a> }.into_any(),
            None => name.into_any(),
        };
        view! { <div><dt>{name}</dt><dd>{grouped(count)}</dd></div> }.into_any()
    };
    let counts: Vec<AnyView> = counts.into_iter().map(count).collect();
    view! { <dl class="card counts">{counts}</dl> }.into_any()
}

/// The same figures to be read, the latest day first.
fn table(days: &[Day]) -> AnyView {
    let head: Vec<AnyView> = SERIES
        .iter()
        .map(|(name, _)| view! { <th scope="col">{*name}</th> }.into_any())
        .collect();
    let row = |day: &Day| {
        let figures: Vec<AnyView> = SERIES
            .iter()
            .map(|(_, figure)| view! { <td>{grouped(figure(day))}</td> }.into_any())
            .collect();
        view! { <tr><th scope="row">{humanize::day(day.begins_at, "UTC")}</th>{figures}</tr> }.into_any()
    };
    let rows: Vec<AnyView> = days.iter().rev().map(row).collect();
    view! {
        <details class="figures">
            <summary>"The figures as a table"</summary>
            <div class="table" tabindex="0" role="region" aria-label="The last thirty days">
                <table>
                    <thead><tr><th scope="col">"Day"</th>{head}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
