//! What is done to the whole list at once.

use super::{
    TAG,
    refusal::Refusal,
    wire::{ChangedBody, StateOfAll},
};
use crate::{
    api::{body::Fields, current_user::CurrentUser},
    problem::Problem,
    state::AppState,
    todos,
};
use app::model::TodoCounts;
use axum::{Json, extract::State, http::StatusCode};

/// Remove all completed todos.
#[utoipa::path(
    post,
    path = "/api/todos/clear-completed",
    operation_id = "clear_completed_todos",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    responses((status = 200, description = "They are gone.", body = ChangedBody))
)]
pub(super) async fn clear_completed(
    State(state): State<AppState>,
    user: CurrentUser,
) -> Result<Json<ChangedBody>, Refusal> {
    Ok(changed(todos::clear_completed(&state.todos, user.user_id()).await?))
}

/// Mark all todos as completed or as active.
#[utoipa::path(
    post,
    path = "/api/todos/set-all",
    operation_id = "set_all_todos",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    request_body = StateOfAll,
    responses((status = 200, description = "All are in this state.", body = ChangedBody))
)]
pub(super) async fn set_all(
    State(state): State<AppState>,
    user: CurrentUser,
    mut fields: Fields,
) -> Result<Json<ChangedBody>, Refusal> {
    let completed = fields.bool("completed");
    fields.finish()?;
    let Some(completed) = completed else {
        return Err(Problem::of_status(StatusCode::UNPROCESSABLE_ENTITY).into());
    };
    Ok(changed(todos::set_all(&state.todos, user.user_id(), completed).await?))
}

fn changed(counts: TodoCounts) -> Json<ChangedBody> {
    Json(ChangedBody { counts: counts.into() })
}
