//! `/admin/people/{id}`: somebody, with all that is known of their account; what can be done about it has pages of its
//! own (`person_change.rs`).

use super::{
    activity,
    administration::{admin_page, below_people},
    card::{card, row, row_with_controls},
    factors::factor_list,
    form_view::{ButtonKind, Form},
    page::{Done, Page, PageError},
    people::{badges, more},
    person_change::Change,
    sessions::unlisted,
    visit::CurrentUser,
};
use crate::{
    auth::{
        Factors, SessionList, SessionRow, UserRow,
        admin::{Actor, end_session_of, events_of, factors_of, find_person, sessions_of},
        audit::{AuditEventRow, EventKind, OPERATOR},
        role_of,
    },
    flash::Flash,
    forms::Fields,
    humanize,
};
use app::model::{AppError, RefusedForm, Role};
use leptos::prelude::*;

/// So many events are on a page.
const EVENTS: u32 = 50;

pub(super) async fn end_session(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let actor = Actor::Admin(&visit.live, &visit.client);
    if fields.text("intent") != "end-session" {
        return Err(AppError::Malformed.into());
    }
    end_session_of(visit.auth(), actor, visit.id(), &fields.text("session")).await?;
    Ok(Done::say(Flash::DeviceSignedOut, visit.uri().path()))
}

/// What the form does that ends a session, in words.
pub(super) async fn describe_ending(visit: &CurrentUser) -> Result<String, PageError> {
    let actor = Actor::Admin(&visit.live, &visit.client);
    let user = find_person(visit.auth(), actor, visit.id()).await?;
    Ok(format!("Sign {} out on one device", user.name))
}

pub(super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let (auth, id, refused) = (visit.auth(), visit.id(), refused.as_ref());
    let actor = Actor::Admin(&visit.live, &visit.client);
    let user = find_person(auth, actor, id).await?;
    let list = sessions_of(auth, actor, id).await?;
    let factors = factors_of(auth, actor, id).await?;
    let before = visit.parameter("before");
    let before = before.filter(|before| before.bytes().all(|byte| byte.is_ascii_graphic()));
    let happened = events_of(auth, actor, id, before.as_deref(), EVENTS).await?;
    let body = view! {
        <p class="lead">{humanize::address(&user.email)} " " {badges(&user)}</p>
        {Form::new("end-session", refused).alert()}
        {account(visit, &user, &list, &factors)}
        {ways_to_sign_in(visit, &user, &factors)}
        {sessions(visit, &user, &list)}
        {events(visit, &happened)}
    };
    Ok(admin_page(visit, below_people(), &user.name, refused, body.into_any()))
}

fn account(visit: &CurrentUser, user: &UserRow, list: &SessionList, factors: &Factors) -> AnyView {
    let (now, time_zone) = (visit.auth().clock.now(), &visit.live.user.time_zone);
    let last_active_at = list.sessions.iter().map(|session| session.last_active_at).max();
    let two_step = factors.two_step.map_or_else(
        || "Off".to_owned(),
        |two_step| format!("On, recovery codes left: {}", two_step.recovery_codes),
    );
    let either = |is_so: bool, yes: &str, no: &str| if is_so { yes } else { no }.to_owned();
    let is_admin = role_of(user) == Role::Admin;
    let last_seen = last_active_at.map_or_else(|| "Not signed in anywhere".to_owned(), |at| humanize::ago(at, now));
    let facts = [
        (
            "E-mail address",
            either(user.email_verified, "Confirmed", "Not confirmed"),
        ),
        ("Role", either(is_admin, "Administrator", "Member")),
        ("State", either(user.is_active, "Active", "Disabled")),
        ("Here since", humanize::day(user.created_at, time_zone)),
        ("Last seen", last_seen),
        ("Two-step verification", two_step),
        ("Passkeys", factors.passkeys.len().to_string()),
    ];
    let facts: Vec<AnyView> = facts
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any())
        .collect();
    let changes = [
        (!user.email_verified).then_some(Change::ConfirmAddress),
        (user.is_active && visit.auth().settings.is_mail_on).then_some(Change::SendPasswordLink),
        Some(match is_admin {
            true => Change::MakeMember,
            false => Change::MakeAdministrator,
        }),
        Some(match user.is_active {
            true => Change::Disable,
            false => Change::Enable,
        }),
        Some(Change::Delete),
    ];
    let body = view! {
        <dl class="facts">{facts}</dl>
        {links(user, changes.into_iter().flatten())}
    };
    card("Account", "", body.into_any())
}

