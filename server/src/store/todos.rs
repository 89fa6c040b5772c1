//! The table `todos`, one at a time; many at once are in `todo_batches`, their order in `todo_places`, and pages of them
//! in `todo_queries`. A row is its owner's
//! alone: every statement names the owner, so somebody else's todo is simply not there.
//!
//! A change of a known version is compare-and-set. What is deleted keeps its row in the trash until that is emptied or
//! has kept it long enough.

use crate::database::{
    Database, Error, Transaction, command, query,
    statement::{Statement, Target},
};
use app::model::{ListId, TodoId};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[INSERT, FIND, FIND_PRESENT, UPDATE, DELETE, RESTORE];

/// What lies between a todo and the next one when it is added, so that others can be moved in between.
pub const GAP: i64 = 1 << 32;

/// A row of `todos`, without its owner: every statement here names the owner already.
#[derive(Clone, Debug, FromRow)]
pub struct TodoRow {
    pub id: String,
    pub list_id: String,
    pub parent_id: Option<String>,
    pub title: String,
    pub notes: String,
    /// As `2026-11-27`.
    pub due_date: Option<String>,
    /// As `17:00`.
    pub due_time: Option<String>,
    /// 1 for high, 2 for medium, 3 for low, 4 for none.
    pub priority: i64,
    #[sqlx(flatten)]
    pub series: Series,
    /// What took its place when it was done, and on which day that is due.
    pub next_id: Option<String>,
    pub next_date: Option<String>,
    /// The names of its labels with commas between them, in no order.
    pub labels: String,
    pub steps: i64,
    pub steps_done: i64,
    pub completed: bool,
    pub completed_at: Option<i64>,
    pub position: i64,
    pub version: i64,
    pub change: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
}

/// The series that a recurring todo belongs to.
#[derive(Clone, Debug, Default, FromRow)]
pub struct Series {
    /// An RFC 5545 rule; `None` where it does not recur, and then the others say nothing.
    pub recurrence: Option<String>,
    /// `due` or `completion`.
    pub recurs_from: Option<String>,
    /// The first day of the series.
    pub recurs_since: Option<String>,
    /// How often it has been done.
    pub recurred: i64,
}

/// The columns of a [`TodoRow`].
pub(super) const COLUMNS: &str = "id, list_id, parent_id, title, notes, due_date, due_time, priority, recurrence, recurs_from, recurs_since, recurred,
    next_id, next_date, completed, completed_at, position, version, change, created_at, updated_at, deleted_at,
    coalesce((
        select string_agg(labels.name, ',')
        from todo_labels
        join labels on labels.id = todo_labels.label_id
        where todo_labels.todo_id = todos.id and labels.deleted_at is null
    ), '') as labels,
    (select count(*) from todos steps where steps.parent_id = todos.id and steps.deleted_at is null) as steps,
    (select count(*) from todos steps where steps.parent_id = todos.id and steps.deleted_at is null and steps.completed)
        as steps_done";

/// A todo to be added.
pub struct NewTodoRow<'a> {
    pub id: &'a TodoId,
    pub list_id: &'a ListId,
    pub parent_id: Option<&'a TodoId>,
    pub title: &'a str,
    pub notes: &'a str,
    pub due_date: Option<String>,
    pub due_time: Option<String>,
    pub priority: i64,
    pub series: Series,
    pub search_key: &'a str,
    /// By which it is found (`todo_words`).
    pub words: &'a str,
    pub completed: bool,
    pub change: i64,
    pub now: i64,
}

const INSERT: &str = formatcp!(
    "
insert into todos (id, user_id, list_id, title, notes, due_date, due_time, priority, search_key, completed, completed_at,
    position, version, change, created_at, updated_at, parent_id, recurrence, recurs_from, recurs_since, words)
select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as text), cast($6 as text),
    cast($7 as text), cast($8 as bigint), cast($9 as text), cast($10 as boolean),
    case when cast($10 as boolean) then cast($11 as bigint) end,
    (select coalesce(max(position), 0) + {GAP} from todos where user_id = $2 and deleted_at is null), 1, cast($12 as bigint),
    cast($11 as bigint), cast($11 as bigint), cast($15 as text), cast($16 as text), cast($17 as text), cast($18 as text),
    cast($19 as text)
