use crate::state::AppState;
use axum::{extract::State, http::StatusCode, response::IntoResponse};

/// `GET /healthz`: the process lives.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: it can do its work, which needs the database and its tables. Why it cannot is in
/// the log.
pub async fn ready(State(state): State<AppState>) -> impl IntoResponse {
    match state.database.check().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
