use super::{Done, Flash, Refusal, Sender, finish};
use crate::{
    auth::{
        self, Auth, LiveSession, SessionRow, cookies::removal_cookies, end_all_sessions, end_other_sessions,
        end_session, list_sessions, named_session, require_confirmed,
    },
    forms::{Fields, Submission},
    state::AppState,
    words,
};
use app::model::{
    AppError,
    account::{SessionLine, SessionsPage},
};
use axum::{body::Body, extract::State, http::Response};

const HERE: &str = "/settings/sessions";

/// # Errors
/// When the database fails.
pub async fn show(auth: &Auth, member: &LiveSession) -> Result<SessionsPage, auth::Error> {
    let own_id = &member.session.session_id;
    let (now, time_zone) = (auth.clock.now(), &member.user.time_zone);
    let list = list_sessions(auth, &member.user.id, Some(own_id)).await?;
    let this = line(&member.session, "Active now".into(), now, time_zone);
    let line_of_other = |session: &SessionRow| {
        let activity = format!("Active {}", words::ago(session.last_active_at, now));
        line(session, activity, now, time_zone)
    };
    let others = list.sessions.iter().filter(|session| session.session_id != *own_id);
    Ok(SessionsPage {
        this,
        others: others.map(line_of_other).collect(),
        unlisted: list.unlisted,
    })
}

fn line(session: &SessionRow, activity: String, now: i64, time_zone: &str) -> SessionLine {
    let since = format!("signed in {}", words::recent_day(session.opened_at, now, time_zone));
    let detail = [Some(activity), session.ip_address.clone(), Some(since)];
    SessionLine {
        id: session.session_id.clone(),
        device: words::device(session.user_agent.as_deref().unwrap_or_default()),
        detail: detail.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    }
}

pub async fn submit(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
    let outcome = end(&sender, &form.fields).await;
    finish(&state, &sender.caller, &sender.cookies, form, outcome).await
}

async fn end(sender: &Sender, fields: &Fields) -> Result<Done, Refusal> {
    let Sender { auth, live, client, .. } = sender;
    let intent = fields.text("intent");
    if !["end", "end-others", "end-everywhere"].contains(&&*intent) {
        return Err(AppError::Malformed.into());
    }
    require_confirmed(auth, live)?;
    match intent.as_str() {
        "end-everywhere" => {
            end_all_sessions(auth, live, client).await?;
            Ok(leave(sender))
        }
        "end-others" => {
            let ended = end_other_sessions(auth, live, client).await?;
            Ok(Done::say(Flash::DevicesSignedOut { ended }, HERE))
        }
        _ => {
            // What names no session of theirs has ended as well as one that was ended a moment ago.
            if let Some(session_id) = named_session(auth, &fields.text("session")) {
                end_session(auth, live, &session_id, client).await?;
                if session_id == live.session.session_id {
                    return Ok(leave(sender));
                }
            }
            Ok(Done::say(Flash::DeviceSignedOut, HERE))
        }
    }
}

/// This browser is signed out now, too.
fn leave(sender: &Sender) -> Done {
    let cookies = removal_cookies(&sender.auth.settings.cookies);
    cookies.into_iter().for_each(|cookie| sender.cookies.add(cookie));
    Done::Go("/sign-in".into())
}
