//! `/api/lists`: the lists somebody has. The inbox is one of them, and stays as it is.

use super::{
    named::Named,
    refusal::Refusal,
    tags::{expected, is_known, not_modified, tag},
    wire_lists::{ListBody, ListPatchBody, NewListBody},
};
use crate::{
    api::{body::Fields, current_user::CurrentUser},
    problem::Problem,
    state::AppState,
    todos,
};
use app::model::{List, ListColour, ListId, ListName, ListPatch, NewList, TodoSort};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// Under which these routes are found in the description.
const TAG: &str = "Lists";

/// Read all lists in their order, the inbox first, each with how many todos are in it.
#[utoipa::path(
    get,
    path = "/api/lists",
    operation_id = "list_lists",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    responses((status = 200, description = "All lists; there are 500 at most.", body = [ListBody]))
)]
pub(super) async fn list(State(state): State<AppState>, user: CurrentUser) -> Result<Json<Vec<ListBody>>, Refusal> {
    let lists = todos::lists(&state.todos, user.user_id()).await?;
    Ok(Json(lists.into_iter().map(ListBody::from).collect()))
}

/// Make a list behind the others.
#[utoipa::path(
    post,
    path = "/api/lists",
    operation_id = "create_list",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    request_body = NewListBody,
    responses(
        (status = 201, description = "The list.", body = ListBody,
            headers(("Location" = String, description = "The address of the list."), ("ETag" = String, description = "The version in quotes."))),
        (status = 409, description = "There are as many lists as one account may have.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    user: CurrentUser,
    mut fields: Fields,
) -> Result<Response, Refusal> {
    let name = fields.text("name", ListName::parse);
    let colour = fields.optional_text("colour", ListColour::parse).unwrap_or_default();
    fields.finish()?;
    let Some(name) = name else {
        return Err(Problem::of_status(StatusCode::UNPROCESSABLE_ENTITY).into());
    };
    let list = todos::add_list(&state.todos, user.user_id(), &NewList { name, colour }).await?;
    let address = HeaderValue::try_from(format!("/api/lists/{}", list.id));
    let mut response = tagged(list);
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(address) = address {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(response)
}

/// Read one list.
#[utoipa::path(
    get,
    path = "/api/lists/{id}",
    operation_id = "read_list",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the list.", format = "uuid"),
        ("If-None-Match" = Option<String>, Header, description = "Answer 304 if it still has one of these entity tags.", example = "\"1\""),
    ),
    responses(
        (status = 200, description = "The list.", body = ListBody, headers(("ETag" = String, description = "The version in quotes."))),
        (status = 304, description = "The list still has this entity tag.", headers(("ETag" = String, description = "The version in quotes."))),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such list, or it is not yours.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn read(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<ListId>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let list = todos::find_list(&state.todos, user.user_id(), &id).await?;
    match is_known(&headers, list.version)? {
        true => Ok(not_modified(list.version)),
        false => Ok(tagged(list)),
    }
}

/// Give a list another name, another colour, or another order in which it is looked at. The inbox has no other name and no
/// other colour, so for these it is answered as if it were not there.
#[utoipa::path(
    patch,
    path = "/api/lists/{id}",
    operation_id = "edit_list",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the list.", format = "uuid"),
        ("If-Match" = Option<String>, Header, description = "Change it only if it still has one of these entity tags; `*` stands for any.", example = "\"1\""),
    ),
    request_body = ListPatchBody,
    responses(
        (status = 200, description = "The list as it is now.", body = ListBody, headers(("ETag" = String, description = "The new version in quotes."))),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such list, it is not yours, or it is the inbox, of which the order alone changes.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The list has been changed meanwhile; nothing was done.", body = Problem, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The version there is, in quotes."))),
    )
)]
pub(super) async fn edit(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<ListId>,
    headers: HeaderMap,
    mut fields: Fields,
) -> Result<Response, Refusal> {
    let patch = ListPatch {
        name: fields.change_of_text("name", ListName::parse),
        colour: fields.change_of_text("colour", ListColour::parse),
        sort: fields.change_of_text("sort", TodoSort::parse),
    };
    fields.finish()?;
    if patch == ListPatch::default() {
        let detail = "Give a name, a colour or an order, as name, colour or sort.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "nothing_to_change", detail).into());
    }
    let list = todos::edit_list(&state.todos, user.user_id(), &id, &patch, &expected(&headers)?).await?;
    Ok(tagged(list))
}

/// Put a list with its todos into the trash, from where it can be restored for 30 days.
#[utoipa::path(
    delete,
    path = "/api/lists/{id}",
    operation_id = "remove_list",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("id" = String, Path, description = "The id of the list.", format = "uuid"),
        ("If-Match" = Option<String>, Header, description = "Remove it only if it still has one of these entity tags; `*` stands for any.", example = "\"1\""),
    ),
    responses(
        (status = 200, description = "It is in the trash; this is what it is there.", body = ListBody),
        (status = 400, description = "An entity tag has no quotes: `malformed_entity_tag`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such list, it is not yours, or it is the inbox.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The list has been changed meanwhile; nothing was done.", body = Problem, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The version there is, in quotes."))),
    )
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<ListId>,
    headers: HeaderMap,
) -> Result<Json<ListBody>, Refusal> {
    let list = todos::remove_list(&state.todos, user.user_id(), &id, &expected(&headers)?).await?;
    Ok(Json(list.into()))
}

/// Take a list out of the trash, with the todos that came there with it. One that is not in the trash stays as it is.
#[utoipa::path(
    post,
    path = "/api/lists/{id}/restore",
    operation_id = "restore_list",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The id of the list.", format = "uuid")),
    responses(
        (status = 200, description = "The list as it is now.", body = ListBody, headers(("ETag" = String, description = "The new version in quotes."))),
        (status = 404, description = "There is no such list, or it is not yours.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn restore(
    State(state): State<AppState>,
    user: CurrentUser,
    Named(id): Named<ListId>,
) -> Result<Response, Refusal> {
    Ok(tagged(todos::restore_list(&state.todos, user.user_id(), &id).await?))
}

/// A list with its tag.
fn tagged(list: List) -> Response {
    let tag = tag(list.version);
    ([(header::ETAG, tag)], Json(ListBody::from(list))).into_response()
}