from lists
where lists.id = $3 and lists.user_id = $2 and lists.deleted_at is null and (cast($13 as boolean)
    or coalesce((select sum(active + completed + deleted + steps) from todo_counts where user_id = $2), 0) < cast($14 as bigint))
on conflict (id) do nothing
returning {COLUMNS}"
);

/// Adds a todo at the end of its list; `None` when the id is already in use, there is no such list, or the owner has
/// `most` todos already. Without that it is not asked how many there are, which gets slower and slower where one
/// transaction adds many.
pub async fn insert_todo(
    transaction: &mut Transaction,
    user_id: &str,
    new: &NewTodoRow<'_>,
    most: Option<i64>,
) -> Result<Option<TodoRow>, Error> {
    command(INSERT)
        .bind(new.id.to_string())
        .bind(user_id)
        .bind(new.list_id.to_string())
        .bind(new.title)
        .bind(new.notes)
        .bind(new.due_date.as_deref())
        .bind(new.due_time.as_deref())
        .bind(new.priority)
        .bind(new.search_key)
        .bind(new.completed)
        .bind(new.now)
        .bind(new.change)
        .bind(most.is_none())
        .bind(most.unwrap_or_default())
        .bind(new.parent_id.map(TodoId::to_string).as_deref())
        .bind(new.series.recurrence.as_deref())
        .bind(new.series.recurs_from.as_deref())
        .bind(new.series.recurs_since.as_deref())
        .bind(new.words)
        .optional(transaction)
        .await
}

const FIND: &str = formatcp!(
    "
select {COLUMNS}
from todos
where id = $1 and user_id = $2"
);

/// A todo, also one in the trash.
pub async fn find_todo<'a>(
    target: impl Into<Target<'a>>,
    user_id: &str,
    id: &TodoId,
) -> Result<Option<TodoRow>, Error> {
    query(FIND).bind(id.to_string()).bind(user_id).optional(target).await
}

#[derive(FromRow)]
struct IdRow {
    id: String,
}

// Here and below, an owner that is joined with nothing keeps SQLite from going through the whole list instead of
// looking the ids up.
const FIND_PRESENT: &str = "
select id
from todos
where user_id || '' = $1 and id in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

/// Ids that are asked for at once.
const ASKED: usize = 16;

/// Which of these are ids of somebody's todos. However many todos there are, only these are looked up.
pub async fn find_present(database: &Database, user_id: &str, ids: &[TodoId]) -> Result<Vec<String>, Error> {
    let mut present = Vec::new();
    for part in ids.chunks(ASKED) {
        // Where there are not enough ids, none is asked for instead.
        let asked = part
            .iter()
            .map(TodoId::to_string)
            .chain(std::iter::repeat(String::new()))
            .take(ASKED);
        let statement = asked.fold(query(FIND_PRESENT).bind(user_id), Statement::bind);
        let rows: Vec<IdRow> = statement.all(database).await?;
        present.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(present)
}

/// What changes about a todo; what is `None` stays.
#[derive(Default)]
pub struct TodoChange<'a> {
    pub list_id: Option<&'a ListId>,
    pub title: Option<&'a str>,
    pub search_key: Option<&'a str>,
    pub words: Option<&'a str>,
    pub notes: Option<&'a str>,
    /// The date and the time there are to be, which may be none.
    pub due: Option<(Option<String>, Option<String>)>,
    pub priority: Option<i64>,
    /// The series it is to belong to, which may be none.
    pub series: Option<Series>,
    pub completed: Option<bool>,
    pub change: i64,
    pub now: i64,
}

