//! What goes over the wire, and how it is described.

use crate::{api::time::rfc3339, todos::Created};
use app::model::{NewTodo, Steps, TimeOfDay, Todo, TodoCounts, TodoDetails};
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
    /// When it was done.
    #[schema(example = json!(null), format = DateTime)]
    completed_at: Option<String>,
    /// The list it is in. That of the inbox is the id of the user.
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid")]
    list_id: String,
    /// The day it is due, where the user is.
    #[schema(example = "2026-12-24", format = Date)]
    due_date: Option<String>,
    /// The time of that day.
    #[schema(example = "17:00", pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    due_time: Option<String>,
    /// 1 for high, 2 for medium, 3 for low.
    #[schema(example = 1, minimum = 1, maximum = 3)]
    priority: Option<u8>,
    #[schema(example = "The blue one", max_length = 10_000)]
    notes: String,
    /// Names, in their order.
    #[schema(example = json!(["errands"]), max_items = 20)]
    labels: Vec<String>,
    /// The value of an RFC 5545 `RRULE`: `FREQ` of `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`, with `INTERVAL`, `BYDAY`,
    /// `BYMONTHDAY`, `BYMONTH`, `BYSETPOS`, `COUNT`, `UNTIL` and `WKST`.
    #[schema(example = "FREQ=WEEKLY;BYDAY=MO", max_length = 200)]
    recurrence: Option<String>,
    /// From where the next day is counted: from the day it was due, or from the day it was done.
    #[schema(example = "due", pattern = "^(due|completion)$")]
    recurs_from: Option<String>,
    /// The todo it is a step of.
    #[schema(example = json!(null), format = "uuid")]
    parent_id: Option<String>,
    /// Counts the changes, from 1. In quotes it is the entity tag.
    #[schema(example = 1, minimum = 1)]
    pub version: i64,
    #[schema(example = "2026-11-22T08:00:00.000Z", format = DateTime)]
    created_at: String,
    #[schema(example = "2026-11-22T08:00:00.000Z", format = DateTime)]
    updated_at: String,
}

