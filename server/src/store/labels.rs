//! The tables `labels` and `todo_labels`: somebody's labels, and which of them their todos have. Every statement names
//! the owner.
//!
//! A label is found by its search key, so that no two are told apart by case or accents alone. One that was deleted keeps
//! its row and its todos until it is restored or cleared away.

use super::{
    PART,
    todo_queries::Slice,
    todos::{COLUMNS as TODO_COLUMNS, TodoRow},
};
use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use app::model::TodoId;
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    FIND_ALL,
    FIND,
    FIND_NAMED,
    INSERT,
    UPDATE,
    DELETE,
    RESTORE,
    DELETE_OLD,
    TOUCH_TODOS,
    TAKE_OFF,
    PUT_ON,
    COPY,
    FIND_TODOS,
];

/// A row of `labels`.
#[derive(Clone, Debug, FromRow)]
pub struct LabelRow {
    pub id: String,
    pub name: String,
    pub colour: String,
    pub version: i64,
}

/// The columns of a [`LabelRow`].
const COLUMNS: &str = "id, name, colour, version";

const FIND_ALL: &str = formatcp!(
    "
select {COLUMNS}
from labels
where user_id = $1 and deleted_at is null
order by search_key"
);

/// All labels in the order of their names. There is a limit to how many somebody has.
pub async fn find_labels(database: &Database, user_id: &str) -> Result<Vec<LabelRow>, Error> {
    query(FIND_ALL).bind(user_id).all(database).await
}

const FIND: &str = formatcp!(
    "
select {COLUMNS}
from labels
where id = $1 and user_id = $2 and deleted_at is null"
);

pub async fn find_label<'a>(target: impl Into<Target<'a>>, user_id: &str, id: &str) -> Result<Option<LabelRow>, Error> {
    query(FIND).bind(id).bind(user_id).optional(target).await
}

const FIND_NAMED: &str = formatcp!(
    "
select {COLUMNS}
from labels
where user_id = $1 and search_key = $2 and deleted_at is null"
);

pub async fn find_label_named<'a>(
    target: impl Into<Target<'a>>,
    user_id: &str,
    search_key: &str,
) -> Result<Option<LabelRow>, Error> {
    query(FIND_NAMED).bind(user_id).bind(search_key).optional(target).await
}

const INSERT: &str = formatcp!(
    "
insert into labels (id, user_id, name, search_key, colour, version, change, created_at, updated_at)
select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as text), 1, cast($6 as bigint),
    cast($7 as bigint), cast($7 as bigint)
from (
    select count(*) as labels
    from labels
    where user_id = $2
) own
where own.labels < cast($8 as bigint)
on conflict do nothing
returning {COLUMNS}"
);

/// A label to be added.
pub struct NewLabelRow<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub search_key: &'a str,
    pub colour: &'a str,
    pub change: i64,
    pub now: i64,
}

/// Adds a label; `None` when there is one of this search key, or there are `most` already, deleted ones included.
pub async fn insert_label(
    transaction: &mut Transaction,
    user_id: &str,
    new: &NewLabelRow<'_>,
    most: i64,
) -> Result<Option<LabelRow>, Error> {
    command(INSERT)
        .bind(new.id)
        .bind(user_id)
        .bind(new.name)
        .bind(new.search_key)
        .bind(new.colour)
        .bind(new.change)
        .bind(new.now)
        .bind(most)
        .optional(transaction)
        .await
}

const UPDATE: &str = formatcp!(
    "
update labels
set name = coalesce($1, name), search_key = coalesce($2, search_key), colour = coalesce($3, colour),
    version = version + 1, updated_at = $4, change = $5
where id = $6 and user_id = $7 and deleted_at is null
returning {COLUMNS}"
);

/// What changes about a label; what is `None` stays.
pub struct LabelChange<'a> {
    pub name: Option<&'a str>,
    pub search_key: Option<&'a str>,
    pub colour: Option<&'a str>,
    pub change: i64,
    pub now: i64,
}

/// Changes a label; `None` when it is not there or not theirs.
pub async fn update_label(
    transaction: &mut Transaction,
    user_id: &str,
    id: &str,
    change: &LabelChange<'_>,
) -> Result<Option<LabelRow>, Error> {
    command(UPDATE)
        .bind(change.name)
        .bind(change.search_key)
        .bind(change.colour)
        .bind(change.now)
        .bind(change.change)
        .bind(id)
        .bind(user_id)
        .optional(transaction)
        .await
}

const DELETE: &str = formatcp!(
    "
update labels
set deleted_at = $1, version = version + 1, updated_at = $1, change = $2
where id = $3 and user_id = $4 and deleted_at is null
returning {COLUMNS}"
);

