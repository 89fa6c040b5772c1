//! The table `todos`, one at a time and a batch at a time; lists are in `todo_lists`. A row is its owner's alone: every
//! statement names the owner, so somebody else's todo is simply not there.
//!
//! A change of a known version is compare-and-set. Rows go one by one, when completed ones are cleared, and with the
//! account.

use crate::database::{
    Database, Error, command, query,
    statement::{Statement, Target},
};
use app::model::TodoId;
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    INSERT,
    FIND,
    FIND_PRESENT,
    UPDATE,
    DELETE,
    FIND_END_OF_STRETCH,
    UPDATE_STATES,
    DELETE_COMPLETED,
];

/// A row of `todos`, without its owner: every statement here names the owner already.
#[derive(Clone, Debug, FromRow)]
pub struct TodoRow {
    pub id: String,
    pub title: String,
    pub completed: bool,
    pub position: i64,
    pub version: i64,
    pub created_at: i64,
    pub updated_at: i64,
}

/// A todo to be added.
pub struct NewTodoRow<'a> {
    pub id: &'a TodoId,
    pub title: &'a str,
    pub search_key: &'a str,
    pub completed: bool,
    pub now: i64,
}

/// The columns of a [`TodoRow`].
const COLUMNS: &str = "id, title, completed, position, version, created_at, updated_at";

const INSERT: &str = formatcp!(
    "
insert into todos (id, user_id, title, search_key, completed, position, version, created_at, updated_at)
select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as boolean),
    (select coalesce(max(position), 0) + 1 from todos where user_id = $2), 1, cast($6 as bigint), cast($6 as bigint)
where cast($7 as boolean) or coalesce((select active + completed from todo_counts where user_id = $2), 0) < cast($8 as bigint)
on conflict (id) do nothing
returning {COLUMNS}"
);

/// Adds a todo at the end of the list; `None` when the id is already in use, or the list has `most` already. Without
/// that it is not asked how many there are, which gets slower and slower where one transaction adds many.
pub async fn insert_todo<'a>(
    target: impl Into<Target<'a>>,
    user_id: &str,
    new: &NewTodoRow<'_>,
    most: Option<i64>,
) -> Result<Option<TodoRow>, Error> {
    command(INSERT)
        .bind(new.id.to_string())
        .bind(user_id)
        .bind(new.title)
        .bind(new.search_key)
        .bind(new.completed)
        .bind(new.now)
        .bind(most.is_none())
        .bind(most.unwrap_or_default())
        .optional(target)
        .await
}

const FIND: &str = formatcp!(
    "
select {COLUMNS}
from todos
where id = $1 and user_id = $2"
);

pub async fn find_todo(database: &Database, user_id: &str, id: &TodoId) -> Result<Option<TodoRow>, Error> {
    query(FIND).bind(id.to_string()).bind(user_id).optional(database).await
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
pub struct TodoChange<'a> {
    pub title: Option<&'a str>,
    pub search_key: Option<&'a str>,
    pub completed: Option<bool>,
    pub now: i64,
}

const UPDATE: &str = formatcp!(
    "
update todos
set title = coalesce($1, title), search_key = coalesce($2, search_key), completed = coalesce($3, completed),
    version = version + 1, updated_at = $4
where id = $5 and user_id = $6 and version = coalesce($7, version)
returning {COLUMNS}"
);

/// Changes a todo and tells the new state; `None` when it is not there, not theirs, or not of this version.
pub async fn update_todo(
    database: &Database,
    user_id: &str,
    id: &TodoId,
    version: Option<i64>,
    change: &TodoChange<'_>,
) -> Result<Option<TodoRow>, Error> {
    command(UPDATE)
        .bind(change.title)
        .bind(change.search_key)
        .bind(change.completed)
        .bind(change.now)
        .bind(id.to_string())
        .bind(user_id)
        .bind(version)
        .optional(database)
        .await
}

const DELETE: &str = formatcp!(
    "
delete from todos
where id = $1 and user_id = $2 and version = coalesce($3, version)
returning {COLUMNS}"
);

/// Removes a todo and tells what it was; `None` when it is not there, not theirs, or not of this version.
pub async fn delete_todo(
    database: &Database,
    user_id: &str,
    id: &TodoId,
    version: Option<i64>,
) -> Result<Option<TodoRow>, Error> {
    command(DELETE)
        .bind(id.to_string())
        .bind(user_id)
        .bind(version)
        .optional(database)
        .await
}

/// The todos whose positions are greater than `after` and not greater than `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    pub after: i64,
    pub to: i64,
}

const FIND_END_OF_STRETCH: &str = "
select position
from todos
where user_id = $1 and completed = $2 and position > $3
order by position
limit 1 offset cast($4 as bigint)";

/// The position of the `length`th of the todos after `after` that are of this state; `None` if there are fewer.
pub async fn find_end_of_batch(
    database: &Database,
    user_id: &str,
    completed: bool,
    after: i64,
    length: i64,
) -> Result<Option<i64>, Error> {
    let row: Option<(i64,)> = query(FIND_END_OF_STRETCH)
        .bind(user_id)
        .bind(completed)
        .bind(after)
        .bind(length - 1)
        .optional(database)
        .await?;
    Ok(row.map(|(position,)| position))
}

const UPDATE_STATES: &str = "
update todos
set completed = $1, version = version + 1, updated_at = $2
where user_id = $3 and completed = $4 and position > $5 and position <= $6";

/// Brings the todos of a batch into a state they are not in.
pub async fn update_states(
    database: &Database,
    user_id: &str,
    completed: bool,
    now: i64,
    batch: Batch,
) -> Result<(), Error> {
    let update = command(UPDATE_STATES)
        .bind(completed)
        .bind(now)
        .bind(user_id)
        .bind(!completed)
        .bind(batch.after)
        .bind(batch.to);
    update.execute(database).await.map(drop)
}

const DELETE_COMPLETED: &str = "
delete from todos
where user_id = $1 and completed = $2 and position > $3 and position <= $4";

/// Removes the completed todos of a batch.
pub async fn delete_completed(database: &Database, user_id: &str, batch: Batch) -> Result<(), Error> {
    let delete = command(DELETE_COMPLETED)
        .bind(user_id)
        .bind(true)
        .bind(batch.after)
        .bind(batch.to);
    delete.execute(database).await.map(drop)
}