const UPDATE: &str = formatcp!(
    "
update todos
set title = coalesce($1, title), search_key = coalesce($2, search_key), notes = coalesce($3, notes),
    due_date = case when $4 then $5 else due_date end, due_time = case when $4 then $6 else due_time end,
    priority = coalesce($7, priority), completed = coalesce($8, completed),
    completed_at = case when coalesce($8, completed) then coalesce(completed_at, $9) end,
    position = case
        when coalesce($10, list_id) = list_id then position
        else (select coalesce(max(position), 0) + {GAP} from todos others where others.user_id = $12 and others.deleted_at is null)
    end,
    recurrence = case when $15 then $16 else recurrence end, recurs_from = case when $15 then $17 else recurs_from end,
    recurs_since = case when $15 then $18 else recurs_since end,
    recurred = case when $15 then cast($19 as bigint) else recurred end,
    parent_id = case when coalesce($10, list_id) = list_id then parent_id end, list_id = coalesce($10, list_id),
    version = version + 1, updated_at = $9, change = $11, words = coalesce($20, words)
where user_id = $12 and id = $13 and deleted_at is null and version = coalesce($14, version)
    and (cast($10 as text) is null or exists (select 1 from lists where lists.id = $10 and lists.user_id = $12 and lists.deleted_at is null))
returning {COLUMNS}"
);

/// Changes a todo and tells the new state; `None` when it is not there, not theirs, not of this version, or is to lie in a
/// list that is not there. In another list it comes to the end, and is no step any more.
pub async fn update_todo(
    transaction: &mut Transaction,
    user_id: &str,
    id: &TodoId,
    version: Option<i64>,
    change: &TodoChange<'_>,
) -> Result<Option<TodoRow>, Error> {
    let (date, time) = change.due.clone().unwrap_or_default();
    let list_id = change.list_id.map(ListId::to_string);
    let series = change.series.clone().unwrap_or_default();
    command(UPDATE)
        .bind(change.title)
        .bind(change.search_key)
        .bind(change.notes)
        .bind(change.due.is_some())
        .bind(date.as_deref())
        .bind(time.as_deref())
        .bind(change.priority)
        .bind(change.completed)
        .bind(change.now)
        .bind(list_id.as_deref())
        .bind(change.change)
        .bind(user_id)
        .bind(id.to_string())
        .bind(version)
        .bind(change.series.is_some())
        .bind(series.recurrence.as_deref())
        .bind(series.recurs_from.as_deref())
        .bind(series.recurs_since.as_deref())
        .bind(series.recurred)
        .bind(change.words)
        .optional(transaction)
        .await
}

const DELETE: &str = formatcp!(
    "
update todos
set deleted_at = $1, change = $2
where id = $3 and user_id = $4 and deleted_at is null and version = coalesce($5, version)
returning {COLUMNS}"
);

/// Puts a todo into the trash, as it is, and tells what that is; `None` when it is not there, not theirs, or not of this version.
pub async fn delete_todo(
    transaction: &mut Transaction,
    user_id: &str,
    id: &TodoId,
    version: Option<i64>,
    change: i64,
    now: i64,
) -> Result<Option<TodoRow>, Error> {
    command(DELETE)
        .bind(now)
        .bind(change)
        .bind(id.to_string())
        .bind(user_id)
        .bind(version)
        .optional(transaction)
        .await
}

const RESTORE: &str = formatcp!(
    "
update todos
set deleted_at = null, version = version + 1, updated_at = $1, change = $2,
    list_id = coalesce((select lists.id from lists where lists.id = todos.list_id and lists.deleted_at is null), user_id),
    parent_id = (
        select parents.id
        from todos parents
        where parents.id = todos.parent_id and parents.deleted_at is null and exists (
            select 1 from lists where lists.id = todos.list_id and lists.deleted_at is null
        )
    )
where id = $3 and user_id = $4 and deleted_at is not null
returning {COLUMNS}"
);

/// Takes a todo out of the trash, into its list, or into the inbox where that is not there any more; a step is a todo of
/// its own where its todo is not there. `None` when it is not
/// in the trash, or not theirs.
pub async fn restore_todo(
    transaction: &mut Transaction,
    user_id: &str,
    id: &TodoId,
    change: i64,
    now: i64,
) -> Result<Option<TodoRow>, Error> {
    command(RESTORE)
        .bind(now)
        .bind(change)
        .bind(id.to_string())
        .bind(user_id)
        .optional(transaction)
        .await
}
