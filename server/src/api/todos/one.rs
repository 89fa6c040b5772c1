//! One todo at its own address.

use super::{
    TAG, members,
    named::Named,
    refusal::Refusal,
    tags::{expected, is_known, not_modified, tagged},
    wire::{TodoBody, TodoPatchBody, TodoReplacement},
};
use crate::{
    api::{body::Fields, current_user::CurrentUser},
    problem::Problem,
    state::AppState,
    todos,
};
use app::model::{TodoId, TodoPatch, TodoTitle};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};

/// Read a todo.
#[utoipa::path(
    get,
    path = "/api/todos/{id}",
    operation_id = "read_todo",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the todo.", format = "uuid"),
        ("If-None-Match" = Option<String>, Header, description = "Entity tags the client already has, or `*`.", example = "\"1\""),
    ),
    responses(
        (status = 200, description = "The todo.", body = TodoBody, headers(("ETag" = String, description = "The version in quotes."))),
        (status = 304, description = "The client already has this version.", headers(("ETag" = String, description = "The version in quotes."))),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such todo, or it is not yours.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn read(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<TodoId>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let found = todos::find(&state.todos, user.user_id(), &id).await?;
    if found.deleted_at.is_some() {
        return Err(todos::Error::NotFound.into());
    }
    let version = found.todo.version;
    match is_known(&headers, version)? {
        true => Ok(not_modified(version)),
        false => Ok(tagged(found.into())),
    }
}

/// Change what is named; what is left out stays. `null` removes a member (RFC 7396): the date, the priority or the notes.
/// The title, the state and the list cannot be removed, so `null` is refused for them.
#[utoipa::path(
    patch,
    path = "/api/todos/{id}",
    operation_id = "edit_todo",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the todo.", format = "uuid"),
        ("If-Match" = Option<String>, Header, description = "Change it only if it still has one of these entity tags; `*` stands for any.", example = "\"1\""),
    ),
    request_body = TodoPatchBody,
    responses(
        (status = 200, description = "The todo as it is now.", body = TodoBody, headers(("ETag" = String, description = "The new version in quotes."))),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such todo, or it is not yours.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The todo has been changed meanwhile; nothing was done.", body = Problem, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The version there is, in quotes."))),
    )
)]
pub(super) async fn edit(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<TodoId>,
    headers: HeaderMap,
    mut fields: Fields,
) -> Result<Response, Refusal> {
    let title = fields.change_of_text("title", TodoTitle::parse);
    let completed = fields.change_of_bool("completed");
    let patch = TodoPatch {
        title,
        completed,
        ..members::patch(&mut fields)
    };
    fields.finish()?;
    if patch == TodoPatch::default() {
        let detail = "Give at least one member that can change, such as title or completed.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "nothing_to_change", detail).into());
    }
    change(&state, &user, &id, &headers, patch).await
}

/// Replace all that can change about a todo.
#[utoipa::path(
    put,
    path = "/api/todos/{id}",
    operation_id = "replace_todo",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the todo.", format = "uuid"),
        ("If-Match" = Option<String>, Header, description = "Change it only if it still has one of these entity tags; `*` stands for any.", example = "\"1\""),
    ),
    request_body = TodoReplacement,
    responses(
        (status = 200, description = "The todo as it is now.", body = TodoBody, headers(("ETag" = String, description = "The new version in quotes."))),
        (status = 400, description = "The body is not JSON, or an entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such todo, or it is not yours. Todos are added by POST.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The todo has been changed meanwhile; nothing was done.", body = Problem, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The version there is, in quotes."))),
    )
)]
pub(super) async fn replace(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<TodoId>,
    headers: HeaderMap,
    mut fields: Fields,
) -> Result<Response, Refusal> {
    let title = fields.text("title", TodoTitle::parse);
    let completed = fields.bool("completed");
    let named = members::patch(&mut fields);
    fields.finish()?;
    let patch = TodoPatch {
        title,
        completed,
        notes: Some(named.notes.unwrap_or_default()),
        due: Some(named.due.flatten()),
        priority: Some(named.priority.unwrap_or_default()),
        list_id: named.list_id,
        labels: Some(named.labels.unwrap_or_default()),
        recurrence: Some(named.recurrence.flatten()),
    };
    change(&state, &user, &id, &headers, patch).await
}

pub(super) async fn change(
    state: &AppState,
    user: &CurrentUser,
    id: &TodoId,
    headers: &HeaderMap,
    patch: TodoPatch,
) -> Result<Response, Refusal> {
    let todo = todos::edit_expected(&state.todos, user.user_id(), id, &patch, &expected(headers)?).await?;
    Ok(tagged(todo.into()))
}

/// Put a todo into the trash, from where it can be restored for 30 days.
#[utoipa::path(
    delete,
    path = "/api/todos/{id}",
    operation_id = "remove_todo",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the todo.", format = "uuid"),
        ("If-Match" = Option<String>, Header, description = "Remove it only if it still has one of these entity tags; `*` stands for any.", example = "\"1\""),
    ),
    responses(
        (status = 200, description = "It is in the trash; this is what it was.", body = TodoBody),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such todo, or it is not yours.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The todo has been changed meanwhile; nothing was done.", body = Problem, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The version there is, in quotes."))),
    )
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<TodoId>,
    headers: HeaderMap,
) -> Result<Json<TodoBody>, Refusal> {
    let todo = todos::remove_expected(&state.todos, user.user_id(), &id, &expected(&headers)?).await?;
    Ok(Json(TodoBody::from(todo)))
}
