//! What is done to many todos at once.

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
use app::model::ListId;
use axum::{Json, extract::State, http::StatusCode};

/// Put all completed todos of all lists into the trash.
#[utoipa::path(
    post,
    path = "/api/todos/clear-completed",
    operation_id = "clear_completed_todos",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    responses((status = 200, description = "They are in the trash.", body = ChangedBody))
)]
pub(super) async fn clear_completed(
    State(state): State<AppState>,
    user: CurrentUser,
) -> Result<Json<ChangedBody>, Refusal> {
    let owner = user.user_id();
    for list_id in all_lists(&state, owner).await? {
        todos::clear_completed(&state.todos, (owner, &list_id)).await?;
    }
    changed(&state, owner).await
}

/// Mark all todos of a list, or of all lists, as completed or as active.
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
    let list_id = fields.optional_text("list_id", ListId::parse);
    fields.finish()?;
    let Some(completed) = completed else {
        return Err(Problem::of_status(StatusCode::UNPROCESSABLE_ENTITY).into());
    };
    let owner = user.user_id();
    let lists = match list_id {
        Some(list_id) => vec![
            todos::find_list(&state.todos, owner, &list_id)
                .await
                .map_err(no_list)?
                .id,
        ],
        None => all_lists(&state, owner).await?,
    };
    for list_id in lists {
        todos::set_all(&state.todos, (owner, &list_id), completed).await?;
    }
    changed(&state, owner).await
}

async fn all_lists(state: &AppState, owner: &str) -> Result<Vec<ListId>, todos::Error> {
    let lists = todos::lists(&state.todos, owner).await?;
    Ok(lists.into_iter().map(|list| list.id).collect())
}

/// A list that a body names is a field of it.
fn no_list(error: todos::Error) -> todos::Error {
    match error {
        todos::Error::NotFound => todos::Error::NoList,
        other => other,
    }
}

async fn changed(state: &AppState, owner: &str) -> Result<Json<ChangedBody>, Refusal> {
    let counts = todos::counts(&state.todos, owner).await?;
    Ok(Json(ChangedBody { counts: counts.into() }))
}
