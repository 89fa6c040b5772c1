//! The inbox of development: what would have been mailed. Where there is a mail server, or in production, it does not
//! exist.

use crate::{
    auth,
    mail::{self, KeptMessage, Transport, kept_message, kept_messages},
    state::AppState,
    words,
};
use app::model::{
    AppError,
    account::{InboxPage, Letter},
};
use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, Response, StatusCode, header},
    response::{Html, IntoResponse},
};

const ROOT: &str = "/dev/mail";

/// Whether a path belongs to the inbox.
pub fn is_here(path: &str) -> bool {
    path == ROOT || letter_id(path).is_some()
}

fn letter_id(path: &str) -> Option<&str> {
    let id = path.strip_prefix(ROOT)?.strip_prefix('/')?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

/// All letters, or the one whose id is in the path.
pub async fn show(state: &AppState, path: &str) -> Result<Option<InboxPage>, AppError> {
    if !matches!(state.mail, Transport::Inbox) {
        return Ok(None);
    }
    let Some(id) = letter_id(path) else {
        let kept = kept_messages(&state.auth).await.map_err(fault)?;
        return Ok(Some(InboxPage::All(kept.iter().map(letter).collect())));
    };
    let kept = kept_message(&state.auth, id).await.map_err(fault)?;
    Ok(kept.map(|kept| InboxPage::One {
        letter: letter(&kept),
        text: kept.message.text.split("\n\n").map(str::to_owned).collect(),
    }))
}

fn letter(kept: &KeptMessage) -> Letter {
    Letter {
        id: kept.id.clone(),
        to: kept.message.to.clone(),
        subject: kept.message.subject.clone(),
        at: words::moment(kept.at, "UTC"),
    }
}

fn fault(error: mail::Error) -> AppError {
    tracing::error!(%error, "the inbox could not be read");
    match error {
        mail::Error::Auth(error) => error.for_client(),
        mail::Error::Database(error) => auth::Error::from(error).for_client(),
        _ => None,
    }
    .unwrap_or(AppError::NotFound)
}

/// The HTML part as it is. Its styles stand in the letter, so it gets a policy of its own, under which nothing runs
/// and nothing is loaded.
pub async fn html(State(state): State<AppState>, Path(id): Path<String>) -> Response<Body> {
    if !matches!(state.mail, Transport::Inbox) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(Some(kept)) = kept_message(&state.auth, &id).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let policy = HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(kept.message.html)).into_response()
}
