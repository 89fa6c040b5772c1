//! Todos as lists: pages of them, searches, and how many there are. Every statement names the owner.
//!
//! How many there are is kept by triggers in `todo_counts` and read with the list, in one statement, so no request
//! counts a whole list. A search reads a bounded part of one, so that a page costs the same however long the list is.

use super::todos::TodoRow;
use crate::database::{Database, Error, Transaction, command, query};
use app::model::{Cursor, TodoFilter};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    PAGE_ALL,
    PAGE_STATE,
    PAGE_ALL_BEFORE,
    PAGE_STATE_BEFORE,
    NEXT_ALL,
    NEXT_STATE,
    COUNT_MATCHING,
    MATCHING,
    FIND_PLACE_ALL,
    FIND_PLACE_STATE,
    WALK_ALL,
    WALK_STATE,
    COUNT,
    FIND_MISCOUNTED,
    CLAIM_COUNTS,
    COUNT_ANEW,
];

/// A todo, and how long the list is that it stands in, which is of the same moment.
#[derive(Debug, FromRow)]
pub struct ListedRow {
    #[sqlx(flatten)]
    pub todo: TodoRow,
    pub active_todos: i64,
    pub completed_todos: i64,
}

/// The columns of a [`ListedRow`].
const LISTED: &str = "id, title, completed, position, version, created_at, updated_at,
    coalesce((select active from todo_counts where user_id = $1), 0) as active_todos,
    coalesce((select completed from todo_counts where user_id = $1), 0) as completed_todos";

const PAGE_ALL: &str = formatcp!(
    "
select {LISTED}
from todos
where user_id = $1
order by position desc, id desc
limit cast($2 as bigint)"
);

const PAGE_STATE: &str = formatcp!(
    "
select {LISTED}
from todos
where user_id = $1 and completed = $2
order by position desc, id desc
limit cast($3 as bigint)"
);

const PAGE_ALL_BEFORE: &str = formatcp!(
    "
select {LISTED}
from todos
where user_id = $1 and (position, id) < ($2, $3)
order by position desc, id desc
limit cast($4 as bigint)"
);

const PAGE_STATE_BEFORE: &str = formatcp!(
    "
select {LISTED}
from todos
where user_id = $1 and completed = $2 and (position, id) < ($3, $4)
order by position desc, id desc
limit cast($5 as bigint)"
);

/// The last `limit` todos under `filter`, or the last ones before the cursor, from the end up.
pub async fn find_last_todos(
    database: &Database,
    user_id: &str,
    filter: TodoFilter,
    before: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<ListedRow>, Error> {
    let statement = match (state(filter), before) {
        (None, None) => query(PAGE_ALL).bind(user_id),
        (Some(completed), None) => query(PAGE_STATE).bind(user_id).bind(completed),
        (None, Some(cursor)) => query(PAGE_ALL_BEFORE)
            .bind(user_id)
            .bind(cursor.position)
            .bind(cursor.id.to_string()),
        (Some(completed), Some(cursor)) => query(PAGE_STATE_BEFORE)
            .bind(user_id)
            .bind(completed)
            .bind(cursor.position)
            .bind(cursor.id.to_string()),
    };
    statement.bind(limit).all(database).await
}

const NEXT_ALL: &str = formatcp!(
    "
select {LISTED}
from todos
where user_id = $1 and (position, id) > ($2, $3)
order by position, id
limit cast($4 as bigint)"
);

const NEXT_STATE: &str = formatcp!(
    "
select {LISTED}
from todos
where user_id = $1 and completed = $2 and (position, id) > ($3, $4)
order by position, id
limit cast($5 as bigint)"
);

/// The first `limit` todos under `filter`, or the first ones after the cursor, in list order.
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
    where user_id = $1 and search_start >= $2 and search_start < $3
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
select {LISTED}
from todos
where user_id = $1 and search_start >= $2 and search_start < $3 and search_key like $4 escape '!'
    and completed = coalesce($5, completed) and (position, id) > ($6, $7)
order by position + 0, id
limit cast($8 as bigint)"
);

/// What [`find_next_todos`] finds, of the todos that begin like this. All that do are read, so they have to be few.
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
where user_id = $1 and (position, id) > ($2, $3)
order by position, id
limit 1 offset $4";

const FIND_PLACE_STATE: &str = "
select position, id
from todos
where user_id = $1 and completed = $2 and (position, id) > ($3, $4)
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
select {LISTED}
from todos
where user_id = $1 and (position, id) > ($2, $3) and (position, id) <= ($4, $5)
    and search_start || '' >= $6 and search_start || '' < $7 and search_key like $8 escape '!'
order by position, id
limit cast($9 as bigint)"
);

const WALK_STATE: &str = formatcp!(
    "
select {LISTED}
from todos
where user_id = $1 and completed = $2 and (position, id) > ($3, $4) and (position, id) <= ($5, $6)
    and search_start || '' >= $7 and search_start || '' < $8 and search_key like $9 escape '!'
order by position, id
limit cast($10 as bigint)"
);

/// What [`find_next_todos`] finds, of the todos up to a place that begin like this. All up to there are read until
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

/// The place behind a cursor; without one, the place before everything.
fn place(cursor: Option<&Cursor>) -> (i64, String) {
    cursor.map_or((i64::MIN, String::new()), |cursor| {
        (cursor.position, cursor.id.to_string())
    })
}

fn state(filter: TodoFilter) -> Option<bool> {
    match filter {
        TodoFilter::All => None,
        TodoFilter::Active => Some(false),
        TodoFilter::Completed => Some(true),
    }
}

#[derive(FromRow)]
struct Counts {
    active: i64,
    completed: i64,
}

const COUNT: &str = "
select active, completed
from todo_counts
where user_id = $1";

/// How many are active and how many are completed.
pub async fn find_todo_counts(database: &Database, user_id: &str) -> Result<(i64, i64), Error> {
    let counts: Option<Counts> = query(COUNT).bind(user_id).optional(database).await?;
    Ok(counts.map_or((0, 0), |counts| (counts.active, counts.completed)))
}

#[derive(FromRow)]
struct Owner {
    id: String,
}

const FIND_MISCOUNTED: &str = "
select u.id
from users u
left join todo_counts c on c.user_id = u.id
left join (
    select user_id, sum(case when completed then 0 else 1 end) as active, sum(case when completed then 1 else 0 end) as completed
    from todos
    group by user_id
) t on t.user_id = u.id
where coalesce(c.active, 0) <> coalesce(t.active, 0) or coalesce(c.completed, 0) <> coalesce(t.completed, 0)
order by u.id";

/// Whose todos are not as many as is written down. This reads all todos there are.
pub async fn find_miscounted(database: &Database) -> Result<Vec<String>, Error> {
    let owners: Vec<Owner> = query(FIND_MISCOUNTED).all(database).await?;
    Ok(owners.into_iter().map(|owner| owner.id).collect())
}

const CLAIM_COUNTS: &str = "
insert into todo_counts (user_id, active, completed)
values ($1, 0, 0)
on conflict (user_id) do update
set active = todo_counts.active";

const COUNT_ANEW: &str = "
update todo_counts
set active = (select count(*) from todos where user_id = $1 and not completed),
    completed = (select count(*) from todos where user_id = $1 and completed)
where user_id = $1";

/// Counts somebody's todos and writes it down.
pub async fn count_anew(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    // Who changes the list waits from here on, and the next statement sees what was changed before.
    command(CLAIM_COUNTS).bind(user_id).execute(&mut *transaction).await?;
    command(COUNT_ANEW).bind(user_id).execute(transaction).await.map(drop)
}
