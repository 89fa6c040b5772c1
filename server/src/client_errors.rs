//! `POST /client-errors`: the program in somebody's browser says where it has panicked, so that whoever runs the
//! service hears of it. It tells a place in the source and the page's path; nothing in it is about a person.
//!
//! Anybody may post here. So only a short line of plain characters is taken, and only a few of them are written down in
//! a minute.

use crate::state::AppState;
use axum::{body::Body, body::to_bytes, extract::State, http::StatusCode};

/// Where it is.
pub(crate) const PATH: &str = "/client-errors";
/// No report is longer, in bytes.
const MAX_LENGTH: usize = 512;

pub(crate) async fn report(State(state): State<AppState>, body: Body) -> StatusCode {
    let Ok(body) = to_bytes(body, MAX_LENGTH).await else {
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let is_line = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    let Some(error) = std::str::from_utf8(&body).ok().filter(is_line) else {
        return StatusCode::BAD_REQUEST;
    };
    if state.client_errors.admits(state.auth.clock.now()) {
        tracing::warn!(client.error = error, "the program in a browser has gone wrong");
    }
    StatusCode::NO_CONTENT
}
