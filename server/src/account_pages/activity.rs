//! `/settings/activity?before=…`: what happened to an account, the newest first.

use super::{
    card::{card, row},
    page::{Page, PageError},
    paths,
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{
        EventRow, LiveSession,
        audit::{EventKind, list_events},
        jwt::is_id,
    },
    humanize,
};
use axum::{body::Body, http::Response};
use leptos::prelude::*;

/// How many events a page shows.
const EVENTS: usize = 30;

pub(super) async fn page(visit: CurrentUser) -> Response<Body> {
    visit.answer(show(&visit).await).await
}

/// The events before the one the address names, or the latest.
async fn show(visit: &CurrentUser) -> Result<Page, PageError> {
    let before = visit.parameter("before").filter(|id| is_id(id));
    // One more than is shown tells whether there are more.
    let limit = u32::try_from(EVENTS + 1).unwrap_or(u32::MAX);
    let events = list_events(visit.auth(), &visit.live.user.id, before.as_deref(), limit).await?;
    let shown = &events[..events.len().min(EVENTS)];
    let list = if shown.is_empty() {
        view! { <p class="card-description">"There is nothing here."</p> }.into_any()
    } else {
        let zone = &visit.live.user.time_zone;
        let day_of = |event: &EventRow| humanize::day(event.created_at, zone);
        let days = shown.chunk_by(|one, next| day_of(one) == day_of(next));
        let days: Vec<AnyView> = days.map(|events| day(events, visit)).collect();
        days.into_any()
    };
    let latest = before.map(|_| (paths::ACTIVITY.to_owned(), "Latest"));
    let last = shown.last().filter(|_| events.len() > EVENTS);
    let earlier = last.map(|event| (format!("{}?before={}", paths::ACTIVITY, event.id), "Earlier"));
    let links: Vec<AnyView> = latest.into_iter().chain(earlier).map(link).collect();
    let links = (!links.is_empty()).then(|| view! { <p class="page-links">{links}</p> }.into_any());
    let list = view! {
        <p class="card-description">
            "If you don’t know one of these, "
            <a href=paths::PASSWORD>"change your password"</a>
            "."
        </p>
        {list}
        {links}
    };
    let happened = card("What happened to your account", "", list.into_any());
    Ok(settings_page(visit, paths::ACTIVITY, None, vec![happened]))
}

fn link((href, name): (String, &'static str)) -> AnyView {
    view! { <a href=href>{name}</a> }.into_any()
}

/// What happened on one day.
fn day(events: &[EventRow], visit: &CurrentUser) -> AnyView {
    let (zone, now) = (&visit.live.user.time_zone, visit.auth().clock.now());
    let name = events
        .first()
        .map(|event| humanize::recent_day(event.created_at, now, zone));
    let rows: Vec<AnyView> = events.iter().map(|event| line(event, &visit.live)).collect();
    view! {
        <h3 class="day">{name}</h3>
        <ul class="rows">{rows}</ul>
    }
    .into_any()
}

fn line(event: &EventRow, live: &LiveSession) -> AnyView {
    let by_another = event.actor_id.as_ref().is_some_and(|actor| *actor != live.user.id);
    let time = humanize::time_of_day(event.created_at, &live.user.time_zone);
    // From where an administrator works is nobody's business.
    let place = match by_another {
        true => [Some("by an administrator".into()), None],
        false => [
            event.user_agent.as_deref().map(humanize::device),
            event.ip_address.clone(),
        ],
    };
    let detail = [Some(time)].into_iter().chain(place).flatten();
    let is_here = event.session_id.as_ref() == Some(&live.session.session_id);
    let badge = is_here.then(|| view! { <span class="badge">"In this session"</span> }.into_any());
    row(
        view! { <p>{what(event)} " " {badge}</p> }.into_any(),
        detail.collect::<Vec<_>>().join(" · "),
    )
}

/// What happened, with what is known beyond its kind.
pub(super) fn what(event: &EventRow) -> String {
    // A newer version of the program may have written it down.
    let Some(kind) = EventKind::parse(&event.kind) else {
        return "Something else".into();
    };
    let words = kind.words();
    match (kind, event.detail.as_deref()) {
        (EventKind::SignedIn, Some("passkey")) => format!("{words} with a passkey"),
        (EventKind::SignedIn, Some("password")) => format!("{words} with the password"),
        (EventKind::SignedIn, Some("code")) => format!("{words} with the password and a code"),
        (EventKind::SignedIn, Some("recovery code")) => format!("{words} with the password and a recovery code"),
        (EventKind::SessionRevoked, Some(user_agent)) => format!("{words}: {}", humanize::device(user_agent)),
        (EventKind::SessionsRevoked, Some(count)) => format!("{words}: {count}"),
        (EventKind::FactorsRemoved, Some(factors)) => format!("{words}: {factors}"),
        (EventKind::PasswordChanged, Some(count)) if count != "0" => {
            format!("{words}, other devices signed out: {count}")
        }
        _ => words.into(),
    }
}
