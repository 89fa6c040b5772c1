//! What is done as soon as somebody has confirmed who they are: the form they had sent when they were asked. Which forms
//! that may be is a closed list, each with its fields, and every one goes through its own page again.

use super::{
    data, data_export, email, new_person,
    page::{Done, PageError},
    passkeys, person, person_change, sessions, two_step,
    visit::{CurrentUser, Visit},
};
use crate::{
    auth::{LiveSession, PendingAction, list_sessions, passkeys::list_passkeys},
    forms::Fields,
    words,
};
use axum::{body::Body, extract::MatchedPath, http::Response};
use url::form_urlencoded;

/// Where somebody confirms who they are.
pub const CONFIRM_PATH: &str = "/settings/confirm";

/// The forms that go on by themselves: their route, the intent, and the fields that say what it is about. No secret is
/// among them.
const FORMS: [(&str, &str, &[&str]); 13] = [
    (data_export::PATH, "", &["format"]),
    (email::PATH, "change", &["email"]),
    (email::PATH, "resend", &[]),
    (passkeys::PATH, "remove", &["id"]),
    (sessions::PATH, "end", &["session"]),
    (sessions::PATH, "end-others", &[]),
    (sessions::PATH, "end-everywhere", &[]),
    (two_step::PATH, "start", &[]),
    (two_step::PATH, "renew-codes", &[]),
    (two_step::PATH, "turn-off", &[]),
    (new_person::PATH, "create", &["name", "email", "administrator"]),
    (person::ROUTE, "end-session", &["session"]),
    (person_change::ROUTE, "act", &["email"]),
];

/// `address`, where somebody confirms who they are, with the form they have sent, if it can go on by itself.
pub fn carry<Live>(visit: &Visit<Live>, live: &LiveSession, address: String, form: &Fields) -> String {
    let route = visit.request.extensions().get::<MatchedPath>();
    let (route, intent) = (route.map(MatchedPath::as_str), form.text("intent"));
    let found = FORMS
        .into_iter()
        .find(|form| (Some(form.0), form.1) == (route, &*intent));
    let Some((_, _, names)) = found else {
        return address;
    };
    // A box that was not ticked has not been sent.
    let fields = ["intent"].iter().chain(names);
    let fields = fields.filter_map(|name| Some(((*name).to_owned(), form.optional(name)?)));
    let action = PendingAction::new(visit.auth(), visit.uri().path(), fields.collect());
    let sealed = action.seal(visit.auth(), live);
    let sealed = sealed.unwrap_or_default();
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("action", &sealed)
        .finish();
    format!("{address}{}{query}", if address.contains('?') { '&' } else { '?' })
}

/// What is waiting, as the address says.
pub fn sealed_action<Live>(visit: &Visit<Live>) -> Option<String> {
    visit.parameter("action")
}

/// What is going to be done, in words for its button's page; `None` when it is too late, or was done already.
pub async fn describe(visit: &CurrentUser) -> Result<Option<String>, PageError> {
    let sealed = sealed_action(visit).unwrap_or_default();
    let Some(action) = PendingAction::open(visit.auth(), &visit.live, &sealed) else {
        return Ok(None);
    };
    let PendingAction { path, fields, .. } = action;
    let (visit, fields) = (&visit.at(&path), Fields::new(fields));
    let user_id = &visit.live.user.id;
    Ok(match (path.as_str(), fields.text("intent").as_str()) {
        (email::PATH, "change") => Some(format!("Change your address to {}", fields.text("email"))),
        (email::PATH, _) => Some("Send the links to your new address again".into()),
        (passkeys::PATH, _) => {
            let passkeys = list_passkeys(visit.auth(), user_id).await?;
            let passkey = passkeys.into_iter().find(|passkey| passkey.id == fields.text("id"));
            passkey.map(|passkey| format!("Remove the passkey “{}”", passkey.name))
        }
        (sessions::PATH, "end") => {
            let list = list_sessions(visit.auth(), user_id, None).await?;
            let session = list
                .sessions
                .into_iter()
                .find(|row| row.session_id == fields.text("session"));
            session.map(|row| format!("Sign out {}", words::device(&row.user_agent.unwrap_or_default())))
        }
        (sessions::PATH, "end-others") => Some("Sign out all other devices".into()),
        (sessions::PATH, _) => Some("Sign out everywhere".into()),
        (two_step::PATH, "start") => Some("Set up two-step verification".into()),
        (two_step::PATH, "renew-codes") => Some("Make new recovery codes".into()),
        (two_step::PATH, _) => Some("Turn off two-step verification".into()),
        (data_export::PATH, _) => Some("Export your data".into()),
        (new_person::PATH, _) => Some(format!("Add {}", fields.text("email"))),
        (_, "end-session") => Some(person::describe_ending(visit).await?),
        _ => Some(person_change::describe(visit).await?),
    })
}

/// Does what has waited for `visit`, whose session was confirmed a moment ago, by the rules of its own page.
pub async fn perform(visit: &CurrentUser, action: PendingAction) -> Result<Response<Body>, PageError> {
    let PendingAction { path, fields, .. } = action;
    let (visit, fields) = (&visit.at(&path), Fields::new(fields));
    let done = match (path.as_str(), fields.text("intent").as_str()) {
        (email::PATH, "change") => email::request(visit, &fields).await?,
        (email::PATH, _) => email::change(visit, &fields).await?,
        (passkeys::PATH, _) => passkeys::change(visit, &fields).await?,
        (sessions::PATH, _) => sessions::end(visit, &fields).await?,
        (two_step::PATH, "turn-off") => two_step::turn_off_now(visit).await?,
        (two_step::PATH, _) => return Ok(two_step::respond(visit, two_step::change(visit, &fields).await?).await),
        // A page can be left for another, not for a file.
        (data_export::PATH, _) => Done::Go(data::address_of_export(&fields.text("format"))),
        (new_person::PATH, _) => new_person::create(visit, &fields).await?,
        (_, "end-session") => person::end_session(visit, &fields).await?,
        _ => person_change::act(visit, &fields).await?,
    };
    Ok(visit.redirect(done))
}