/// The ways to what can be done. Nothing is done by following one.
fn links(user: &UserRow, changes: impl Iterator<Item = Change>) -> AnyView {
    let link = |change: Change| {
        let class = match change.is_dangerous() {
            true => "button button-danger",
            false => "button",
        };
        view! { <a class=class href=change.address(&user.id)>{change.label()}</a> }.into_any()
    };
    let links: Vec<AnyView> = changes.map(link).collect();
    view! { <div class="actions">{links}</div> }.into_any()
}

fn ways_to_sign_in(visit: &CurrentUser, user: &UserRow, factors: &Factors) -> AnyView {
    let title = "Ways to sign in";
    let Some(list) = factor_list(factors, &visit.live.user.time_zone) else {
        return card(title, "A password, and nothing besides.", ().into_any());
    };
    let passkeys = (!factors.passkeys.is_empty()).then_some(Change::RemovePasskeys);
    let two_step = factors.two_step.map(|_| Change::TurnOffTwoStep);
    let changes = passkeys.into_iter().chain(two_step);
    card(
        title,
        "Besides the password.",
        view! { {list} {links(user, changes)} }.into_any(),
    )
}

fn sessions(visit: &CurrentUser, user: &UserRow, list: &SessionList) -> AnyView {
    if list.sessions.is_empty() {
        return card("Devices", "Not signed in anywhere.", ().into_any());
    }
    let rows: Vec<AnyView> = list.sessions.iter().map(|row| session(visit, row)).collect();
    let all = links(user, [Change::SignOut].into_iter());
    card(
        "Devices",
        "A device that is signed out here is out at once.",
        view! { <ul class="rows">{rows}</ul> {unlisted(list.unlisted)} {all} }.into_any(),
    )
}

fn session(visit: &CurrentUser, session: &SessionRow) -> AnyView {
    let device = humanize::device(session.user_agent.as_deref().unwrap_or_default());
    let active = humanize::ago(session.last_active_at, visit.auth().clock.now());
    let place = session.ip_address.as_deref().map(|address| format!("{address} · "));
    let since = humanize::day(session.opened_at, &visit.live.user.time_zone);
    let end = Form::new("end-session", None);
    let spoken = format!("Sign out {device}");
    let is_this = session.session_id == visit.live.session.session_id;
    let badge = is_this.then(|| view! { <span class="badge">"This device"</span> });
    row_with_controls(
        view! { <p>{device} " " {badge}</p> }.into_any(),
        format!("active {active} · {}signed in {since}", place.unwrap_or_default()),
        end.action("session", &session.session_id, "Sign out", spoken, ButtonKind::Plain),
    )
}

fn events(visit: &CurrentUser, events: &[AuditEventRow]) -> AnyView {
    let rows: Vec<AnyView> = events.iter().map(|row| event(visit, row)).collect();
    let last = events.last().filter(|_| events.len() == EVENTS as usize);
    let earlier = last.map(|last| format!("{}?before={}", visit.uri().path(), last.id));
    card(
        "Activity",
        "",
        view! { <ul class="rows">{rows}</ul> {more(earlier, "Earlier activity")} }.into_any(),
    )
}

fn event(visit: &CurrentUser, event: &AuditEventRow) -> AnyView {
    let admin = &visit.live.user;
    let by = match event.actor_id.as_deref() {
        None => None,
        Some(OPERATOR) => Some("by the operator".to_owned()),
        Some(id) if id == admin.id => Some("by you".to_owned()),
        Some(_) => Some("by an administrator".to_owned()),
    };
    let parts = [
        Some(humanize::moment(event.created_at, &admin.time_zone)),
        by,
        event.user_agent.as_deref().map(humanize::device),
        event.ip_address.clone(),
    ];
    row(
        view! { <p>{what(event)}</p> }.into_any(),
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    )
}

/// What happened, in the words its owner reads, and what only administrators do.
fn what(event: &AuditEventRow) -> String {
    match (EventKind::parse(&event.kind), event.detail.as_deref()) {
        (Some(EventKind::RoleChanged), Some("admin")) => "Made an administrator".into(),
        (Some(EventKind::RoleChanged), Some(_)) => "Made a member".into(),
        (Some(EventKind::SignedIn), Some("passkey")) => "Signed in with a passkey".into(),
        _ => activity::what(event),
    }
}
