//! `POST /api/todos/batch`: the same done to many todos, to all of them or to none.

use super::{TAG, members, refusal::Refusal, wire::CountsBody};
use crate::{
    api::{body::Fields, current_user::CurrentUser},
    problem::Problem,
    state::AppState,
    todos::{self, Action},
};
use app::model::{TodoDetails, TodoId, TodoPatch};
use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use std::collections::HashSet;
use utoipa::ToSchema;

/// Most todos of one request.
const MAX_IDS: usize = 500;

/// What is done to which todos. `change` takes what changes beside it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct BatchBody {
    /// The ids of up to 500 todos, each once.
    #[schema(
        example = json!(["019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d"]),
        min_items = 1,
        max_items = 500
    )]
    ids: Vec<String>,
    #[schema(example = "change", pattern = "^(complete|reopen|delete|restore|change)$")]
    r#do: String,
    /// The list they go to the end of, in the order of their ids.
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid", nullable = false)]
    list_id: Option<String>,
    /// The new day, at no time if `due_time` is left out; `null` for none.
    #[schema(example = "2026-12-24", format = Date)]
    due_date: Option<String>,
    /// Only with a date.
    #[schema(example = "17:00", pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    due_time: Option<String>,
    /// `null` for none.
    #[schema(example = 1, minimum = 1, maximum = 3)]
    priority: Option<u8>,
    /// `null` or an empty text for none.
    #[schema(example = "The blue one", max_length = 10_000)]
    notes: Option<String>,
    /// Names, which replace those there are.
    #[schema(example = json!(["errands"]), max_items = 20, nullable = false)]
    labels: Option<Vec<String>>,
    /// As of one todo; `null` ends the series.
    #[schema(example = "FREQ=WEEKLY;BYDAY=MO", max_length = 200)]
    recurrence: Option<String>,
    /// Only with a rule.
    #[schema(example = "due", pattern = "^(due|completion)$")]
    recurs_from: Option<String>,
}

/// What was done to many todos.
#[derive(Serialize, ToSchema)]
#[schema(as = BatchDone)]
pub(super) struct BatchDoneBody {
    /// In the order of the ids.
    todos: Vec<VersionBody>,
    /// In all lists.
    counts: CountsBody,
}

/// A todo that was changed.
#[derive(Serialize, ToSchema)]
#[schema(as = TodoVersion)]
struct VersionBody {
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid")]
    id: String,
    /// The new one. In quotes it is the entity tag.
    #[schema(example = 2, minimum = 1)]
    version: i64,
}

impl From<TodoDetails> for VersionBody {
    fn from(details: TodoDetails) -> Self {
        Self {
            id: details.todo.id.to_string(),
            version: details.todo.version,
        }
    }
}

/// Complete, reopen, delete, restore or change many todos at once: all of them, as one change, or none. `change` gives all
/// of them the same list, date, priority or notes.
#[utoipa::path(
    post,
    path = "/api/todos/batch",
    operation_id = "change_many_todos",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    request_body = BatchBody,
    responses(
        (status = 200, description = "It is done to all of them.", body = BatchDoneBody),
        (status = 422, description = "A field is wrong; or some of the todos are not there, or not yours: `errors` names up to 20 of them, as `ids[0]`. Nothing was done.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn batch(
    State(state): State<AppState>,
    user: CurrentUser,
    mut fields: Fields,
) -> Result<Json<BatchDoneBody>, Refusal> {
    let ids = fields.texts("ids", MAX_IDS, TodoId::parse);
    if ids
        .as_ref()
        .is_some_and(|ids| ids.iter().collect::<HashSet<_>>().len() < ids.len())
    {
        fields.problem::<()>("ids", "duplicate", "Give each id once.");
    }
    let action = action(&mut fields);
    fields.finish()?;
    let (Some(ids), Some(action)) = (ids, action) else {
        return Err(Problem::of_status(StatusCode::UNPROCESSABLE_ENTITY).into());
    };
    if action == Action::Change(TodoPatch::default()) {
        let detail = "Give at least one member that can change, such as list_id or priority.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "nothing_to_change", detail).into());
    }
    let changed = todos::change_many(&state.todos, user.user_id(), &ids, &action).await?;
    Ok(Json(BatchDoneBody {
        todos: changed.into_iter().map(Into::into).collect(),
        counts: todos::counts(&state.todos, user.user_id()).await?.into(),
    }))
}

fn action(fields: &mut Fields) -> Option<Action> {
    let name = fields.text("do", |raw| Ok(raw.to_owned()));
    let patch = members::patch(fields);
    let action = match name?.as_str() {
        "complete" => Action::Change(TodoPatch::state(true)),
        "reopen" => Action::Change(TodoPatch::state(false)),
        "delete" => Action::Remove,
        "restore" => Action::Restore,
        "change" => return Some(Action::Change(patch)),
        _ => return fields.problem("do", "wrong_value", "Use complete, reopen, delete, restore or change."),
    };
    match patch == TodoPatch::default() {
        true => Some(action),
        false => fields.problem("do", "not_with_changes", "Other members go with change alone."),
    }
}
