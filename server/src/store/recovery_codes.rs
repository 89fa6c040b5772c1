//! The table `recovery_codes`: one row a code that is left, a keyed hash under a key of its owner's. Only `auth` reads
//! it; codes are shown when they are made and never again.
//!
//! Using a code deletes its row, so it is good once. New codes, turning two-step verification off, and recovery delete
//! all.

use crate::database::{Error, Transaction, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[INSERT, COUNT, CONSUME, DELETE_ALL];

/// The keyed hash of a recovery code.
pub type CodeHash = [u8; 32];

#[derive(FromRow)]
struct Count {
    codes: i64,
}

const INSERT: &str = "
insert into recovery_codes (user_id, code_hash)
values ($1, $2)";

pub async fn insert_recovery_code(transaction: &mut Transaction, user_id: &str, hash: &CodeHash) -> Result<(), Error> {
    command(INSERT)
        .bind(user_id)
        .bind(&hash[..])
        .execute(transaction)
        .await
        .map(drop)
}

const COUNT: &str = "
select count(*) as codes
from recovery_codes
where user_id = $1";

/// How many somebody has left.
pub async fn count_recovery_codes<'a>(target: impl Into<Target<'a>>, user_id: &str) -> Result<i64, Error> {
    let count: Count = query(COUNT).bind(user_id).one(target).await?;
    Ok(count.codes)
}

const CONSUME: &str = "
delete from recovery_codes
where user_id = $1 and code_hash = $2";

/// Uses a code up. Of any number who bring the same one, exactly one succeeds.
pub async fn consume_recovery_code(
    transaction: &mut Transaction,
    user_id: &str,
    hash: &CodeHash,
) -> Result<bool, Error> {
    let consumed = command(CONSUME)
        .bind(user_id)
        .bind(&hash[..])
        .execute(transaction)
        .await?;
    Ok(consumed > 0)
}

const DELETE_ALL: &str = "
delete from recovery_codes
where user_id = $1";

/// Takes back all that somebody has.
pub async fn delete_recovery_codes_of_user(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    command(DELETE_ALL).bind(user_id).execute(transaction).await.map(drop)
}
