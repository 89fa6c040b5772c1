use super::todos::TodoRow;
use crate::database::{Database, Error, query};
use app::model::{Cursor, TodoFilter};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    PAGE_ALL,
    PAGE_STATE,
    PAGE_ALL_BEFORE,
    PAGE_STATE_BEFORE,
    NEXT_ALL,
    NEXT_STATE,
    COUNT,
];

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
    let statement = match (state(filter), before) {
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

const NEXT_ALL: &str = "
select id, title, completed, position, version, created_at, updated_at
from todos
where user_id = $1 and (position, id) > ($2, $3) and search_key like $4 escape '!'
order by position, id
limit $5";

const NEXT_STATE: &str = "
select id, title, completed, position, version, created_at, updated_at
from todos
where user_id = $1 and completed = $2 and (position, id) > ($3, $4) and search_key like $5 escape '!'
order by position, id
limit $6";

/// The first `limit` todos under `filter` whose search key is like `pattern` (`!` escapes), or the first
/// ones after the cursor, in list order.
pub async fn find_next_todos(
    database: &Database,
    user_id: &str,
    filter: TodoFilter,
    pattern: &str,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<TodoRow>, Error> {
    let (position, id) = after.map_or((i64::MIN, ""), |cursor| (cursor.position, cursor.id.as_str()));
    let statement = match state(filter) {
        None => query(NEXT_ALL).bind(user_id),
        Some(completed) => query(NEXT_STATE).bind(user_id).bind(completed),
    };
    statement
        .bind(position)
        .bind(id)
        .bind(pattern)
        .bind(limit)
        .all(database)
        .await
}

fn state(filter: TodoFilter) -> Option<bool> {
    match filter {
        TodoFilter::All => None,
        TodoFilter::Active => Some(false),
        TodoFilter::Completed => Some(true),
    }
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
