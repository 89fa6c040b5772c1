//! The pages for administrators. For everybody else there is nothing at these addresses.

use super::{Done, Flash, Refusal, Sender, Visit, factors::factor_lines, finish};
use crate::{
    app_backend::answer,
    auth::{
        self, LiveSession, SessionRow, UserRow, Which,
        admin::{
            Actor, OPERATOR, PersonRow, end_session_of, end_sessions_of, events_of, factors_of, find_person,
            list_people, remove_factors_of, sessions_of, set_active, set_role,
        },
        audit::{AuditEventRow, EventKind},
        role_of,
    },
    forms::{Fields, Submission},
    preload::parameter,
    router::render,
    state::AppState,
    words,
};
use app::model::{
    AppError, Role,
    account::{Content, PeoplePage, PersonEvent, PersonLine, PersonPage, PersonSession},
};
use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Request, State},
    http::{Response, Uri},
};
use url::form_urlencoded::byte_serialize;

const ROOT: &str = "/admin";
/// So many people are on a page.
const PEOPLE: u32 = 50;
/// So many events are on a page.
const EVENTS: u32 = 50;

/// Whether a path is one of these pages.
pub fn is_here(path: &str) -> bool {
    path == ROOT || person_id(path).is_some()
}

fn person_id(path: &str) -> Option<&str> {
    let id = path.strip_prefix(ROOT)?.strip_prefix("/people/")?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

/// What the page at an address shows; nothing to those who may not see it.
pub async fn show(state: &AppState, visit: &Visit, uri: &Uri) -> Result<Option<Content>, AppError> {
    let Some(admin) = &visit.member else { return Ok(None) };
    let actor = Actor::Admin(admin, &visit.client);
    let shown = match person_id(uri.path()) {
        Some(id) => person(state, admin, actor, id, uri).await.map(Content::Person),
        None => people(state, admin, actor, uri).await.map(Content::People),
    };
    match shown {
        Ok(content) => Ok(Some(content)),
        Err(auth::Error::NotFound) => Ok(None),
        Err(error) => Err(answer(&error, error.for_client(), &visit.caller)),
    }
}

async fn people(state: &AppState, admin: &LiveSession, actor: Actor<'_>, uri: &Uri) -> Result<PeoplePage, auth::Error> {
    let search = parameter(uri, "search").unwrap_or_default();
    let before = parameter(uri, "before");
    let found = list_people(&state.auth, actor, &search, before.as_deref(), PEOPLE).await?;
    let line = |row: PersonRow| person_line(state, admin, &row.user, row.last_active_at);
    Ok(PeoplePage {
        next: found.next.map(|next| {
            let search: String = byte_serialize(search.as_bytes()).collect();
            format!("{ROOT}?search={search}&before={next}")
        }),
        people: found.rows.into_iter().map(line).collect(),
        search,
    })
}

fn person_line(state: &AppState, admin: &LiveSession, user: &UserRow, last_active_at: Option<i64>) -> PersonLine {
    let since = words::day(user.created_at, &admin.user.time_zone);
    let active = match last_active_at {
        Some(at) => format!("active {}", words::ago(at, state.auth.clock.now())),
        None => "signed in nowhere".into(),
    };
    PersonLine {
        id: user.id.clone(),
        name: user.name.clone(),
        email: words::address(&user.email),
        is_admin: role_of(user) == Role::Admin,
        is_active: user.is_active,
        detail: format!("since {since} · {active}"),
    }
}

async fn person(
    state: &AppState,
    admin: &LiveSession,
    actor: Actor<'_>,
    id: &str,
    uri: &Uri,
) -> Result<PersonPage, auth::Error> {
    let auth = &state.auth;
    let user = find_person(auth, actor, id).await?;
    let list = sessions_of(auth, actor, id).await?;
    let factors = factors_of(auth, actor, id).await?;
    let before = parameter(uri, "before").filter(|before| before.bytes().all(|byte| byte.is_ascii_graphic()));
    let events = events_of(auth, actor, id, before.as_deref(), EVENTS).await?;
    let last_active_at = list.sessions.iter().map(|session| session.last_active_at).max();
    let earlier = events.last().filter(|_| events.len() == EVENTS as usize);
    Ok(PersonPage {
        earlier: earlier.map(|last| format!("{ROOT}/people/{id}?before={}", last.id)),
        person: person_line(state, admin, &user, last_active_at),
        email_verified: user.email_verified,
        factors: factor_lines(&factors, &admin.user.time_zone),
        has_passkeys: !factors.passkeys.is_empty(),
        has_two_step: factors.two_step.is_some(),
        sessions: list.sessions.iter().map(|row| session(state, admin, row)).collect(),
        unlisted_sessions: list.unlisted,
        events: events.iter().map(|row| event(admin, row)).collect(),
    })
}

fn session(state: &AppState, admin: &LiveSession, row: &SessionRow) -> PersonSession {
    let active = words::ago(row.last_active_at, state.auth.clock.now());
    let place = row.ip_address.as_deref().map(|address| format!("{address} · "));
    let since = words::day(row.opened_at, &admin.user.time_zone);
    PersonSession {
        id: row.session_id.clone(),
        device: words::device(row.user_agent.as_deref().unwrap_or_default()),
        detail: format!("active {active} · {}signed in {since}", place.unwrap_or_default()),
    }
}

fn event(admin: &LiveSession, row: &AuditEventRow) -> PersonEvent {
    let by = match row.actor_id.as_deref() {
        None => None,
        Some(OPERATOR) => Some("by the operator".to_owned()),
        Some(id) if id == admin.user.id => Some("by you".to_owned()),
        Some(_) => Some("by an administrator".to_owned()),
    };
    let parts = [
        Some(words::moment(row.created_at, &admin.user.time_zone)),
        by,
        row.user_agent.as_deref().map(words::device),
        row.ip_address.clone(),
        row.detail.clone(),
    ];
    PersonEvent {
        what: EventKind::parse(&row.kind).map_or_else(|| row.kind.clone(), |kind| kind.words().to_owned()),
        detail: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    }
}

/// `POST /admin/people/{id}`. To whoever may not, it is an address that leads nowhere.
pub async fn submit(State(state): State<AppState>, request: Request) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let sender = match Sender::from_request_parts(&mut parts, &state).await {
        Ok(sender) if role_of(&sender.live.user) == Role::Admin => sender,
        _ => return render(&state, Request::from_parts(parts, body)).await,
    };
    let form = match Submission::from_request(Request::from_parts(parts, body), &state).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    let path = form.request.uri().path().to_owned();
    let outcome = change(&sender, &path, &form.fields).await;
    finish(&state, &sender.caller, &sender.cookies, form, outcome).await
}

async fn change(sender: &Sender, path: &str, fields: &Fields) -> Result<Done, Refusal> {
    let auth = &sender.auth;
    let actor = Actor::Admin(&sender.live, &sender.client);
    let id = person_id(path).ok_or(AppError::NotFound)?;
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
    Ok(Done::say(flash, path))
}
