//! The forms that wait while somebody confirms who they are. Which forms that may be is a closed list, each with its
//! fields; `resume` does what has waited.

use super::paths;
use crate::{
    auth::{Auth, LiveSession, PendingAction},
    forms::Fields,
};
use axum::{extract::MatchedPath, http::Request};
use url::form_urlencoded;

/// The forms that go on by themselves: their route, the intent, and the fields that say what it is about. No secret is
/// among them.
const FORMS: [(&str, &str, &[&str]); 13] = [
    (paths::DATA_EXPORT, "", &["format"]),
    (paths::EMAIL, "change", &["email"]),
    (paths::EMAIL, "resend", &[]),
    (paths::PASSKEYS, "remove", &["id"]),
    (paths::SESSIONS, "end", &["session"]),
    (paths::SESSIONS, "end-others", &[]),
    (paths::SESSIONS, "end-everywhere", &[]),
    (paths::TWO_STEP, "start", &[]),
    (paths::TWO_STEP, "renew-codes", &[]),
    (paths::TWO_STEP, "turn-off", &[]),
    (paths::NEW_PERSON, "create", &["name", "email", "administrator"]),
    (paths::PERSON, "end-session", &["session"]),
    (paths::PERSON_CHANGE, "act", &["email"]),
];

/// `address`, where somebody confirms who they are, with the form they have sent, if it can go on by itself.
pub(super) fn carry(auth: &Auth, request: &Request<()>, live: &LiveSession, address: String, form: &Fields) -> String {
    let route = request.extensions().get::<MatchedPath>();
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
    let action = PendingAction::new(auth, request.uri().path(), fields.collect());
    let sealed = action.seal(auth, live);
    let sealed = sealed.unwrap_or_default();
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("action", &sealed)
        .finish();
    format!("{address}{}{query}", if address.contains('?') { '&' } else { '?' })
}
