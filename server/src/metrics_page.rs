//! `GET /metrics`, on an address of its own: what it tells is for those who run the program, so it is not on the port
//! that everybody reaches, where one wrong line of a proxy's settings would show it.

use crate::{
    mail,
    state::AppState,
    telemetry::metrics::{self, CONTENT_TYPE, Snapshot},
};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::time::Duration;
use tokio::time::timeout;

/// How long the database may take to be asked. Whoever collects wants the other numbers all the more when it is away.
const PATIENCE: Duration = Duration::from_secs(1);

/// The whole of what that address answers.
pub(crate) fn router(state: AppState) -> Router {
    Router::new().route("/metrics", get(show)).with_state(state)
}

async fn show(State(state): State<AppState>) -> Response {
    match metrics::render(&collect(&state).await) {
        Ok(Some(text)) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The figures of this moment.
async fn collect(state: &AppState) -> Snapshot {
    let auth = &state.auth;
    // Before this very question takes a connection.
    let pools = state.database.pools();
    let mails = match timeout(PATIENCE, mail::count_by_state(auth)).await {
        Ok(Ok(counts)) => counts,
        // It is in the log where it matters, and `database_errors` counts it.
        Ok(Err(_)) | Err(_) => Vec::new(),
    };
    Snapshot {
        pools,
        wal_bytes: state.database.wal_bytes(),
        mails,
        hashes_waiting: auth.passwords.waiting(),
        hashes_running: auth.passwords.running(),
        streams: auth.session_events.listeners(),
    }
}
