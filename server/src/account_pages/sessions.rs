//! `/settings/sessions`: where somebody is signed in.

use super::{
    card::{card, row, row_with_controls},
    form_view::{ButtonKind, Form},
    page::{Done, Page, PageError},
    paths,
    settings::settings_page_saying,
    visit::CurrentUser,
};
use crate::{
    auth::{
        SessionRow,
        audit::{EventKind, list_events},
        end_all_sessions, end_other_sessions, end_session, list_sessions, named_session, require_confirmed,
    },
    flash::{self, Flash},
    forms::Fields,
    humanize,
};
use app::model::{AppError, RefusedForm};
use leptos::{prelude::*, tachys::html::InertElement};

/// Events among which the one is that was written down a moment ago.
const LOOKED_AT: u32 = 10;

const PHONE: &str = r#"<svg class="icon device-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5M11 18.5h2"></path></svg>"#;
const COMPUTER: &str = r#"<svg class="icon device-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M5 5h14a1 1 0 0 1 1 1v9H4V6a1 1 0 0 1 1-1M2.5 18.5h19"></path></svg>"#;

pub(super) async fn end(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (auth, live, client) = (visit.auth(), &visit.live, &visit.client);
    let intent = fields.text("intent");
    if !["end", "end-others", "end-everywhere"].contains(&&*intent) {
        return Err(AppError::Malformed.into());
    }
    require_confirmed(auth, live)?;
    match intent.as_str() {
        "end-everywhere" => {
            end_all_sessions(auth, live, client).await?;
            Ok(leave(visit))
        }
        "end-others" => {
            let ended = end_other_sessions(auth, live, client).await?;
            Ok(Done::say(Flash::DevicesSignedOut { ended }, paths::SESSIONS))
        }
        _ => {
            // What names no session of theirs has ended as well as one that was ended a moment ago.
            if let Some(session_id) = named_session(auth, &fields.text("session")) {
                end_session(auth, live, &session_id, client).await?;
                if session_id == live.session.session_id {
                    return Ok(leave(visit));
                }
            }
            Ok(Done::say(Flash::DeviceSignedOut, paths::SESSIONS))
        }
    }
}

/// This browser is signed out now, too.
pub(super) fn leave(visit: &CurrentUser) -> Done {
    visit.forget_session();
    Done::Go("/sign-in".into())
}

pub(super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let own = &visit.live.session;
    let list = list_sessions(visit.auth(), &visit.live.user.id, Some(&own.session_id)).await?;
    let others = list
        .sessions
        .iter()
        .filter(|session| session.session_id != own.session_id);
    let others: Vec<AnyView> = others.map(|session| other(visit, session, refused)).collect();
    let is_alone = others.is_empty();
    let this = view! { <p>{icon_of(own)} {device_of(own)} " " <span class="badge">"This device"</span></p> };
    let this = row(this.into_any(), detail(visit, own, "Active now".into()));
    let list = view! {
        <ul class="rows">{this} {others}</ul>
        {is_alone.then(|| view! { <p class="card-description">"You’re only signed in here."</p> }.into_any())}
        {unlisted(list.unlisted)}
        {(!is_alone).then(|| Form::new("end-others", refused).alone("Sign out all other devices", ButtonKind::Plain))}
    };
    let list = view! {
        <p class="card-description">
            "A device that is signed out here needs the password to come back. If you don’t know one of these, "
            <a href=paths::PASSWORD>"change your password"</a>
            " too."
        </p>
        {list}
    };
    let devices = card("Where you’re signed in", "", list.into_any());
    let everywhere = card(
        "Everywhere",
        "Signs out every device, this one too.",
        Form::new("end-everywhere", refused).alone("Sign out everywhere", ButtonKind::Danger),
    );
    let notice = notice(visit).await?;
    Ok(settings_page_saying(
        visit,
        paths::SESSIONS,
        notice,
        refused,
        vec![devices, everywhere],
    ))
}

/// What has just been done. Which device was signed out stands in the record, so the word on it need not say so.
async fn notice(visit: &CurrentUser) -> Result<Option<String>, PageError> {
    let Some(flash) = visit.flash() else {
        return Ok(None);
    };
    let device = match flash {
        Flash::DeviceSignedOut => last_ended(visit).await?,
        _ => None,
    };
    Ok(Some(device.map_or_else(
        || flash.words(),
        |device| format!("{device} is signed out."),
    )))
}

/// The device that was signed out last from this one.
async fn last_ended(visit: &CurrentUser) -> Result<Option<String>, PageError> {
    let events = list_events(visit.auth(), &visit.live.user.id, None, LOOKED_AT).await?;
    let since = visit.auth().clock.now() - flash::LIFETIME.whole_seconds() * 1000;
    let ended = events.into_iter().find(|event| {
        event.created_at >= since
            && event.kind == EventKind::SessionRevoked.as_str()
            && event.session_id.as_ref() == Some(&visit.live.session.session_id)
    });
    Ok(ended.map(|event| humanize::device(&event.detail.unwrap_or_default())))
}

/// A session that can be ended. What went wrong is said in its row alone.
fn other(visit: &CurrentUser, session: &SessionRow, refused: Option<&RefusedForm>) -> AnyView {
    let id = session.session_id.clone();
    let form = Form::new("end", refused.filter(|form| form.value("session") == Some(&id)));
    let device = device_of(session);
    let fields = view! {
        <input type="hidden" name="session" value=id />
        <button class="button" type="submit">
            "Sign out"
            <span class="visually-hidden">{format!(" {device}")}</span>
        </button>
    };
    let activity = format!(
        "Active {}",
        humanize::ago(session.last_active_at, visit.auth().clock.now())
    );
    row_with_controls(
        view! { <p>{icon_of(session)} {device} " "</p> }.into_any(),
        detail(visit, session, activity),
        form.around(fields.into_any()),
    )
}

fn device_of(session: &SessionRow) -> String {
    humanize::device(session.user_agent.as_deref().unwrap_or_default())
}

fn icon_of(session: &SessionRow) -> InertElement {
    let user_agent = session.user_agent.as_deref().unwrap_or_default();
    InertElement::new(if humanize::is_phone(user_agent) {
        PHONE
    } else {
        COMPUTER
    })
}

/// When a session was last active, from which address, and since when.
fn detail(visit: &CurrentUser, session: &SessionRow, activity: String) -> String {
    let (now, time_zone) = (visit.auth().clock.now(), &visit.live.user.time_zone);
    let since = format!("signed in {}", humanize::recent_day(session.opened_at, now, time_zone));
    let version = session.user_agent.as_deref().and_then(humanize::browser_version);
    let version = version.map(|version| format!("Version {version}"));
    let parts = [version, Some(activity), session.ip_address.clone(), Some(since)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Below a list of sessions: how many others there are that it does not show.
pub(super) fn unlisted(count: u32) -> Option<AnyView> {
    let text = match count {
        0 => return None,
        1 => "And one more, last used before these.".to_owned(),
        count => format!("And {count} more, last used before these."),
    };
    Some(view! { <p class="card-description">{text}</p> }.into_any())
}
