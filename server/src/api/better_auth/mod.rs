//! Better Auth's JSON API under `/api/auth`, so that the stock client works unmodified.

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
}