impl From<TodoDetails> for TodoBody {
    fn from(details: TodoDetails) -> Self {
        let todo = details.todo;
        Self {
            id: todo.id.to_string(),
            title: todo.title.as_str().to_owned(),
            completed: todo.completed,
            completed_at: details.completed_at.map(rfc3339),
            list_id: todo.list_id.to_string(),
            due_date: todo.due.map(|due| due.day.to_iso()),
            due_time: todo.due.and_then(|due| due.time).map(TimeOfDay::to_iso),
            priority: todo.priority.number(),
            notes: details.notes.as_str().to_owned(),
            labels: todo.labels.names().map(str::to_owned).collect(),
            recurs_from: details.recurrence.as_ref().map(|it| it.from.as_str().to_owned()),
            recurrence: details.recurrence.map(|it| it.rule),
            parent_id: todo.parent_id.map(|id| id.to_string()),
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
        Self::from(TodoDetails {
            todo: Todo {
                id: created.id,
                title: new.title.clone(),
                completed: new.completed,
                list_id: created.list_id,
                due: new.due,
                priority: new.priority,
                has_notes: !new.notes.as_str().is_empty(),
                labels: new.labels.clone(),
                recurs: new.recurrence.is_some(),
                next: None,
                parent_id: new.parent_id,
                steps: Steps::default(),
                position: 0,
                change: 0,
                version: 1,
                created_at: created.created_at,
                updated_at: created.created_at,
            },
            notes: new.notes.clone(),
            recurrence: new.recurrence.clone(),
            completed_at: new.completed.then_some(created.created_at),
            deleted_at: None,
        })
    }
}

/// Where a todo goes: one of `before`, `after` and `to`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct MoveBody {
    /// The list it goes to; where it is left out, it stays in its own.
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid", nullable = false)]
    list_id: Option<String>,
    /// The id of the todo of that list before which it is to stand.
    #[schema(format = "uuid", nullable = false)]
    before: Option<String>,
    /// The id of the todo of that list behind which it is to stand.
    #[schema(format = "uuid", nullable = false)]
    after: Option<String>,
    /// An end of the list.
    #[schema(example = "start", pattern = "^(start|end)$", nullable = false)]
    to: Option<String>,
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
    /// The list it comes to the end of; the inbox if it is left out.
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid")]
    list_id: Option<String>,
    #[schema(example = "2026-12-24", format = Date)]
    due_date: Option<String>,
    /// Only with a date.
    #[schema(example = "17:00", pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    due_time: Option<String>,
    #[schema(example = 1, minimum = 1, maximum = 3)]
    priority: Option<u8>,
    #[schema(example = "The blue one", max_length = 10_000)]
    notes: Option<String>,
    /// Names of at most 20 labels, each of 1 to 50 characters without a comma. One that is not there yet is made.
    #[schema(example = json!(["errands"]), max_items = 20)]
    labels: Option<Vec<String>>,
    /// The value of an RFC 5545 `RRULE`: `FREQ` of `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`, with `INTERVAL`, `BYDAY`,
    /// `BYMONTHDAY`, `BYMONTH`, `BYSETPOS`, `COUNT`, `UNTIL` and `WKST`. Only with a date.
    #[schema(example = "FREQ=WEEKLY;BYDAY=MO", max_length = 200)]
    recurrence: Option<String>,
    /// From where the next day is counted: from the day it was due, or from the day it was done.
    #[schema(example = "due", pattern = "^(due|completion)$")]
    recurs_from: Option<String>,
    /// The todo it is to be a step of, whose list it comes into. A step has no steps of its own; there are 100 at most.
    #[schema(format = "uuid", nullable = false)]
    parent_id: Option<String>,
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
    /// The list it goes to the end of.
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
    /// Names of at most 20 labels, each of 1 to 50 characters without a comma. One that is not there yet is made. They replace those there are.
    #[schema(example = json!(["errands"]), max_items = 20, nullable = false)]
    labels: Option<Vec<String>>,
    /// The value of an RFC 5545 `RRULE`: `FREQ` of `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`, with `INTERVAL`, `BYDAY`,
    /// `BYMONTHDAY`, `BYMONTH`, `BYSETPOS`, `COUNT`, `UNTIL` and `WKST`. Without a date it is due on the first day of the rule; `null` ends the series.
    #[schema(example = "FREQ=WEEKLY;BYDAY=MO", max_length = 200)]
    recurrence: Option<String>,
    /// From where the next day is counted: from the day it was due, or from the day it was done.
    #[schema(example = "due", pattern = "^(due|completion)$")]
    recurs_from: Option<String>,
}

/// The whole of what can change.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct TodoReplacement {
    #[schema(example = "Buy oat milk", min_length = 1, max_length = 500)]
    title: String,
    #[schema(example = true)]
    completed: bool,
    /// Where it is left out, the todo stays in its list.
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid", nullable = false)]
    list_id: Option<String>,
    #[schema(example = "2026-12-24", format = Date)]
    due_date: Option<String>,
    /// Only with a date.
    #[schema(example = "17:00", pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    due_time: Option<String>,
    #[schema(example = 1, minimum = 1, maximum = 3)]
    priority: Option<u8>,
    #[schema(example = "The blue one", max_length = 10_000)]
    notes: Option<String>,
    /// Names of at most 20 labels, each of 1 to 50 characters without a comma. One that is not there yet is made.
    #[schema(example = json!(["errands"]), max_items = 20)]
    labels: Option<Vec<String>>,
    /// The value of an RFC 5545 `RRULE`: `FREQ` of `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`, with `INTERVAL`, `BYDAY`,
    /// `BYMONTHDAY`, `BYMONTH`, `BYSETPOS`, `COUNT`, `UNTIL` and `WKST`.
    #[schema(example = "FREQ=WEEKLY;BYDAY=MO", max_length = 200)]
    recurrence: Option<String>,
    /// From where the next day is counted: from the day it was due, or from the day it was done.
    #[schema(example = "due", pattern = "^(due|completion)$")]
    recurs_from: Option<String>,
}

/// The state all todos get.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct StateOfAll {
    #[schema(example = true)]
    completed: bool,
    /// The list whose todos get it; those of all lists if it is left out.
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid", nullable = false)]
    list_id: Option<String>,
}
