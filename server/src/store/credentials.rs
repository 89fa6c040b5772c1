//! The table `credentials`: the password hash of an account, one row for each that has a password. Nobody but `auth`
//! reads it, and no answer holds it.
//!
//! A hash is replaced by compare-and-set, so a password that was changed meanwhile is never put back. The row goes with
//! the account, and at a first verification by somebody who does not know the password.

use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    INSERT,
    REPLACE,
    FIND,
    FIND_OF_BETTER_AUTH,
    UPDATE_IF_UNCHANGED,
    CLAIM,
    DELETE,
];

const INSERT: &str = "
insert into credentials (user_id, password_hash, updated_at)
values ($1, $2, $3)";

/// Gives a new person a password.
pub async fn insert_credential(
    transaction: &mut Transaction,
    user_id: &str,
    password_hash: &str,
    now: i64,
) -> Result<(), Error> {
    command(INSERT)
        .bind(user_id)
        .bind(password_hash)
        .bind(now)
        .execute(transaction)
        .await
        .map(drop)
}

const REPLACE: &str = "
insert into credentials (user_id, password_hash, updated_at)
values ($1, $2, $3)
on conflict (user_id) do update
set password_hash = excluded.password_hash, updated_at = excluded.updated_at";

/// Gives somebody a password in place of the one there may be.
pub async fn replace_credential(
    transaction: &mut Transaction,
    user_id: &str,
    password_hash: &str,
    now: i64,
) -> Result<(), Error> {
    command(REPLACE)
        .bind(user_id)
        .bind(password_hash)
        .bind(now)
        .execute(transaction)
        .await
        .map(drop)
}

// In these words the index is.
const FIND_OF_BETTER_AUTH: &str = "
select user_id
from credentials
where substr(password_hash, 1, 1) <> '$'
limit 1";

/// Whether anybody's hash still comes from Better Auth; all others begin with `$`.
pub async fn has_hash_of_better_auth(database: &Database) -> Result<bool, Error> {
    let found: Option<(String,)> = query(FIND_OF_BETTER_AUTH).optional(database).await?;
    Ok(found.is_some())
}

/// The password of somebody, as far as anybody may know it.
#[derive(FromRow)]
pub struct CredentialRow {
    pub password_hash: String,
    pub updated_at: i64,
}

const FIND: &str = "
select password_hash, updated_at
from credentials
where user_id = $1";

pub async fn find_credential(database: &Database, user_id: &str) -> Result<Option<CredentialRow>, Error> {
    query(FIND).bind(user_id).optional(database).await
}

const UPDATE_IF_UNCHANGED: &str = "
update credentials
set password_hash = $1, updated_at = $2
where user_id = $3 and password_hash = $4";

/// Replaces a hash, unless another one was stored meanwhile. Of any number who try at once, exactly one succeeds.
pub async fn update_hash_if_unchanged<'a>(
    target: impl Into<Target<'a>>,
    user_id: &str,
    old: &str,
    new: &str,
    now: i64,
) -> Result<bool, Error> {
    let updated = command(UPDATE_IF_UNCHANGED)
        .bind(new)
        .bind(now)
        .bind(user_id)
        .bind(old)
        .execute(target)
        .await?;
    Ok(updated > 0)
}

const CLAIM: &str = "
update credentials
set updated_at = updated_at
where user_id = $1 and password_hash = $2";

/// Keeps everybody else away from a password until the transaction ends; `false` when it is another one by now.
pub async fn claim_hash(transaction: &mut Transaction, user_id: &str, hash: &str) -> Result<bool, Error> {
    let claimed = command(CLAIM).bind(user_id).bind(hash).execute(transaction).await?;
    Ok(claimed > 0)
}

const DELETE: &str = "
delete from credentials
where user_id = $1";

/// Takes the password away from an account that is about to go.
pub async fn delete_credential(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    command(DELETE).bind(user_id).execute(transaction).await.map(drop)
}
