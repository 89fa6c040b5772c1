//! `POST /api/todos`: adds a todo, once for each `Idempotency-Key`. A repeated request gets the answer of the first,
//! and a key that comes with another body is refused.

use super::{
    TAG, members,
    refusal::Refusal,
    tags::tagged,
    wire::{NewTodoBody, TodoBody},
};
use crate::{
    api::{body::Fields, current_user::CurrentUser},
    problem::{FieldProblem, Problem},
    state::AppState,
    todos::{self, RequestKey},
};
use app::model::{NewTodo, TodoId, TodoPatch, TodoTitle};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Add a todo at the end of the list. With an `Idempotency-Key` the request can be repeated for a day, and
/// the todo is added once.
#[utoipa::path(
    post,
    path = "/api/todos",
    operation_id = "create_todo",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[!-~]+$",
            description = "The client's own name for this request: 1 to 255 visible ASCII characters. The same key with the same body gives the same answer for 24 hours.",
            example = "8e03978e-40d5-43e8-bc93-6894a57f9324"),
    ),
    request_body = NewTodoBody,
    responses(
        (status = 201, description = "The todo, or the one an earlier request with this key has added, as it was then.", body = TodoBody,
            headers(
                ("Location" = String, description = "The address of the todo."),
                ("ETag" = String, description = "The version in quotes."),
                ("Idempotency-Replayed" = String, description = "`true` when an earlier request has added the todo."),
            )),
        (status = 409, description = "The id is in use; or the list is full, `too_many_todos`: one account has 100,000 at most.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field or the key is wrong; or the key was used with another body: `idempotency_key_reused`.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    user: CurrentUser,
    headers: HeaderMap,
    mut fields: Fields,
) -> Result<Response, Refusal> {
    let key = request_key(&headers)?;
    let title = fields.text("title", TodoTitle::parse);
    let completed = fields.optional_bool("completed").unwrap_or_default();
    let id = fields.optional_text("id", TodoId::parse);
    let TodoPatch {
        list_id,
        due,
        priority,
        notes,
        labels,
        recurrence,
        ..
    } = members::patch(&mut fields);
    let parent_id = fields.optional_text("parent_id", TodoId::parse);
    if parent_id.is_some() && list_id.is_some() {
        fields.problem::<()>(
            "list_id",
            "not_with_parent",
            "A step is in the list of its todo. Leave this out.",
        );
    }
    if recurrence.as_ref().is_some_and(Option::is_some) && due.flatten().is_none() {
        fields.problem::<()>("recurrence", "no_date", "Give the first day too, as due_date.");
    }
    fields.finish()?;
    let Some(title) = title else {
        return Err(Problem::of_status(StatusCode::UNPROCESSABLE_ENTITY).into());
    };
    let new = NewTodo {
        id,
        list_id,
        title,
        notes: notes.unwrap_or_default(),
        due: due.flatten(),
        priority: priority.unwrap_or_default(),
        labels: labels.unwrap_or_default(),
        recurrence: recurrence.flatten(),
        parent_id,
        completed,
    };
    let created = todos::create(&state.todos, user.user_id(), &new, key.as_ref()).await?;
    let mut response = tagged(TodoBody::just_added(&new, &created));
    if let Ok(address) = HeaderValue::try_from(format!("/api/todos/{}", created.id)) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(created_answer(response, created.is_replay))
}

/// An answer as that of something that was added, now or by an earlier request.
pub(super) fn created_answer(mut response: Response, is_replay: bool) -> Response {
    *response.status_mut() = StatusCode::CREATED;
    if is_replay {
        response
            .headers_mut()
            .insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// The key of the request, if it has one. One that cannot be used must not pass for none.
pub(super) fn request_key(headers: &HeaderMap) -> Result<Option<RequestKey>, Problem> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let key = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.to_str().ok().and_then(RequestKey::parse),
        (Some(_), Some(_)) => None,
    };
    key.map(Some).ok_or_else(|| {
        Problem::invalid(vec![FieldProblem::new(
            "Idempotency-Key",
            "unreadable",
            "Use one key of 1 to 255 visible ASCII characters.",
        )])
    })
}
