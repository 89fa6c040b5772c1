//! The inbox of development: what would have been mailed. It exists for whoever sits at the machine it runs on, at the
//! address of that machine, and for nobody else: with what is in it, anybody could be anybody. Where there is a mail
//! server, in production, and at a public address it does not exist at all.

use crate::{
    auth::{
        self,
        origins::{host_of, is_loopback},
    },
    mail::{self, KeptMessage, Transport, kept_message, kept_messages},
    middleware::is_from_this_machine,
    state::AppState,
    words,
};
use app::model::{
    AppError,
    account::{InboxPage, Letter},
};
use axum::{
    body::Body,
    extract::{Path, Request, State},
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

/// Whether there is an inbox, and somebody asks who may read it.
pub fn is_open(state: &AppState, request: &Request) -> bool {
    let base_url = &state.auth.settings.base_url;
    matches!(state.mail, Transport::Inbox)
        && base_url.starts_with("http:")
        && is_loopback(host_of(base_url))
        && is_from_this_machine(state, request)
}

/// All letters, or the one whose id is in the path.
pub async fn show(state: &AppState, path: &str) -> Result<Option<InboxPage>, AppError> {
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
pub async fn html(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Response<Body> {
    if !is_open(&state, &request) {
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
