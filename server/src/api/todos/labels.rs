//! `/api/labels`: the labels somebody has. A todo names its own; one that is not there yet is made when a todo names it.

use super::{
    named::Named,
    refusal::Refusal,
    tags::{expected, is_known, not_modified, tag},
    wire_lists::{LabelBody, LabelPatchBody, NewLabelBody},
};
use crate::{
    api::{body::Fields, current_user::CurrentUser},
    problem::Problem,
    state::AppState,
    todos,
};
use app::model::{Label, LabelId, LabelName, LabelPatch, ListColour};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// Under which these routes are found in the description.
const TAG: &str = "Labels";

/// Read all labels in the order of their names.
#[utoipa::path(
    get,
    path = "/api/labels",
    operation_id = "list_labels",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    responses((status = 200, description = "All labels; there are 1,000 at most.", body = [LabelBody]))
)]
pub(super) async fn list(State(state): State<AppState>, user: CurrentUser) -> Result<Json<Vec<LabelBody>>, Refusal> {
    let labels = todos::labels(&state.todos, user.user_id()).await?;
    Ok(Json(labels.into_iter().map(LabelBody::from).collect()))
}

/// Make a label. No two have the same name, whatever its case.
#[utoipa::path(
    post,
    path = "/api/labels",
    operation_id = "create_label",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    request_body = NewLabelBody,
    responses(
        (status = 201, description = "The label.", body = LabelBody,
            headers(("Location" = String, description = "The address of the label."), ("ETag" = String, description = "The version in quotes."))),
        (status = 409, description = "There is a label of this name.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "There are as many labels as one account may have, or a field is wrong.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    user: CurrentUser,
    mut fields: Fields,
) -> Result<Response, Refusal> {
    let name = fields.text("name", LabelName::parse);
    let colour = fields.optional_text("colour", ListColour::parse).unwrap_or_default();
    fields.finish()?;
    let Some(name) = name else {
        return Err(Problem::of_status(StatusCode::UNPROCESSABLE_ENTITY).into());
    };
    let label = todos::add_label(&state.todos, user.user_id(), &name, colour).await?;
    let address = HeaderValue::try_from(format!("/api/labels/{}", label.id));
    let mut response = tagged(label);
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(address) = address {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(response)
}

/// Read one label.
#[utoipa::path(
    get,
    path = "/api/labels/{id}",
    operation_id = "read_label",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the label.", format = "uuid"),
        ("If-None-Match" = Option<String>, Header, description = "Answer 304 if it still has one of these entity tags.", example = "\"1\""),
    ),
    responses(
        (status = 200, description = "The label.", body = LabelBody, headers(("ETag" = String, description = "The version in quotes."))),
        (status = 304, description = "The label still has this entity tag.", headers(("ETag" = String, description = "The version in quotes."))),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such label, or it is not yours.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn read(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<LabelId>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let label = todos::find_label(&state.todos, user.user_id(), &id).await?;
    match is_known(&headers, label.version)? {
        true => Ok(not_modified(label.version)),
        false => Ok(tagged(label)),
    }
}

/// Give a label another name, another colour, or both. All todos that have it have it still.
#[utoipa::path(
    patch,
    path = "/api/labels/{id}",
    operation_id = "edit_label",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the label.", format = "uuid"),
        ("If-Match" = Option<String>, Header, description = "Change it only if it still has one of these entity tags; `*` stands for any.", example = "\"1\""),
    ),
    request_body = LabelPatchBody,
    responses(
        (status = 200, description = "The label as it is now.", body = LabelBody, headers(("ETag" = String, description = "The new version in quotes."))),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such label, or it is not yours.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Another label has this name.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The label has been changed meanwhile; nothing was done.", body = Problem, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The version there is, in quotes."))),
    )
)]
pub(super) async fn edit(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<LabelId>,
    headers: HeaderMap,
    mut fields: Fields,
) -> Result<Response, Refusal> {
    let patch = LabelPatch {
        name: fields.change_of_text("name", LabelName::parse),
        colour: fields.change_of_text("colour", ListColour::parse),
    };
    fields.finish()?;
    if patch == LabelPatch::default() {
        let detail = "Give a name, a colour, or both.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "nothing_to_change", detail).into());
    }
    let label = todos::edit_label(&state.todos, user.user_id(), &id, &patch, &expected(&headers)?).await?;
    Ok(tagged(label))
}

/// Delete a label: it is taken off all todos, which stay. It can be restored for 30 days.
#[utoipa::path(
    delete,
    path = "/api/labels/{id}",
    operation_id = "remove_label",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the label.", format = "uuid"),
        ("If-Match" = Option<String>, Header, description = "Remove it only if it still has one of these entity tags; `*` stands for any.", example = "\"1\""),
    ),
    responses(
        (status = 200, description = "It is deleted; this is what it was.", body = LabelBody),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such label, or it is not yours.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The label has been changed meanwhile; nothing was done.", body = Problem, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The version there is, in quotes."))),
    )
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<LabelId>,
    headers: HeaderMap,
) -> Result<Json<LabelBody>, Refusal> {
    let label = todos::remove_label(&state.todos, user.user_id(), &id, &expected(&headers)?).await?;
    Ok(Json(label.into()))
}

/// Bring a deleted label back on the todos it was on. One that is there stays as it is.
#[utoipa::path(
    post,
    path = "/api/labels/{id}/restore",
    operation_id = "restore_label",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The id of the label.", format = "uuid")),
    responses(
        (status = 200, description = "The label as it is now.", body = LabelBody, headers(("ETag" = String, description = "The version in quotes."))),
        (status = 404, description = "There is no such label, it is not yours, or another one has its name by now.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn restore(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<LabelId>,
) -> Result<Response, Refusal> {
    Ok(tagged(todos::restore_label(&state.todos, user.user_id(), &id).await?))
}

/// A label with its tag.
fn tagged(label: Label) -> Response {
    let tag = tag(label.version);
    ([(header::ETAG, tag)], Json(LabelBody::from(label))).into_response()
}
