use crate::{
    auth::{
        self, Auth, EventRow, LiveSession,
        audit::{EventKind, list_events},
        jwt::is_id,
    },
    preload::parameter,
    words,
};
use app::model::account::{ActivityLine, ActivityPage};
use axum::http::Uri;

/// How many events a page shows.
const PAGE: usize = 30;

/// The events before the one the address names, or the latest.
///
/// # Errors
/// When the database fails.
pub async fn show(auth: &Auth, member: &LiveSession, uri: &Uri) -> Result<ActivityPage, auth::Error> {
    let before = parameter(uri, "before").filter(|id| is_id(id));
    // One more than is shown tells whether there are more.
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let events = list_events(auth, &member.user.id, before.as_deref(), limit).await?;
    let shown = &events[..events.len().min(PAGE)];
    let last = shown.last().filter(|_| events.len() > PAGE);
    Ok(ActivityPage {
        lines: shown.iter().map(|event| line(event, member)).collect(),
        earlier: last.map(|event| format!("/settings/activity?before={}", event.id)),
        is_later: before.is_some(),
    })
}

fn line(event: &EventRow, member: &LiveSession) -> ActivityLine {
    let by_another = event.actor_id.as_ref().is_some_and(|actor| *actor != member.user.id);
    let moment = words::moment(event.created_at, &member.user.time_zone);
    // From where an administrator works is nobody's business.
    let place = match by_another {
        true => [Some("by an administrator".into()), None],
        false => [event.user_agent.as_deref().map(words::device), event.ip_address.clone()],
    };
    ActivityLine {
        what: what(event),
        detail: [Some(moment)]
            .into_iter()
            .chain(place)
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        is_here: event.session_id.as_ref() == Some(&member.session.session_id),
    }
}

/// What happened, with what is known beyond its kind.
fn what(event: &EventRow) -> String {
    // A newer version of the program may have written it down.
    let Some(kind) = EventKind::parse(&event.kind) else {
        return "Something else".into();
    };
    let words = kind.words();
    match (kind, event.detail.as_deref()) {
        (EventKind::SessionRevoked, Some(user_agent)) => format!("{words}: {}", words::device(user_agent)),
        (EventKind::SessionsRevoked, Some(count)) => format!("{words}: {count}"),
        (EventKind::FactorsRemoved, Some(factors)) => format!("{words}: {factors}"),
        (EventKind::PasswordChanged, Some(count)) if count != "0" => {
            format!("{words}, other devices signed out: {count}")
        }
        _ => words.into(),
    }
}
