//! `/healthz` and `/readyz`, for supervisors and load balancers. They need no session, and say nothing of the inside;
//! why the program is not ready stands in the log.

use crate::{auth::BUSY_RETRY_AFTER, state::AppState};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// `GET /healthz`: the process lives.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: it can do its work, which needs the database and its tables. Why it cannot is in
/// the log.
pub async fn ready(State(state): State<AppState>) -> Response {
    match state.database.check().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            let later = [(header::RETRY_AFTER, BUSY_RETRY_AFTER.to_string())];
            (StatusCode::SERVICE_UNAVAILABLE, later, "not ready\n").into_response()
        }
    }
}
