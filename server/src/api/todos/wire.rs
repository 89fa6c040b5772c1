//! What goes over the wire, and how it is described.

use crate::{api::time::rfc3339, todos::Created};
use app::model::{NewTodo, Todo, TodoCounts};
use serde::Serialize;
use utoipa::ToSchema;

/// Something to do.
#[derive(Serialize, ToSchema)]
#[schema(as = Todo)]
pub(super) struct TodoBody {
    /// A UUID.
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid")]
    id: String,
    #[schema(example = "Buy milk", min_length = 1, max_length = 500)]
    title: String,
    #[schema(example = false)]
    completed: bool,
    /// Counts the changes, from 1. In quotes it is the entity tag.
    #[schema(example = 1, minimum = 1)]
    pub version: i64,
    #[schema(example = "2026-11-22T08:00:00.000Z", format = DateTime)]
    created_at: String,
    #[schema(example = "2026-11-22T08:00:00.000Z", format = DateTime)]
    updated_at: String,
}

impl From<Todo> for TodoBody {
    fn from(todo: Todo) -> Self {
        Self {
            id: todo.id.to_string(),
            title: todo.title.as_str().to_owned(),
            completed: todo.completed,
            version: todo.version,
            created_at: rfc3339(todo.created_at),
            updated_at: rfc3339(todo.updated_at),
        }
    }
}

impl TodoBody {
    /// A todo as it was when it was added. Made from the request, so that a repeated request gets the same
    /// answer, even when the todo has been changed or removed since.
    pub(super) fn just_added(new: &NewTodo, created: &Created) -> Self {
        Self {
            id: created.id.to_string(),
            title: new.title.as_str().to_owned(),
            completed: new.completed,
            version: 1,
            created_at: rfc3339(created.created_at),
            updated_at: rfc3339(created.created_at),
        }
    }
}

/// How many todos there are in the whole list.
#[derive(Serialize, ToSchema)]
#[schema(as = TodoCounts)]
pub(super) struct CountsBody {
    #[schema(example = 3)]
    active: i64,
    #[schema(example = 1)]
    completed: i64,
}

impl From<TodoCounts> for CountsBody {
    fn from(counts: TodoCounts) -> Self {
        Self {
            active: counts.active,
            completed: counts.completed,
        }
    }
}

/// The counts after a change to all.
#[derive(Serialize, ToSchema)]
#[schema(as = TodosChanged)]
pub(super) struct ChangedBody {
    pub counts: CountsBody,
}

// FIXME: bodies stand here a second time, beside what reads them (`body::Fields`), and can drift from it; so they do in
// `token.rs` and `better_auth/mail.rs`. A derive that makes the reader out of the struct would settle it.
/// A todo to be added.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct NewTodoBody {
    /// Trimmed; no control characters.
    #[schema(example = "Buy milk", min_length = 1, max_length = 500)]
    title: String,
    #[schema(default = false)]
    completed: Option<bool>,
    /// A UUID in its canonical lower-case form, made by the client; without one the server makes it.
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid", nullable = false)]
    id: Option<String>,
}

/// What changes; at least one of them.
#[derive(ToSchema)]
#[schema(min_properties = 1)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct TodoPatchBody {
    #[schema(example = "Buy oat milk", min_length = 1, max_length = 500, nullable = false)]
    title: Option<String>,
    #[schema(example = true, nullable = false)]
    completed: Option<bool>,
}

/// The whole of what can change.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct TodoReplacement {
    #[schema(example = "Buy oat milk", min_length = 1, max_length = 500)]
    title: String,
    #[schema(example = true)]
    completed: bool,
}

/// The state all todos get.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct StateOfAll {
    #[schema(example = true)]
    completed: bool,
}