/// Takes a label off all todos, from where it can be restored; `None` when it is not there or not theirs.
pub async fn delete_label(
    transaction: &mut Transaction,
    (user_id, id): (&str, &str),
    change: i64,
    now: i64,
) -> Result<Option<LabelRow>, Error> {
    let delete = command(DELETE).bind(now).bind(change).bind(id).bind(user_id);
    delete.optional(transaction).await
}

const RESTORE: &str = formatcp!(
    "
update labels
set deleted_at = null, version = version + 1, updated_at = $1, change = $2
where id = $3 and user_id = $4 and deleted_at is not null and not exists (
    select 1
    from labels others
    where others.user_id = $4 and others.search_key = labels.search_key and others.deleted_at is null
)
returning {COLUMNS}"
);

/// Brings a label back on the todos it was on; `None` when it was not deleted, is not theirs, or another one has its name
/// by now.
pub async fn restore_label(
    transaction: &mut Transaction,
    (user_id, id): (&str, &str),
    change: i64,
    now: i64,
) -> Result<Option<LabelRow>, Error> {
    let restore = command(RESTORE).bind(now).bind(change).bind(id).bind(user_id);
    restore.optional(transaction).await
}

const DELETE_OLD: &str = formatcp!(
    "
delete from labels
where id in (select id from labels where deleted_at < $1 order by deleted_at limit {PART})"
);

/// Clears a part of the labels away that were deleted before this moment.
pub async fn delete_old_labels(database: &Database, before: i64) -> Result<u64, Error> {
    command(DELETE_OLD).bind(before).execute(database).await
}

const TOUCH_TODOS: &str = "
update todos
set version = version + 1, updated_at = $1, change = $2, words = null
where user_id = $3 and id in (select todo_id from todo_labels where label_id = $4)";

/// Counts a change of every todo with this label, for they show its name, and has their words read anew.
pub async fn touch_todos(
    transaction: &mut Transaction,
    user_id: &str,
    label_id: &str,
    change: i64,
    now: i64,
) -> Result<(), Error> {
    let touch = command(TOUCH_TODOS).bind(now).bind(change).bind(user_id).bind(label_id);
    touch.execute(transaction).await.map(drop)
}

const TAKE_OFF: &str = "
delete from todo_labels
where todo_id = $1 and user_id = $2";

/// Takes all labels off a todo.
pub async fn take_labels_off(transaction: &mut Transaction, user_id: &str, todo_id: &TodoId) -> Result<(), Error> {
    let delete = command(TAKE_OFF).bind(todo_id.to_string()).bind(user_id);
    delete.execute(transaction).await.map(drop)
}

const PUT_ON: &str = "
insert into todo_labels (todo_id, label_id, user_id)
values ($1, $2, $3)
on conflict do nothing";

/// Puts a label on a todo, both of this owner.
pub async fn put_label_on(
    transaction: &mut Transaction,
    user_id: &str,
    todo_id: &TodoId,
    label_id: &str,
) -> Result<(), Error> {
    let insert = command(PUT_ON).bind(todo_id.to_string()).bind(label_id).bind(user_id);
    insert.execute(transaction).await.map(drop)
}

const COPY: &str = "
insert into todo_labels (todo_id, label_id, user_id)
select cast($1 as text), label_id, user_id
from todo_labels
where todo_id = $2 and user_id = $3";

/// Puts the labels of one todo on another one.
pub async fn copy_labels(
    transaction: &mut Transaction,
    user_id: &str,
    from: &TodoId,
    to: &TodoId,
) -> Result<(), Error> {
    let copy = command(COPY).bind(to.to_string()).bind(from.to_string()).bind(user_id);
    copy.execute(transaction).await.map(drop)
}

const FIND_TODOS: &str = formatcp!(
    "
select {TODO_COLUMNS}
from todos
where user_id = $1 and id in (
    select todo_id
    from todo_labels
    where label_id = $2 and user_id = $1
) and id > $5 and deleted_at is null and not completed
order by id
limit cast($3 as bigint) offset cast($4 as bigint)"
);

/// What is to do under a label behind a todo, in the order in which it was added.
pub async fn find_todos_with_label(
    database: &Database,
    user_id: &str,
    label_id: &str,
    after: Option<&TodoId>,
    slice: Slice,
) -> Result<Vec<TodoRow>, Error> {
    let find = query(FIND_TODOS).bind(user_id).bind(label_id);
    let find = find.bind(slice.limit).bind(slice.skipped);
    find.bind(after.map(TodoId::to_string).unwrap_or_default())
        .all(database)
        .await
}
