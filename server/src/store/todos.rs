use crate::database::{Database, Error, command, query};
use app::model::{Cursor, TodoFilter, TodoId};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    INSERT,
    FIND,
    PAGE_ALL,
    PAGE_STATE,
    PAGE_ALL_BEFORE,
    PAGE_STATE_BEFORE,
    COUNT,
    UPDATE,
    DELETE,
    UPDATE_ALL,
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

const INSERT: &str = "
insert into todos (id, user_id, title, completed, position, version, created_at, updated_at)
values ($1, $2, $3, false, (select coalesce(max(position), 0) + 1 from todos where user_id = $2), 1, $4, $4)
on conflict (id) do nothing
returning id, title, completed, position, version, created_at, updated_at";

/// Adds a todo at the end of the list; `None` when the id is already in use.
pub async fn insert_todo(
    database: &Database,
    user_id: &str,
    id: &TodoId,
    title: &str,
    now: i64,
) -> Result<Option<TodoRow>, Error> {
    command(INSERT)
        .bind(id.as_str())
        .bind(user_id)
        .bind(title)
        .bind(now)
        .optional(database)
        .await
}

const FIND: &str = "
select id, title, completed, position, version, created_at, updated_at
from todos
where id = $1 and user_id = $2";

pub async fn find_todo(database: &Database, user_id: &str, id: &TodoId) -> Result<Option<TodoRow>, Error> {
    query(FIND).bind(id.as_str()).bind(user_id).optional(database).await
}

const PAGE_ALL: &str = "
select id, title, completed, position, version, created_at, updated_at
from todos
where user_id = $1
order by position desc, id desc
limit $2";

const PAGE_STATE: &str = "
select id, title, completed, position, version, created_at, updated_at
from todos
where user_id = $1 and completed = $2
order by position desc, id desc
limit $3";

const PAGE_ALL_BEFORE: &str = "
select id, title, completed, position, version, created_at, updated_at
from todos
where user_id = $1 and (position, id) < ($2, $3)
order by position desc, id desc
limit $4";

const PAGE_STATE_BEFORE: &str = "
select id, title, completed, position, version, created_at, updated_at
from todos
where user_id = $1 and completed = $2 and (position, id) < ($3, $4)
order by position desc, id desc
limit $5";

/// The last `limit` todos under `filter`, or the last ones before the cursor, from the end up.
pub async fn find_last_todos(
    database: &Database,
    user_id: &str,
    filter: TodoFilter,
    before: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<TodoRow>, Error> {
    let state = match filter {
        TodoFilter::All => None,
        TodoFilter::Active => Some(false),
        TodoFilter::Completed => Some(true),
    };
    let statement = match (state, before) {
        (None, None) => query(PAGE_ALL).bind(user_id),
        (Some(completed), None) => query(PAGE_STATE).bind(user_id).bind(completed),
        (None, Some(cursor)) => query(PAGE_ALL_BEFORE)
            .bind(user_id)
            .bind(cursor.position)
            .bind(cursor.id.as_str()),
        (Some(completed), Some(cursor)) => query(PAGE_STATE_BEFORE)
            .bind(user_id)
            .bind(completed)
            .bind(cursor.position)
            .bind(cursor.id.as_str()),
    };
    statement.bind(limit).all(database).await
}

#[derive(FromRow)]
struct StateCount {
    completed: bool,
    todos: i64,
}

const COUNT: &str = "
select completed, count(*) as todos
from todos
where user_id = $1
group by completed";

/// How many are active and how many are completed.
pub async fn count_todos(database: &Database, user_id: &str) -> Result<(i64, i64), Error> {
    let counts: Vec<StateCount> = query(COUNT).bind(user_id).all(database).await?;
    let of = |completed| {
        counts
            .iter()
            .find(|row| row.completed == completed)
            .map_or(0, |row| row.todos)
    };
    Ok((of(false), of(true)))
}

const UPDATE: &str = "
update todos
set title = coalesce($1, title), completed = coalesce($2, completed), version = version + 1, updated_at = $3
where id = $4 and user_id = $5
returning id, title, completed, position, version, created_at, updated_at";

/// Changes what is given and tells the new state; `None` when it is not there or not theirs.
pub async fn update_todo(
    database: &Database,
    user_id: &str,
    id: &TodoId,
    title: Option<&str>,
    completed: Option<bool>,
    now: i64,
) -> Result<Option<TodoRow>, Error> {
    command(UPDATE)
        .bind(title)
        .bind(completed)
        .bind(now)
        .bind(id.as_str())
        .bind(user_id)
        .optional(database)
        .await
}

const DELETE: &str = "
delete from todos
where id = $1 and user_id = $2";

/// Whether there was something to remove.
pub async fn delete_todo(database: &Database, user_id: &str, id: &TodoId) -> Result<bool, Error> {
    Ok(command(DELETE)
        .bind(id.as_str())
        .bind(user_id)
        .execute(database)
        .await?
        > 0)
}

const UPDATE_ALL: &str = "
update todos
set completed = $1, version = version + 1, updated_at = $2
where user_id = $3 and completed <> $4";

pub async fn update_all_todos(database: &Database, user_id: &str, completed: bool, now: i64) -> Result<(), Error> {
    command(UPDATE_ALL)
        .bind(completed)
        .bind(now)
        .bind(user_id)
        .bind(completed)
        .execute(database)
        .await
        .map(drop)
}

const DELETE_COMPLETED: &str = "
delete from todos
where user_id = $1 and completed";

pub async fn delete_completed_todos(database: &Database, user_id: &str) -> Result<(), Error> {
    command(DELETE_COMPLETED)
        .bind(user_id)
        .execute(database)
        .await
        .map(drop)
}
