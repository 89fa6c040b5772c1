//! Todos whose title begins with something. A search reads a bounded part of what somebody has, so that a page costs the
//! same however much that is. Every statement names the owner.

use super::todo_queries::{ListedRow, OF_ALL_LISTS, place, state};
use crate::database::{Database, Error, query};
use app::model::{Cursor, TodoFilter};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    COUNT_MATCHING,
    MATCHING,
    FIND_PLACE_ALL,
    FIND_PLACE_STATE,
    WALK_ALL,
    WALK_STATE,
];

/// How a search key has to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// Where such keys begin in the order of characters, and where they have ended; not more of each than the index
    /// keeps, [`Beginning::INDEXED`] characters.
    pub from: String,
    pub until: String,
    /// For `like … escape '!'`.
    pub pattern: String,
}

impl Beginning {
    /// So many characters of a key are in the index.
    pub const INDEXED: usize = 32;
}

#[derive(FromRow)]
struct Matching {
    todos: i64,
}

const COUNT_MATCHING: &str = "
select count(*) as todos
from (
    select 1 as one
    from todos
    where user_id = $1 and deleted_at is null and search_start >= $2 and search_start < $3
    limit cast($4 as bigint)
) matching";

/// How many todos of somebody begin like this, of their first characters; at most `limit` are counted.
pub async fn count_beginning(
    database: &Database,
    user_id: &str,
    beginning: &Beginning,
    limit: i64,
) -> Result<i64, Error> {
    let matching: Matching = query(COUNT_MATCHING)
        .bind(user_id)
        .bind(&beginning.from)
        .bind(&beginning.until)
        .bind(limit)
        .one(database)
        .await?;
    Ok(matching.todos)
}

// The sum keeps SQLite from reading the whole list in its order instead of what begins like this.
const MATCHING: &str = formatcp!(
    "
select {OF_ALL_LISTS}
from todos
where user_id = $1 and deleted_at is null and search_start >= $2 and search_start < $3 and search_key like $4 escape '!'
    and completed = coalesce($5, completed) and (position, id) > ($6, $7)
order by position + 0, id
limit cast($8 as bigint)"
);

/// What [`find_next_todos`](super::todo_queries::find_next_todos) finds, of the todos that begin like this. All that do are read, so they have to be few.
pub async fn find_next_of_few(
    database: &Database,
    user_id: &str,
    filter: TodoFilter,
    beginning: &Beginning,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<ListedRow>, Error> {
    let (position, id) = place(after);
    query(MATCHING)
        .bind(user_id)
        .bind(&beginning.from)
        .bind(&beginning.until)
        .bind(&beginning.pattern)
        .bind(state(filter))
        .bind(position)
        .bind(id)
        .bind(limit)
        .all(database)
        .await
}

const FIND_PLACE_ALL: &str = "
select position, id
from todos
where user_id = $1 and deleted_at is null and (position, id) > ($2, $3)
order by position, id
limit 1 offset $4";

const FIND_PLACE_STATE: &str = "
select position, id
from todos
where user_id = $1 and deleted_at is null and completed = $2 and (position, id) > ($3, $4)
order by position, id
limit 1 offset $5";

/// A place in a list.
#[derive(Clone, Debug, FromRow)]
pub struct Place {
    pub position: i64,
    pub id: String,
}

/// The place of the todo that has `skipped` others of its filter between it and the cursor; `None` when the list ends
/// before.
pub async fn find_place(
    database: &Database,
    user_id: &str,
    filter: TodoFilter,
    after: Option<&Cursor>,
    skipped: i64,
) -> Result<Option<Place>, Error> {
    let (position, id) = place(after);
    let statement = match state(filter) {
        None => query(FIND_PLACE_ALL).bind(user_id),
        Some(completed) => query(FIND_PLACE_STATE).bind(user_id).bind(completed),
    };
    statement.bind(position).bind(id).bind(skipped).optional(database).await
}

// Both databases walk through the index and look at a todo itself only if it begins like this; being joined with nothing
// keeps SQLite from taking the other index.
const WALK_ALL: &str = formatcp!(
    "
select {OF_ALL_LISTS}
from todos
where user_id = $1 and (position, id) > ($2, $3) and (position, id) <= ($4, $5) and deleted_at is null
    and search_start || '' >= $6 and search_start || '' < $7 and search_key like $8 escape '!'
order by position, id
limit cast($9 as bigint)"
);

const WALK_STATE: &str = formatcp!(
    "
select {OF_ALL_LISTS}
from todos
where user_id = $1 and deleted_at is null and completed = $2 and (position, id) > ($3, $4) and (position, id) <= ($5, $6)
    and search_start || '' >= $7 and search_start || '' < $8 and search_key like $9 escape '!'
order by position, id
limit cast($10 as bigint)"
);

/// What [`find_next_todos`](super::todo_queries::find_next_todos) finds, of the todos up to a place that begin like this. All up to there are read until
/// there are enough.
pub async fn find_next_up_to(
    database: &Database,
    user_id: &str,
    filter: TodoFilter,
    beginning: &Beginning,
    (after, last): (Option<&Cursor>, &Place),
    limit: i64,
) -> Result<Vec<ListedRow>, Error> {
    let (position, id) = place(after);
    let statement = match state(filter) {
        None => query(WALK_ALL).bind(user_id),
        Some(completed) => query(WALK_STATE).bind(user_id).bind(completed),
    };
    statement
        .bind(position)
        .bind(id)
        .bind(last.position)
        .bind(&last.id)
        .bind(&beginning.from)
        .bind(&beginning.until)
        .bind(&beginning.pattern)
        .bind(limit)
        .all(database)
        .await
}
