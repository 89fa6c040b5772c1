//! What is done as soon as somebody has confirmed who they are: the form they had sent when they were asked, by the rules
//! of its own page.

use super::{
    data, email, new_person,
    page::{Done, PageError},
    passkeys, paths, person, person_change, sessions, two_step,
    visit::CurrentUser,
};
use crate::{
    auth::{PendingAction, list_sessions, passkeys::list_passkeys},
    forms::Fields,
    humanize,
};
use axum::{body::Body, http::Response};

/// What is going to be done, in words for its button's page; `None` when it is too late, or was done already.
pub(super) async fn describe(visit: &CurrentUser) -> Result<Option<String>, PageError> {
    let sealed = visit.pending_action().unwrap_or_default();
    let Some(action) = PendingAction::open(visit.auth(), &visit.live, &sealed) else {
        return Ok(None);
    };
    let PendingAction { path, fields, .. } = action;
    let (visit, fields) = (&visit.at(&path), Fields::new(fields));
    let user_id = &visit.live.user.id;
    Ok(match (path.as_str(), fields.text("intent").as_str()) {
        (paths::EMAIL, "change") => Some(format!("Change your address to {}", fields.text("email"))),
        (paths::EMAIL, _) => Some("Send the links to your new address again".into()),
        (paths::PASSKEYS, _) => {
            let passkeys = list_passkeys(visit.auth(), user_id).await?;
            let passkey = passkeys.into_iter().find(|passkey| passkey.id == fields.text("id"));
            passkey.map(|passkey| format!("Remove the passkey “{}”", passkey.name))
        }
        (paths::SESSIONS, "end") => {
            let list = list_sessions(visit.auth(), user_id, None).await?;
            let session = list
                .sessions
                .into_iter()
                .find(|row| row.session_id == fields.text("session"));
            session.map(|row| format!("Sign out {}", humanize::device(&row.user_agent.unwrap_or_default())))
        }
        (paths::SESSIONS, "end-others") => Some("Sign out all other devices".into()),
        (paths::SESSIONS, _) => Some("Sign out everywhere".into()),
        (paths::TWO_STEP, "start") => Some("Set up two-step verification".into()),
        (paths::TWO_STEP, "renew-codes") => Some("Make new recovery codes".into()),
        (paths::TWO_STEP, _) => Some("Turn off two-step verification".into()),
        (paths::DATA_EXPORT, _) => Some("Export your data".into()),
        (paths::NEW_PERSON, _) => Some(format!("Add {}", fields.text("email"))),
        (_, "end-session") => Some(person::describe_ending(visit).await?),
        _ => Some(person_change::describe(visit).await?),
    })
}

/// Does what has waited for `visit`, whose session was confirmed a moment ago, by the rules of its own page.
pub(super) async fn perform(visit: &CurrentUser, action: PendingAction) -> Result<Response<Body>, PageError> {
    let PendingAction { path, fields, .. } = action;
    let (visit, fields) = (&visit.at(&path), Fields::new(fields));
    let done = match (path.as_str(), fields.text("intent").as_str()) {
        (paths::EMAIL, "change") => email::request(visit, &fields).await?,
        (paths::EMAIL, _) => email::change(visit, &fields).await?,
        (paths::PASSKEYS, _) => passkeys::change(visit, &fields).await?,
        (paths::SESSIONS, _) => sessions::end(visit, &fields).await?,
        (paths::TWO_STEP, "turn-off") => two_step::turn_off_now(visit).await?,
        (paths::TWO_STEP, _) => return Ok(two_step::respond(visit, two_step::change(visit, &fields).await?).await),
        // A page can be left for another, not for a file.
        (paths::DATA_EXPORT, _) => Done::Go(data::address_of_export(&fields.text("format"))),
        (paths::NEW_PERSON, _) => new_person::create(visit, &fields).await?,
        (_, "end-session") => person::end_session(visit, &fields).await?,
        _ => person_change::act(visit, &fields).await?,
    };
    Ok(visit.redirect(done))
}
