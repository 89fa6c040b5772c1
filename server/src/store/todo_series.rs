//! The table `todos` as series and as steps: what takes the place of a recurring todo that was done, and what is done to
//! the steps of one together with it. Every statement names the owner.

use super::{
    todo_batches::Batch,
    todos::{COLUMNS, TodoRow},
};
use crate::database::{Error, Transaction, command, query, statement::Target};
use app::model::{ListId, TodoId};
use const_format::formatcp;

pub const STATEMENTS: &[&str] = &[
    COPY,
    SET_NEXT,
    KEEP_TAKEN,
    TAKE_BACK,
    END,
    FIND_RECURRING,
    FIND_STEPS,
    SET_STEPS,
    DELETE_STEPS,
    DELETE_STEPS_OF_LIST,
    RESTORE_STEPS,
];

// What is due is the next of its series; what is not is a step, which is to be done anew. It comes right behind: there is
// room between two positions.
const COPY: &str = formatcp!(
    "
insert into todos (id, user_id, list_id, parent_id, title, notes, due_date, due_time, priority, search_key, completed,
    position, version, change, created_at, updated_at, recurrence, recurs_from, recurs_since, recurred, words)
select cast($1 as text), user_id, list_id, cast($2 as text), title, notes, cast($3 as text),
    case when cast($3 as text) is not null then due_time end, priority, search_key, false, position + 1, 1,
    cast($4 as bigint), cast($5 as bigint), cast($5 as bigint), case when cast($3 as text) is not null then recurrence end,
    case when cast($3 as text) is not null then recurs_from end,
    case when cast($3 as text) is not null then recurs_since end, recurred + 1, words
from todos
where id = $6 and user_id = $7
returning {COLUMNS}"
);

/// Where a copy of a todo goes.
pub struct Copy<'a> {
    pub id: &'a TodoId,
    /// The todo it is a step of.
    pub parent_id: Option<&'a TodoId>,
    /// When it is due, as the next of its series.
    pub due_date: Option<&'a str>,
    pub change: i64,
    pub now: i64,
}

/// Adds a todo in the place of another one, as that is, but to be done.
pub async fn copy_todo(
    transaction: &mut Transaction,
    user_id: &str,
    from: &TodoId,
    copy: &Copy<'_>,
) -> Result<Option<TodoRow>, Error> {
    command(COPY)
        .bind(copy.id.to_string())
        .bind(copy.parent_id.map(TodoId::to_string).as_deref())
        .bind(copy.due_date)
        .bind(copy.change)
        .bind(copy.now)
        .bind(from.to_string())
        .bind(user_id)
        .optional(transaction)
        .await
}

const SET_NEXT: &str = "
update todos
set next_id = $1, next_date = $2
where id = $3 and user_id = $4";

/// Notes what has taken the place of a todo, and when that is due; or that nothing has.
pub async fn set_next(
    transaction: &mut Transaction,
    user_id: &str,
    id: &TodoId,
    next: Option<(&TodoId, &str)>,
) -> Result<(), Error> {
    command(SET_NEXT)
        .bind(next.map(|(id, _)| id.to_string()).as_deref())
        .bind(next.map(|(_, date)| date))
        .bind(id.to_string())
        .bind(user_id)
        .execute(transaction)
        .await
        .map(drop)
}

const IS_UNTOUCHED: &str = "id = $1 and user_id = $2 and version = 1 and not completed and deleted_at is null
        and not exists (select 1 from todos steps where steps.parent_id = todos.id and steps.change > todos.change)";

const KEEP_TAKEN: &str = formatcp!(
    "
insert into purges (user_id, is_list, id, change, purged_at)
select user_id, cast($3 as boolean), id, cast($4 as bigint), cast($5 as bigint)
from todos
where user_id = $2 and (id = $1 or parent_id = $1) and exists (select 1 from todos where {IS_UNTOUCHED})
on conflict (user_id, is_list, id) do nothing"
);

const TAKE_BACK: &str = formatcp!(
    "
delete from todos
where {IS_UNTOUCHED}"
);

/// Removes what has taken the place of a todo, unless somebody has changed it; tells whether it did. Programs learn of it
/// as of what was cleared away.
pub async fn take_next_back(
    transaction: &mut Transaction,
    user_id: &str,
    id: &str,
    (change, now): (i64, i64),
) -> Result<bool, Error> {
    let keep = command(KEEP_TAKEN).bind(id).bind(user_id).bind(false);
    keep.bind(change).bind(now).execute(&mut *transaction).await?;
    let delete = command(TAKE_BACK).bind(id).bind(user_id);
    Ok(delete.execute(transaction).await? > 0)
}

