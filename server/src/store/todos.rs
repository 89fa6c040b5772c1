use crate::database::{
    Database, Error, command, query,
    statement::{Statement, Target},
};
use app::model::TodoId;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[INSERT, FIND, FIND_PRESENT, UPDATE, DELETE, UPDATE_ALL, DELETE_COMPLETED];

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

const INSERT: &str = "
insert into todos (id, user_id, title, search_key, completed, position, version, created_at, updated_at)
values ($1, $2, $3, $4, $5, (select coalesce(max(position), 0) + 1 from todos where user_id = $2), 1, $6, $6)
on conflict (id) do nothing
returning id, title, completed, position, version, created_at, updated_at";

/// Adds a todo at the end of the list; `None` when the id is already in use.
pub async fn insert_todo<'a>(
    target: impl Into<Target<'a>>,
    user_id: &str,
    new: &NewTodoRow<'_>,
) -> Result<Option<TodoRow>, Error> {
    command(INSERT)
        .bind(new.id.as_str())
        .bind(user_id)
        .bind(new.title)
        .bind(new.search_key)
        .bind(new.completed)
        .bind(new.now)
        .optional(target)
        .await
}

const FIND: &str = "
select id, title, completed, position, version, created_at, updated_at
from todos
where id = $1 and user_id = $2";

pub async fn find_todo(database: &Database, user_id: &str, id: &TodoId) -> Result<Option<TodoRow>, Error> {
    query(FIND).bind(id.as_str()).bind(user_id).optional(database).await
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
pub async fn find_present(database: &Database, user_id: &str, ids: &[&str]) -> Result<Vec<String>, Error> {
    let mut present = Vec::new();
    for part in ids.chunks(ASKED) {
        // Where there are not enough ids, none is asked for instead.
        let asked = part.iter().copied().chain(std::iter::repeat("")).take(ASKED);
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

const UPDATE: &str = "
update todos
set title = coalesce($1, title), search_key = coalesce($2, search_key), completed = coalesce($3, completed),
    version = version + 1, updated_at = $4
where id = $5 and user_id = $6 and version = coalesce($7, version)
returning id, title, completed, position, version, created_at, updated_at";

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
        .bind(id.as_str())
        .bind(user_id)
        .bind(version)
        .optional(database)
        .await
}

const DELETE: &str = "
delete from todos
where id = $1 and user_id = $2 and version = coalesce($3, version)";

/// Whether there was something to remove, of this version if one is named.
pub async fn delete_todo(database: &Database, user_id: &str, id: &TodoId, version: Option<i64>) -> Result<bool, Error> {
    Ok(command(DELETE)
        .bind(id.as_str())
        .bind(user_id)
        .bind(version)
        .execute(database)
        .await?
        > 0)
}

const UPDATE_ALL: &str = "
update todos
set completed = $1, version = version + 1, updated_at = $2
where user_id || '' = $3 and completed <> $4
    and id in (select id from todos where user_id = $3 and completed <> $4 limit cast($5 as bigint))";

/// Brings up to `limit` todos into a state they are not in, and tells how many.
pub async fn update_all_todos(
    database: &Database,
    user_id: &str,
    completed: bool,
    now: i64,
    limit: i64,
) -> Result<u64, Error> {
    command(UPDATE_ALL)
        .bind(completed)
        .bind(now)
        .bind(user_id)
        .bind(completed)
        .bind(limit)
        .execute(database)
        .await
}

const DELETE_COMPLETED: &str = "
delete from todos
where user_id || '' = $1 and completed and id in (select id from todos where user_id = $1 and completed limit cast($2 as bigint))";

/// Removes up to `limit` completed todos, and tells how many.
pub async fn delete_completed_todos(database: &Database, user_id: &str, limit: i64) -> Result<u64, Error> {
    command(DELETE_COMPLETED)
        .bind(user_id)
        .bind(limit)
        .execute(database)
        .await
}
