//! `/.well-known/security.txt`: whom to tell of a hole (RFC 9116), where the operator has said whom.

use crate::state::AppState;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write;

/// How long a copy of it is good for. It is written anew at each request, by a program that is looked after.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Where it is.
pub(crate) const PATH: &str = "/.well-known/security.txt";

pub(crate) async fn show(State(state): State<AppState>) -> Response {
    if state.security_contacts.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let settings = &state.auth.settings;
    let now = Timestamp::from_millisecond(state.auth.clock.now()).unwrap_or_default();
    let expires = now.saturating_add(GOOD_FOR).unwrap_or(now);
    let mut text = String::new();
    for contact in state.security_contacts.iter() {
        let _ = writeln!(text, "Contact: {contact}");
    }
    let _ = writeln!(text, "Expires: {}", expires.strftime("%Y-%m-%dT00:00:00Z"));
    let _ = writeln!(text, "Preferred-Languages: en");
    let _ = writeln!(text, "Canonical: {}{PATH}", settings.base_url);
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
