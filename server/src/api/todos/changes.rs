//! `GET /api/changes`: for programs that keep a copy of what somebody has. They ask after the number they know, and hear of
//! every change since then, deletions too.

use super::{
    TAG,
    list::{encoded, with_cursor},
    list_query::cursor,
    refusal::Refusal,
    wire::TodoBody,
    wire_lists::ListBody,
};
use crate::{
    api::{body::Fields, current_user::CurrentUser, time::rfc3339},
    problem::Problem,
    state::AppState,
    todos::{self, ChangedList, Changes},
};
use app::model::Cursor;
use axum::{
    Json,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, header},
};
use serde::Serialize;
use utoipa::ToSchema;

const PATH: &str = "/api/changes";

/// Read what has changed after a number, in the order of the changes: each list and each todo once, as it is now, also in
/// the trash, and the ids of what is gone for good. Keep `last` and ask after it the next time. Where `has_more`, `Link` says
/// where it goes on. Within one answer, take what is in `deleted` out first. `since=0` reads all there is.
#[utoipa::path(
    get,
    path = "/api/changes",
    operation_id = "list_changes",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("since" = i64, Query, minimum = 0, description = "The number that an earlier answer gave as `last`; 0 at the beginning.", example = 0),
        ("cursor" = Option<String>, Query, description = "Where the part begins: as the `Link` of the part before says it."),
    ),
    responses(
        (status = 200, description = "A part of what has changed; 200 things at most, or a few more.", body = ChangesBody,
            headers(("Link" = String, description = "The address of the next part, if there is more: `<…>; rel=\"next\"`."))),
        (status = 410, description = "What has gone since that number is not known any more, or the number was never given out: `changes_forgotten`. Read everything anew, after 0.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is missing, unknown, wrong or given twice; `errors` names it.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn changes(
    State(state): State<AppState>,
    user: CurrentUser,
    RawQuery(query): RawQuery,
) -> Result<(HeaderMap, Json<ChangesBody>), Refusal> {
    let query = query.unwrap_or_default();
    let (since, after) = read(&query)?;
    let changes = todos::changes(&state.todos, user.user_id(), since, after.as_ref()).await?;
    let mut headers = HeaderMap::new();
    if let Some(next) = &changes.next {
        let address = with_cursor(
            &state.auth.settings.base_url,
            PATH,
            &query,
            Some(&encoded(&next.encode())),
        );
        if let Ok(link) = HeaderValue::try_from(format!("<{address}>; rel=\"next\"")) {
            headers.insert(header::LINK, link);
        }
    }
    Ok((headers, Json(changes.into())))
}

fn read(query: &str) -> Result<(i64, Option<Cursor>), Problem> {
    let mut fields = Fields::of_query(query);
    let since = fields.text("since", |raw| Ok(raw.to_owned())).and_then(|raw| {
        let is_number = !raw.is_empty() && raw.bytes().all(|byte| byte.is_ascii_digit());
        match raw.parse().ok().filter(|_| is_number) {
            Some(since) => Some(since),
            None => fields.problem(
                "since",
                "wrong_value",
                "Use the number that an earlier answer gave as last, or 0.",
            ),
        }
    });
    let after = cursor(&mut fields, |raw| Cursor::parse(raw).ok());
    fields.finish()?;
    Ok((since.unwrap_or_default(), after))
}

/// What has changed after a number.
#[derive(Serialize, ToSchema)]
#[schema(as = Changes)]
pub(super) struct ChangesBody {
    /// All changes up to this one are in the parts that were read so far. Ask after it the next time.
    #[schema(example = 42, minimum = 0)]
    last: i64,
    /// Whether there is more, where `Link` says.
    #[schema(example = false)]
    has_more: bool,
    /// In the order of their changes, as all of these.
    lists: Vec<ChangedListBody>,
    todos: Vec<ChangedTodoBody>,
    /// What is gone for good.
    deleted: Vec<DeletedBody>,
}

/// A list as a change has left it.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangedList)]
struct ChangedListBody {
    /// The number of its last change.
    #[schema(example = 41, minimum = 0)]
    change: i64,
    /// When it came into the trash.
    #[schema(example = json!(null), format = DateTime)]
    deleted_at: Option<String>,
    /// Its counts are those of the moment of the answer: todos that come and go are no change of the list.
    list: ListBody,
}

/// A todo as a change has left it.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangedTodo)]
struct ChangedTodoBody {
    /// The number of its last change.
    #[schema(example = 42, minimum = 0)]
    change: i64,
    /// When it came into the trash.
    #[schema(example = json!(null), format = DateTime)]
    deleted_at: Option<String>,
    todo: TodoBody,
}

/// What is gone for good.
#[derive(Serialize, ToSchema)]
#[schema(as = Deleted)]
struct DeletedBody {
    /// The number of the change.
    #[schema(example = 40, minimum = 1)]
    change: i64,
    #[schema(example = "todo", pattern = "^(todo|list)$")]
    kind: &'static str,
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid")]
    id: String,
}

impl From<Changes> for ChangesBody {
    fn from(changes: Changes) -> Self {
        let lists = changes.lists.into_iter().map(|changed: ChangedList| ChangedListBody {
            change: changed.change,
            deleted_at: changed.deleted_at.map(rfc3339),
            list: changed.list.into(),
        });
        let todos = changes.todos.into_iter().map(|details| ChangedTodoBody {
            change: details.todo.change,
            deleted_at: details.deleted_at.map(rfc3339),
            todo: details.into(),
        });
        let deleted = changes.purged.into_iter().map(|row| DeletedBody {
            change: row.change,
            kind: if row.is_list { "list" } else { "todo" },
            id: row.id,
        });
        Self {
            last: changes.last,
            has_more: changes.next.is_some(),
            lists: lists.collect(),
            todos: todos.collect(),
            deleted: deleted.collect(),
        }
    }
}
