//! Pages of todos: of a list, of all lists, by date, by completion, and of the trash. Every statement names the owner.
//!
//! How many todos there are is kept by triggers and read beside a page, in one statement, so no request counts a whole
//! list.

use super::todos::{COLUMNS, TodoRow};
use crate::database::{Database, Error, query};
use app::model::{Cursor, ListId, TodoFilter};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    PAGE_ALL,
    PAGE_STATE,
    PAGE_ALL_BEFORE,
    PAGE_STATE_BEFORE,
    NEXT_ALL,
    NEXT_STATE,
    NEXT_ALL_OF_LIST,
    NEXT_STATE_OF_LIST,
    DUE_UNTIL,
    DUE_AFTER,
    COMPLETED,
    DELETED,
    CHANGED,
];

/// A todo, and how many there are beside it, which is of the same moment.
#[derive(Debug, FromRow)]
pub struct ListedRow {
    #[sqlx(flatten)]
    pub todo: TodoRow,
    pub active_todos: i64,
    pub completed_todos: i64,
}

/// The columns of a [`ListedRow`] of one list, whose id is bound first.
pub(super) const OF_LIST: &str = formatcp!(
    "{COLUMNS},
    coalesce((select active from todo_counts where list_id = $1), 0) as active_todos,
    coalesce((select completed from todo_counts where list_id = $1), 0) as completed_todos"
);

/// The columns of a [`ListedRow`] of all lists of somebody, whose id is bound first.
pub(super) const OF_ALL_LISTS: &str = formatcp!(
    "{COLUMNS},
    cast(coalesce((select sum(active) from todo_counts where user_id = $1), 0) as bigint) as active_todos,
    cast(coalesce((select sum(completed) from todo_counts where user_id = $1), 0) as bigint) as completed_todos"
);

const PAGE_ALL: &str = formatcp!(
    "
select {OF_LIST}
from todos
where list_id = $1 and user_id = $2 and deleted_at is null and parent_id is null
order by position desc, id desc
limit cast($3 as bigint)"
);

const PAGE_STATE: &str = formatcp!(
    "
select {OF_LIST}
from todos
where list_id = $1 and user_id = $2 and completed = $3 and deleted_at is null and parent_id is null
order by position desc, id desc
limit cast($4 as bigint)"
);

const PAGE_ALL_BEFORE: &str = formatcp!(
    "
select {OF_LIST}
from todos
where list_id = $1 and user_id = $2 and (position, id) < ($3, $4) and deleted_at is null and parent_id is null
order by position desc, id desc
limit cast($5 as bigint)"
);

const PAGE_STATE_BEFORE: &str = formatcp!(
    "
select {OF_LIST}
from todos
where list_id = $1 and user_id = $2 and completed = $3 and (position, id) < ($4, $5) and deleted_at is null and parent_id is null
order by position desc, id desc
limit cast($6 as bigint)"
);

