//! What is done to a todo by name: completing it, reopening it, bringing it back, moving it.

use super::{
    TAG,
    named::Named,
    one::change,
    refusal::Refusal,
    tags::{expected, tagged},
    wire::{MoveBody, TodoBody},
};
use crate::{
    api::{body::Fields, current_user::CurrentUser},
    problem::Problem,
    state::AppState,
    todos::{self, Destination},
};
use app::model::{ListId, TodoId, TodoPatch};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};

/// Mark a todo as completed. One that is completed already stays so.
#[utoipa::path(
    post,
    path = "/api/todos/{id}/complete",
    operation_id = "complete_todo",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the todo.", format = "uuid"),
        ("If-Match" = Option<String>, Header, description = "Only if it still has one of these entity tags; `*` stands for any.", example = "\"1\""),
    ),
    responses(
        (status = 200, description = "The todo as it is now.", body = TodoBody, headers(("ETag" = String, description = "The new version in quotes."))),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such todo, or it is not yours.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The todo has been changed meanwhile; nothing was done.", body = Problem, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The version there is, in quotes."))),
    )
)]
pub(super) async fn complete(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<TodoId>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    change(&state, &user, &id, &headers, TodoPatch::state(true)).await
}

/// Mark a todo as active. One that is active already stays so.
#[utoipa::path(
    post,
    path = "/api/todos/{id}/reopen",
    operation_id = "reopen_todo",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the todo.", format = "uuid"),
        ("If-Match" = Option<String>, Header, description = "Only if it still has one of these entity tags; `*` stands for any.", example = "\"1\""),
    ),
    responses(
        (status = 200, description = "The todo as it is now.", body = TodoBody, headers(("ETag" = String, description = "The new version in quotes."))),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such todo, or it is not yours.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The todo has been changed meanwhile; nothing was done.", body = Problem, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The version there is, in quotes."))),
    )
)]
pub(super) async fn reopen(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<TodoId>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    change(&state, &user, &id, &headers, TodoPatch::state(false)).await
}

/// Leave one day of a recurring todo out: it is due on the next one.
#[utoipa::path(
    post,
    path = "/api/todos/{id}/skip",
    operation_id = "skip_todo",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the todo.", format = "uuid"),
        ("If-Match" = Option<String>, Header, description = "Only if it still has one of these entity tags; `*` stands for any.", example = "\"1\""),
    ),
    responses(
        (status = 200, description = "The todo as it is now.", body = TodoBody, headers(("ETag" = String, description = "The new version in quotes."))),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such todo, or it is not yours.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The todo has been changed meanwhile; nothing was done.", body = Problem, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The version there is, in quotes."))),
        (status = 422, description = "It does not recur, was done, or is due for the last time.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn skip(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<TodoId>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let todo = todos::skip(&state.todos, user.user_id(), &id, &expected(&headers)?).await?;
    Ok(tagged(todo.into()))
}

/// Take a todo out of the trash, into the list it was in; into the inbox where that is gone. One that is not in the trash
/// stays as it is.
#[utoipa::path(
    post,
    path = "/api/todos/{id}/restore",
    operation_id = "restore_todo",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The id of the todo.", format = "uuid")),
    responses(
        (status = 200, description = "The todo as it is now.", body = TodoBody, headers(("ETag" = String, description = "The new version in quotes."))),
        (status = 404, description = "There is no such todo, or it is not yours.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn restore(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<TodoId>,
) -> Result<Response, Refusal> {
    let todo = todos::restore(&state.todos, user.user_id(), &id).await?;
    Ok(tagged(todo.into()))
}

/// Move a todo within its list, or into another one: before or behind another todo, or to an end of the list.
#[utoipa::path(
    post,
    path = "/api/todos/{id}/move",
    operation_id = "move_todo",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The id of the todo.", format = "uuid")),
    request_body = MoveBody,
    responses(
        (status = 200, description = "The todo as it is now.", body = TodoBody, headers(("ETag" = String, description = "The new version in quotes."))),
        (status = 404, description = "There is no such todo, or it is not yours.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "There is no such list, or not that todo in it.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn move_todo(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<TodoId>,
    mut fields: Fields,
) -> Result<Response, Refusal> {
    let list_id = fields.optional_text("list_id", ListId::parse);
    let before = fields.optional_text("before", TodoId::parse);
    let after = fields.optional_text("after", TodoId::parse);
    let to = fields.optional_text("to", |raw| Ok(raw.to_owned()));
    let destination = match (before, after, to.as_deref()) {
        (Some(before), None, None) => Some(Destination::Before(before)),
        (None, Some(after), None) => Some(Destination::After(after)),
        (None, None, Some("start")) => Some(Destination::First),
        (None, None, Some("end")) => Some(Destination::Last),
        _ => fields.problem(
            "to",
            "wrong_value",
            "Give one of before, after, and to, which is start or end.",
        ),
    };
    fields.finish()?;
    let Some(destination) = destination else {
        return Err(Problem::of_status(StatusCode::UNPROCESSABLE_ENTITY).into());
    };
    let owner = user.user_id();
    let list_id = match list_id {
        Some(list_id) => list_id,
        None => todos::find(&state.todos, owner, &id).await?.todo.list_id,
    };
    let todo = todos::move_todo(&state.todos, (owner, &list_id), &id, destination).await?;
    Ok(tagged(todo.into()))
}