const END: &str = "
update todos
set recurrence = null, recurs_from = null, recurs_since = null, recurred = 0, next_id = null, next_date = null
where id = $1 and user_id = $2";

/// Takes a todo out of its series, which goes on without it.
pub async fn leave_series(transaction: &mut Transaction, user_id: &str, id: &TodoId) -> Result<(), Error> {
    let update = command(END).bind(id.to_string()).bind(user_id);
    update.execute(transaction).await.map(drop)
}

const FIND_RECURRING: &str = formatcp!(
    "
select {COLUMNS}
from todos
where list_id = $1 and user_id = $2 and completed = $3 and position > $4 and position <= $5 and deleted_at is null
    and parent_id is null and recurrence is not null and updated_at = coalesce($6, updated_at)
order by position, id"
);

/// The recurring todos of this state in a batch of a list, and if a moment is given, only those last changed then.
pub async fn find_recurring(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    completed: bool,
    batch: Batch,
    at: Option<i64>,
) -> Result<Vec<TodoRow>, Error> {
    query(FIND_RECURRING)
        .bind(list_id.to_string())
        .bind(user_id)
        .bind(completed)
        .bind(batch.after)
        .bind(batch.to)
        .bind(at)
        .all(transaction)
        .await
}

const FIND_STEPS: &str = formatcp!(
    "
select {COLUMNS}
from todos
where parent_id = $1 and user_id = $2 and deleted_at is null
order by position, id"
);

/// The steps of a todo, in their order. There is a limit to how many it has.
pub async fn find_steps<'a>(
    target: impl Into<Target<'a>>,
    user_id: &str,
    parent_id: &TodoId,
) -> Result<Vec<TodoRow>, Error> {
    query(FIND_STEPS)
        .bind(parent_id.to_string())
        .bind(user_id)
        .all(target)
        .await
}

const SET_STEPS: &str = "
update todos
set completed = $1, completed_at = case when $1 then cast($2 as bigint) end, version = version + 1, updated_at = $2, change = $3
where parent_id = $4 and user_id = $5 and deleted_at is null and completed <> $1
    and coalesce(completed_at, 0) = coalesce($6, completed_at, 0)";

/// Brings the steps of a todo into its state; of those that are done, where a moment is given, only the ones that were
/// done then.
pub async fn set_steps(
    transaction: &mut Transaction,
    (user_id, parent_id): (&str, &TodoId),
    completed: bool,
    done_at: Option<i64>,
    (change, now): (i64, i64),
) -> Result<(), Error> {
    command(SET_STEPS)
        .bind(completed)
        .bind(now)
        .bind(change)
        .bind(parent_id.to_string())
        .bind(user_id)
        .bind(done_at)
        .execute(transaction)
        .await
        .map(drop)
}

const DELETE_STEPS: &str = "
update todos
set deleted_at = $1, change = $2
where parent_id = $3 and user_id = $4 and deleted_at is null";

/// Puts the steps of a todo into the trash, as it is put there itself.
pub async fn delete_steps(
    transaction: &mut Transaction,
    (user_id, parent_id): (&str, &TodoId),
    change: i64,
    now: i64,
) -> Result<(), Error> {
    let update = command(DELETE_STEPS).bind(now).bind(change);
    let update = update.bind(parent_id.to_string()).bind(user_id);
    update.execute(transaction).await.map(drop)
}

const DELETE_STEPS_OF_LIST: &str = "
update todos
set deleted_at = $1, version = version + 1, updated_at = $1, change = $2
where list_id = $3 and user_id = $4 and parent_id is not null and deleted_at is null
    and exists (select 1 from todos parents where parents.id = todos.parent_id and parents.deleted_at = $1)";

/// The same of all todos of a list that were put into the trash at this moment.
pub async fn delete_steps_of_list(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    change: i64,
    now: i64,
) -> Result<(), Error> {
    let update = command(DELETE_STEPS_OF_LIST).bind(now).bind(change);
    let update = update.bind(list_id.to_string()).bind(user_id);
    update.execute(transaction).await.map(drop)
}

const RESTORE_STEPS: &str = "
update todos
set deleted_at = null, version = version + 1, updated_at = $1, change = $2
where parent_id = $3 and user_id = $4 and deleted_at = $5";

/// Takes the steps of a todo out of the trash that came there with it.
pub async fn restore_steps(
    transaction: &mut Transaction,
    (user_id, parent_id): (&str, &TodoId),
    deleted_at: i64,
    (change, now): (i64, i64),
) -> Result<(), Error> {
    let update = command(RESTORE_STEPS).bind(now).bind(change);
    let update = update.bind(parent_id.to_string()).bind(user_id).bind(deleted_at);
    update.execute(transaction).await.map(drop)
}