/// The last `limit` todos of a list under `filter`, or the last ones before the cursor, from the end up.
pub async fn find_last_todos(
    database: &Database,
    (user_id, list_id): (&str, &ListId),
    filter: TodoFilter,
    before: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<ListedRow>, Error> {
    let sql = match (state(filter), before) {
        (None, None) => PAGE_ALL,
        (Some(_), None) => PAGE_STATE,
        (None, Some(_)) => PAGE_ALL_BEFORE,
        (Some(_), Some(_)) => PAGE_STATE_BEFORE,
    };
    let mut statement = query(sql).bind(list_id.to_string()).bind(user_id);
    if let Some(completed) = state(filter) {
        statement = statement.bind(completed);
    }
    if let Some(cursor) = before {
        statement = statement.bind(cursor.position).bind(cursor.id.to_string());
    }
    statement.bind(limit).all(database).await
}

const NEXT_ALL: &str = formatcp!(
    "
select {OF_ALL_LISTS}
from todos
where user_id = $1 and (position, id) > ($2, $3) and deleted_at is null and parent_id is null
order by position, id
limit cast($4 as bigint)"
);

const NEXT_STATE: &str = formatcp!(
    "
select {OF_ALL_LISTS}
from todos
where user_id = $1 and completed = $2 and (position, id) > ($3, $4) and deleted_at is null and parent_id is null
order by position, id
limit cast($5 as bigint)"
);

/// The first `limit` todos of all lists under `filter`, or the first ones after the cursor: in the order in which they were
/// added, as long as nobody has moved them.
pub async fn find_next_todos(
    database: &Database,
    user_id: &str,
    filter: TodoFilter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<ListedRow>, Error> {
    let (position, id) = place(after);
    let statement = match state(filter) {
        None => query(NEXT_ALL).bind(user_id),
        Some(completed) => query(NEXT_STATE).bind(user_id).bind(completed),
    };
    statement.bind(position).bind(id).bind(limit).all(database).await
}

const NEXT_ALL_OF_LIST: &str = formatcp!(
    "
select {OF_LIST}
from todos
where list_id = $1 and user_id = $2 and (position, id) > ($3, $4) and deleted_at is null and parent_id is null
order by position, id
limit cast($5 as bigint)"
);

const NEXT_STATE_OF_LIST: &str = formatcp!(
    "
select {OF_LIST}
from todos
where list_id = $1 and user_id = $2 and completed = $3 and (position, id) > ($4, $5) and deleted_at is null and parent_id is null
order by position, id
limit cast($6 as bigint)"
);

/// The same of one list, in its order.
pub async fn find_next_todos_of_list(
    database: &Database,
    (user_id, list_id): (&str, &ListId),
    filter: TodoFilter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<ListedRow>, Error> {
    let ((position, id), list_id) = (place(after), list_id.to_string());
    let statement = match state(filter) {
        None => query(NEXT_ALL_OF_LIST).bind(list_id).bind(user_id),
        Some(completed) => query(NEXT_STATE_OF_LIST).bind(list_id).bind(user_id).bind(completed),
    };
    statement.bind(position).bind(id).bind(limit).all(database).await
}

/// A part of a view that begins after so many todos.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    pub skipped: i64,
    pub limit: i64,
}

const DUE_UNTIL: &str = formatcp!(
    "
select {COLUMNS}
from todos
where user_id = $1 and completed = $2 and due_key < $3 and deleted_at is null and due_date is not null
order by due_key, position, id
limit cast($4 as bigint) offset cast($5 as bigint)"
);

/// What is due on a day or was before, in the order of date, time and priority.
pub async fn find_due_until(
    database: &Database,
    user_id: &str,
    day: &str,
    slice: Slice,
) -> Result<Vec<TodoRow>, Error> {
    let find = query(DUE_UNTIL).bind(user_id).bind(false).bind(end_of(day));
    find.bind(slice.limit).bind(slice.skipped).all(database).await
}

const DUE_AFTER: &str = formatcp!(
    "
select {COLUMNS}
from todos
where user_id = $1 and completed = $2 and due_key > $3 and deleted_at is null and due_date is not null
order by due_key, position, id
limit cast($4 as bigint) offset cast($5 as bigint)"
);

/// What is due after a day, in the same order.
pub async fn find_due_after(
    database: &Database,
    user_id: &str,
    day: &str,
    slice: Slice,
) -> Result<Vec<TodoRow>, Error> {
    let find = query(DUE_AFTER).bind(user_id).bind(false).bind(end_of(day));
    find.bind(slice.limit).bind(slice.skipped).all(database).await
}

/// Behind everything that is due on a day, in the order of dates: times stand behind a space, and `~` behind all of them.
#[must_use]
pub fn end_of(day: &str) -> String {
    format!("{day} ~")
}

const COMPLETED: &str = formatcp!(
    "
select {COLUMNS}
from todos
where user_id = $1 and deleted_at is null and completed and parent_id is null
order by completed_at desc, id desc
limit cast($2 as bigint) offset cast($3 as bigint)"
);

/// What was done last, first.
pub async fn find_completed(database: &Database, user_id: &str, slice: Slice) -> Result<Vec<TodoRow>, Error> {
    let find = query(COMPLETED).bind(user_id);
    find.bind(slice.limit).bind(slice.skipped).all(database).await
}

const DELETED: &str = formatcp!(
    "
select {COLUMNS}
from todos
where user_id = $1 and deleted_at is not null
    and not exists (select 1 from todos parents where parents.id = todos.parent_id and parents.deleted_at is not null)
order by deleted_at desc, id desc
limit cast($2 as bigint) offset cast($3 as bigint)"
);

/// What lies in the trash, the last first.
pub async fn find_deleted(database: &Database, user_id: &str, slice: Slice) -> Result<Vec<TodoRow>, Error> {
    let find = query(DELETED).bind(user_id);
    find.bind(slice.limit).bind(slice.skipped).all(database).await
}

const CHANGED: &str = formatcp!(
    "
select {COLUMNS}
from todos
where user_id = $1 and change <= $2 and (change, id) > ($3, $4)
order by change, id
limit cast($5 as bigint)"
);

/// What the changes behind a place have left, up to the change `until`: also what lies in the trash.
pub async fn find_changed(
    database: &Database,
    user_id: &str,
    until: i64,
    (change, id): (i64, &str),
    limit: i64,
) -> Result<Vec<TodoRow>, Error> {
    let find = query(CHANGED).bind(user_id).bind(until);
    find.bind(change).bind(id).bind(limit).all(database).await
}

/// The place behind a cursor; without one, the place before everything.
pub(super) fn place(cursor: Option<&Cursor>) -> (i64, String) {
    cursor.map_or((i64::MIN, String::new()), |cursor| {
        (cursor.position, cursor.id.to_string())
    })
}

pub(super) fn state(filter: TodoFilter) -> Option<bool> {
    match filter {
        TodoFilter::All => None,
        TodoFilter::Active => Some(false),
        TodoFilter::Completed => Some(true),
    }
}
