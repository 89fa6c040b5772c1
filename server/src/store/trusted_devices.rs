//! The table `trusted_devices`: browsers that are asked for no second factor for a while, by the hash of a cookie's
//! token. A row counts for its owner's account only, and only after the right password.
//!
//! It goes when it has expired, and when the password changes, two-step verification is turned off, or the account is
//! recovered.

use super::{PART, TokenHash};
use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use sqlx::FromRow;

// FIXME: but for two columns this is `known_devices`. One table with a kind, by a migration, would serve both.
pub const STATEMENTS: &[&str] = &[INSERT, FIND, DELETE_ALL, DELETE_EXPIRED];

#[derive(FromRow)]
struct Expiry {
    expires_at: i64,
}

const INSERT: &str = "
insert into trusted_devices (token_hash, user_id, created_at, expires_at)
values ($1, $2, $3, $4)";

pub async fn insert_trusted_device(
    transaction: &mut Transaction,
    hash: &TokenHash,
    user_id: &str,
    now: i64,
    expires_at: i64,
) -> Result<(), Error> {
    command(INSERT)
        .bind(&hash[..])
        .bind(user_id)
        .bind(now)
        .bind(expires_at)
        .execute(transaction)
        .await
        .map(drop)
}

const FIND: &str = "
select expires_at
from trusted_devices
where token_hash = $1 and user_id = $2 and expires_at > $3";

/// Until when a device is trusted by this person, if it is.
pub async fn find_trusted_device<'a>(
    target: impl Into<Target<'a>>,
    hash: &TokenHash,
    user_id: &str,
    now: i64,
) -> Result<Option<i64>, Error> {
    let expiry: Option<Expiry> = query(FIND)
        .bind(&hash[..])
        .bind(user_id)
        .bind(now)
        .optional(target)
        .await?;
    Ok(expiry.map(|row| row.expires_at))
}

const DELETE_ALL: &str = "
delete from trusted_devices
where user_id = $1";

/// Trusts no device of somebody any more.
pub async fn delete_trusted_devices_of_user(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    command(DELETE_ALL).bind(user_id).execute(transaction).await.map(drop)
}

const DELETE_EXPIRED: &str = "
delete from trusted_devices
where token_hash in (select token_hash from trusted_devices where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of what has expired away and tells how many there were.
pub async fn delete_expired_trusted_devices(database: &Database, now: i64) -> Result<u64, Error> {
    command(DELETE_EXPIRED).bind(now).bind(PART).execute(database).await
}
