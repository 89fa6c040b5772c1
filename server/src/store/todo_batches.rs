//! The table `todos`, many at a time: a batch of a list, a whole list, and what one change has done to many. Every
//! statement names the owner.

use crate::database::{Database, Error, Transaction, command, query};
use app::model::ListId;

pub const STATEMENTS: &[&str] = &[
    FIND_END_OF_STRETCH,
    UPDATE_STATES,
    UPDATE_STATES_OF_STEPS,
    DELETE_COMPLETED,
    DELETE_OF_LIST,
    RESTORE_OF_LIST,
    UNDO_STATES,
];

/// The todos of a list whose positions are greater than `after` and not greater than `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    pub after: i64,
    pub to: i64,
}

const FIND_END_OF_STRETCH: &str = "
select position
from todos
where list_id = $1 and user_id = $2 and completed = $3 and position > $4 and deleted_at is null and parent_id is null
order by position
limit 1 offset cast($5 as bigint)";

/// The position of the `length`th of the todos after `after` that are of this state; `None` if there are fewer.
pub async fn find_end_of_batch(
    database: &Database,
    (user_id, list_id): (&str, &ListId),
    completed: bool,
    after: i64,
    length: i64,
) -> Result<Option<i64>, Error> {
    let row: Option<(i64,)> = query(FIND_END_OF_STRETCH)
        .bind(list_id.to_string())
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
set completed = $1, completed_at = case when $1 then cast($2 as bigint) end, version = version + 1, updated_at = $2, change = $3
where list_id = $4 and user_id = $5 and completed = $6 and position > $7 and position <= $8 and deleted_at is null
    and parent_id is null";

/// Brings the todos of a batch into a state they are not in, and tells how many there were.
pub async fn update_states(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    completed: bool,
    batch: Batch,
    change: i64,
    now: i64,
) -> Result<u64, Error> {
    command(UPDATE_STATES)
        .bind(completed)
        .bind(now)
        .bind(change)
        .bind(list_id.to_string())
        .bind(user_id)
        .bind(!completed)
        .bind(batch.after)
        .bind(batch.to)
        .execute(transaction)
        .await
}

const UPDATE_STATES_OF_STEPS: &str = "
update todos
set completed = $1, completed_at = case when $1 then cast($2 as bigint) end, version = version + 1, updated_at = $2, change = $3
where list_id = $4 and user_id = $5 and completed = $6 and parent_id is not null and deleted_at is null
    and exists (select 1 from todos parents where parents.id = todos.parent_id and parents.updated_at = $2)";

/// Brings the steps of the todos of a list that were changed at this moment into the same state.
pub async fn update_states_of_steps(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    completed: bool,
    change: i64,
    now: i64,
) -> Result<(), Error> {
    command(UPDATE_STATES_OF_STEPS)
        .bind(completed)
        .bind(now)
        .bind(change)
        .bind(list_id.to_string())
        .bind(user_id)
        .bind(!completed)
        .execute(transaction)
        .await
        .map(drop)
}

const DELETE_COMPLETED: &str = "
update todos
set deleted_at = $1, version = version + 1, updated_at = $1, change = $2
where list_id = $3 and user_id = $4 and completed = $5 and position > $6 and position <= $7 and deleted_at is null
    and parent_id is null";

/// Puts the completed todos of a batch into the trash, and tells how many there were.
pub async fn delete_completed(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    batch: Batch,
    change: i64,
    now: i64,
) -> Result<u64, Error> {
    command(DELETE_COMPLETED)
        .bind(now)
        .bind(change)
        .bind(list_id.to_string())
        .bind(user_id)
        .bind(true)
        .bind(batch.after)
        .bind(batch.to)
        .execute(transaction)
        .await
}

const DELETE_OF_LIST: &str = "
update todos
set deleted_at = $1, version = version + 1, updated_at = $1, change = $2
where list_id = $3 and user_id = $4 and deleted_at is null";

/// Puts all todos of a list into the trash, as the list itself.
pub async fn delete_todos_of_list(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    change: i64,
    now: i64,
) -> Result<(), Error> {
    let update = command(DELETE_OF_LIST).bind(now).bind(change);
    let update = update.bind(list_id.to_string()).bind(user_id);
    update.execute(transaction).await.map(drop)
}

const RESTORE_OF_LIST: &str = "
update todos
set deleted_at = null, version = version + 1, updated_at = $1, change = $2
where list_id = $3 and user_id = $4 and deleted_at = $5";

/// Takes the todos of a list out of the trash that came there at this moment.
pub async fn restore_todos_of_list(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    deleted_at: i64,
    change: i64,
    now: i64,
) -> Result<u64, Error> {
    let update = command(RESTORE_OF_LIST).bind(now).bind(change);
    let update = update.bind(list_id.to_string()).bind(user_id).bind(deleted_at);
    update.execute(transaction).await
}

const UNDO_STATES: &str = "
update todos
set completed = $1, completed_at = case when $1 then cast($2 as bigint) end, version = version + 1, updated_at = $2, change = $3
where list_id = $4 and user_id = $5 and completed = $6 and updated_at = $7 and deleted_at is null";

/// Takes the change of states of this moment back for the todos that nobody has changed since, and tells how many these
/// are.
pub async fn undo_states(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    (completed, at): (bool, i64),
    change: i64,
    now: i64,
) -> Result<u64, Error> {
    command(UNDO_STATES)
        .bind(!completed)
        .bind(now)
        .bind(change)
        .bind(list_id.to_string())
        .bind(user_id)
        .bind(completed)
        .bind(at)
        .execute(transaction)
        .await
}
