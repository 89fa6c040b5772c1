//! The table `idempotency_keys`: which request of a program has added which todo, so that a repeated request adds
//! nothing. A row is its owner's; `todos::create` writes it in the transaction that adds the todo.
//!
//! Of requests with the same key at once one inserts the row and the others wait for it. A row goes after a day, and
//! earlier where an account has more than 10,000.

use super::PART;
use crate::database::{Database, Error, Transaction, command, query};
use app::model::TodoId;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[DELETE_OLD, INSERT, UPDATE_ANSWER, FIND, DELETE_BEYOND, DELETE_ALL_OLD];

/// A row of `idempotency_keys`, without its owner and its key.
#[derive(FromRow)]
pub struct UsedKeyRow {
    pub request_hash: Vec<u8>,
    pub todo_id: String,
    pub created_at: i64,
    /// Where the request has added several todos.
    pub answer: Option<String>,
}

const DELETE_OLD: &str = "
delete from idempotency_keys
where user_id = $1 and key = $2 and created_at <= $3";

/// Frees a key that was used so long ago.
pub async fn delete_old_key(
    transaction: &mut Transaction,
    user_id: &str,
    key: &str,
    used_until: i64,
) -> Result<(), Error> {
    command(DELETE_OLD)
        .bind(user_id)
        .bind(key)
        .bind(used_until)
        .execute(transaction)
        .await
        .map(drop)
}

const INSERT: &str = "
insert into idempotency_keys (user_id, key, request_hash, todo_id, created_at)
values ($1, $2, $3, $4, $5)
on conflict (user_id, key) do nothing";

/// Whether the key was free. Of any number who try at once, exactly one finds it so; the others wait for
/// that one to end.
pub async fn insert_key(
    transaction: &mut Transaction,
    user_id: &str,
    key: &str,
    request_hash: &[u8],
    todo_id: &TodoId,
    now: i64,
) -> Result<bool, Error> {
    let inserted = command(INSERT)
        .bind(user_id)
        .bind(key)
        .bind(request_hash)
        .bind(todo_id.to_string())
        .bind(now)
        .execute(transaction)
        .await?;
    Ok(inserted > 0)
}

const UPDATE_ANSWER: &str = "
update idempotency_keys
set answer = $1
where user_id = $2 and key = $3";

/// Keeps what a request with this key is answered.
pub async fn update_answer(transaction: &mut Transaction, user_id: &str, key: &str, answer: &str) -> Result<(), Error> {
    let update = command(UPDATE_ANSWER).bind(answer).bind(user_id).bind(key);
    update.execute(transaction).await.map(drop)
}

const FIND: &str = "
select request_hash, todo_id, created_at, answer
from idempotency_keys
where user_id = $1 and key = $2";

pub async fn find_key(transaction: &mut Transaction, user_id: &str, key: &str) -> Result<Option<UsedKeyRow>, Error> {
    query(FIND).bind(user_id).bind(key).optional(transaction).await
}

const DELETE_BEYOND: &str = "
delete from idempotency_keys
where user_id = $1 and created_at < (
    select created_at
    from idempotency_keys
    where user_id = $1
    order by created_at desc
    limit 1 offset cast($2 as bigint)
)";

/// Frees the keys of somebody that are older than the `most` last ones.
pub async fn delete_keys_beyond(transaction: &mut Transaction, user_id: &str, most: i64) -> Result<(), Error> {
    command(DELETE_BEYOND)
        .bind(user_id)
        .bind(most)
        .execute(transaction)
        .await
        .map(drop)
}

const DELETE_ALL_OLD: &str = "
delete from idempotency_keys
where (user_id, key) in (select user_id, key from idempotency_keys where created_at <= $1 order by created_at limit cast($2 as bigint))";

/// Frees a part of the keys of everybody that were used so long ago, and tells how many.
pub async fn delete_old_keys(database: &Database, used_until: i64) -> Result<u64, Error> {
    command(DELETE_ALL_OLD)
        .bind(used_until)
        .bind(PART)
        .execute(database)
        .await
}
