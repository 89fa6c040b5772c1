//! `/admin/people/{id}`: somebody, and what an administrator can do about their account.

use super::{
    card::{card, notice, row, row_with_controls},
    factors::factor_list,
    flash::Flash,
    form_view::{ButtonKind, Form},
    page::{Done, Page, PageError},
    people::{badges, detail, more},
    sessions::unlisted,
    visit::{Admin, CurrentUser},
};
use crate::{
    auth::{
        Factors, SessionList, SessionRow, UserRow, Which,
        admin::{
            Actor, OPERATOR, end_session_of, end_sessions_of, events_of, factors_of, find_person, remove_factors_of,
            sessions_of, set_active, set_role,
        },
        audit::{AuditEventRow, EventKind},
        role_of,
    },
    forms::Fields,
    words,
};
use app::model::{AppError, RefusedForm, Role};
use axum::{body::Body, http::Response};
use leptos::prelude::*;

/// So many events are on a page.
const EVENTS: u32 = 50;

pub async fn page(Admin(visit): Admin) -> Response<Body> {
    visit.answer(show(&visit, None).await).await
}

pub async fn submit(Admin(visit): Admin, fields: Fields) -> Response<Body> {
    let outcome = change(&visit, &fields).await;
    visit.finish(outcome, fields, |refused| show(&visit, refused)).await
}

async fn change(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (auth, id) = (visit.auth(), visit.id());
    let actor = Actor::Admin(&visit.live, &visit.client);
    let flash = match fields.text("intent").as_str() {
        "role" => {
            let role = [Role::User, Role::Admin]
                .into_iter()
                .find(|role| role.as_str() == fields.text("role"));
            set_role(auth, actor, id, role.ok_or(AppError::Malformed)?).await?;
            Flash::RoleChanged
        }
        "active" => match fields.text("active").as_str() {
            "yes" => {
                set_active(auth, actor, id, true).await?;
                Flash::Enabled
            }
            "no" => {
                set_active(auth, actor, id, false).await?;
                Flash::Disabled
            }
            _ => return Err(AppError::Malformed.into()),
        },
        "remove-factors" => {
            let (which, done) = match fields.text("which").as_str() {
                "passkeys" => (Which::Passkeys, Flash::PasskeysRemoved),
                "two-step" => (Which::TwoStep, Flash::TwoFactorRemoved),
                _ => return Err(AppError::Malformed.into()),
            };
            match remove_factors_of(auth, actor, id, which).await?.is_none() {
                true => Flash::NoFactors,
                false => done,
            }
        }
        "end-session" => {
            end_session_of(auth, actor, id, &fields.text("session")).await?;
            Flash::SessionEnded
        }
        "end-sessions" => Flash::SessionsEnded(end_sessions_of(auth, actor, id).await?),
        _ => return Err(AppError::Malformed.into()),
    };
    Ok(Done::say(flash, visit.uri().path()))
}

async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let (auth, id, refused) = (visit.auth(), visit.id(), refused.as_ref());
    let actor = Actor::Admin(&visit.live, &visit.client);
    let user = find_person(auth, actor, id).await?;
    let list = sessions_of(auth, actor, id).await?;
    let factors = factors_of(auth, actor, id).await?;
    let before = visit.parameter("before");
    let before = before.filter(|before| before.bytes().all(|byte| byte.is_ascii_graphic()));
    let happened = events_of(auth, actor, id, before.as_deref(), EVENTS).await?;

    let alerts = ["role", "active", "remove-factors", "end-session", "end-sessions"];
    let alerts: Vec<AnyView> = alerts.map(|intent| Form::new(intent, refused).alert()).into();
    let last_active_at = list.sessions.iter().map(|session| session.last_active_at).max();
    let detail = detail(visit, &user, last_active_at);
    let verified = if user.email_verified {
        "address confirmed"
    } else {
        "address not confirmed"
    };
    let body = view! {
        <div class="narrow">
            <p><a href="/admin">"All people"</a></p>
            <h1>{words::address(&user.email)}</h1>
            <p class="lead"><bdi>{user.name.clone()}</bdi>" · "{detail}" · "{verified}" "{badges(&user)}</p>
            {notice(visit.notice())}
            {alerts}
            {powers(&user)}
            {ways_to_sign_in(visit, &factors)}
            {sessions(visit, &list)}
            {events(visit, &happened)}
        </div>
    };
    Ok(Page::new("Person", refused, body.into_any()))
}

fn powers(user: &UserRow) -> AnyView {
    let role = match role_of(user) {
        Role::Admin => act("role", "role", "user", "Make a member", ButtonKind::Plain),
        Role::User => act("role", "role", "admin", "Make an administrator", ButtonKind::Plain),
    };
    let active = match user.is_active {
        true => act("active", "active", "no", "Disable account", ButtonKind::Danger),
        false => act("active", "active", "yes", "Enable account", ButtonKind::Plain),
    };
    card(
        "Account",
        "Who is disabled is signed out everywhere at once and cannot sign in. Administrators see these pages.",
        view! { <div class="actions">{role}{active}</div> }.into_any(),
    )
}

fn act(intent: &'static str, name: &'static str, value: &str, label: &str, kind: ButtonKind) -> AnyView {
    Form::new(intent, None).action(name, value, label, label.to_owned(), kind)
}

fn ways_to_sign_in(visit: &CurrentUser, factors: &Factors) -> AnyView {
    let title = "Ways to sign in";
    let Some(list) = factor_list(factors, &visit.live.user.time_zone) else {
        return card(title, "A password, and nothing besides.", ().into_any());
    };
    let remove = |which, label| act("remove-factors", "which", which, label, ButtonKind::Danger);
    let passkeys = (!factors.passkeys.is_empty()).then(|| remove("passkeys", "Remove passkeys"));
    let two_step = factors
        .two_step
        .map(|_| remove("two-step", "Turn off two-step verification"));
    card(
        title,
        "Besides the password. What is removed here signs the person out everywhere, and they are told by mail.",
        view! { {list} <div class="actions">{passkeys}{two_step}</div> }.into_any(),
    )
}

fn sessions(visit: &CurrentUser, list: &SessionList) -> AnyView {
    if list.sessions.is_empty() {
        return card("Sessions", "Signed in nowhere.", ().into_any());
    }
    let rows: Vec<AnyView> = list.sessions.iter().map(|row| session(visit, row)).collect();
    let all = act("end-sessions", "all", "yes", "Sign out everywhere", ButtonKind::Plain);
    card(
        "Sessions",
        "What is signed out here opens nothing from the next request on.",
        view! { <ul class="rows">{rows}</ul> {unlisted(list.unlisted)} <div class="actions">{all}</div> }.into_any(),
    )
}

fn session(visit: &CurrentUser, session: &SessionRow) -> AnyView {
    let device = words::device(session.user_agent.as_deref().unwrap_or_default());
    let active = words::ago(session.last_active_at, visit.auth().clock.now());
    let place = session.ip_address.as_deref().map(|address| format!("{address} · "));
    let since = words::day(session.opened_at, &visit.live.user.time_zone);
    let end = Form::new("end-session", None);
    let spoken = format!("Sign out {device}");
    row_with_controls(
        view! { <p>{device}</p> }.into_any(),
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
        Some(words::moment(event.created_at, &admin.time_zone)),
        by,
        event.user_agent.as_deref().map(words::device),
        event.ip_address.clone(),
        event.detail.clone(),
    ];
    let what = EventKind::parse(&event.kind).map_or_else(|| event.kind.clone(), |kind| kind.words().to_owned());
    row(
        view! { <p>{what}</p> }.into_any(),
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    )
}
