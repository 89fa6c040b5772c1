//! The table `one_time_tokens`: what a mailed link opens, one an account and purpose, and the address it was made for.
//! Only `auth` reads it, by `auth::one_time`. Of a token only the hash is stored, and for a link that may be sent again
//! the token encrypted.
//!
//! Consuming is one `delete … returning`, so a link is good once. A row also goes when a newer one takes its place,
//! when its owner's links are taken back, and when it has expired.

use super::{PART, TokenHash};
use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    REPLACE,
    REPLACE_OLD,
    UPDATE,
    PROLONG,
    FIND,
    FIND_OF_USER,
    CONSUME,
    DELETE,
    DELETE_ALL,
    DELETE_EXPIRED,
];

/// A row of `one_time_tokens`.
#[derive(Clone, Debug, FromRow)]
pub struct OneTimeTokenRow {
    pub user_id: String,
    /// The address it was made for.
    pub email: String,
    pub created_at: i64,
    pub expires_at: i64,
}

const REPLACE: &str = "
insert into one_time_tokens (token_hash, user_id, purpose, email, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (user_id, purpose) do update
set token_hash = excluded.token_hash, email = excluded.email, created_at = excluded.created_at, expires_at = excluded.expires_at,
    sealed = null";

/// Adds a token in place of the one somebody may have for this purpose.
pub async fn replace_token<'a>(
    target: impl Into<Target<'a>>,
    hash: &TokenHash,
    purpose: &str,
    token: &OneTimeTokenRow,
) -> Result<(), Error> {
    command(REPLACE)
        .bind(&hash[..])
        .bind(&token.user_id)
        .bind(purpose)
        .bind(&token.email)
        .bind(token.created_at)
        .bind(token.expires_at)
        .execute(target)
        .await
        .map(drop)
}

const REPLACE_OLD: &str = "
insert into one_time_tokens (token_hash, user_id, purpose, email, created_at, expires_at, sealed)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (user_id, purpose) do update
set token_hash = excluded.token_hash, email = excluded.email, created_at = excluded.created_at, expires_at = excluded.expires_at,
    sealed = excluded.sealed
where one_time_tokens.created_at <= $8 or one_time_tokens.created_at > excluded.created_at
    or one_time_tokens.email <> excluded.email or one_time_tokens.sealed is null";

/// Adds a token, and itself encrypted, unless somebody has one for this purpose and address that was made after
/// `replaceable_until` and can be sent again. It tells whether it did.
pub async fn replace_old_token(
    database: &Database,
    hash: &TokenHash,
    purpose: &str,
    token: &OneTimeTokenRow,
    sealed: &[u8],
    replaceable_until: i64,
) -> Result<bool, Error> {
    let replaced = command(REPLACE_OLD)
        .bind(&hash[..])
        .bind(&token.user_id)
        .bind(purpose)
        .bind(&token.email)
        .bind(token.created_at)
        .bind(token.expires_at)
        .bind(sealed)
        .bind(replaceable_until)
        .execute(database)
        .await?;
    Ok(replaced > 0)
}

const UPDATE: &str = "
update one_time_tokens
set token_hash = $1, email = $2, created_at = $3, expires_at = $4, sealed = null
where user_id = $5 and purpose = $6 and expires_at > $3";

/// Puts a token in the place of the one somebody has for this purpose, if that is still good, and tells whether it is.
pub async fn update_token(
    database: &Database,
    hash: &TokenHash,
    purpose: &str,
    token: &OneTimeTokenRow,
) -> Result<bool, Error> {
    let updated = command(UPDATE)
        .bind(&hash[..])
        .bind(&token.email)
        .bind(token.created_at)
        .bind(token.expires_at)
        .bind(&token.user_id)
        .bind(purpose)
        .execute(database)
        .await?;
    Ok(updated > 0)
}

#[derive(FromRow)]
struct Sealed {
    sealed: Vec<u8>,
}

const PROLONG: &str = "
update one_time_tokens
set expires_at = $1
where user_id = $2 and purpose = $3 and email = $4 and sealed is not null
returning sealed";

/// The token somebody has for a purpose and address, encrypted, which is good from now on as long as a new one.
pub async fn prolong_token(
    database: &Database,
    purpose: &str,
    token: &OneTimeTokenRow,
) -> Result<Option<Vec<u8>>, Error> {
    let row: Option<Sealed> = command(PROLONG)
        .bind(token.expires_at)
        .bind(&token.user_id)
        .bind(purpose)
        .bind(&token.email)
        .optional(database)
        .await?;
    Ok(row.map(|row| row.sealed))
}

const FIND: &str = "
select user_id, email, created_at, expires_at
from one_time_tokens
where token_hash = $1 and purpose = $2 and expires_at > $3";

/// The token, if it is still good. Looking does not use it up.
pub async fn find_token(
    database: &Database,
    hash: &TokenHash,
    purpose: &str,
    now: i64,
) -> Result<Option<OneTimeTokenRow>, Error> {
    query(FIND)
        .bind(&hash[..])
        .bind(purpose)
        .bind(now)
        .optional(database)
        .await
}

const FIND_OF_USER: &str = "
select user_id, email, created_at, expires_at
from one_time_tokens
where user_id = $1 and purpose = $2 and expires_at > $3";

/// The token somebody has been sent for a purpose, while it is good.
pub async fn find_token_of_user(
    database: &Database,
    user_id: &str,
    purpose: &str,
    now: i64,
) -> Result<Option<OneTimeTokenRow>, Error> {
    query(FIND_OF_USER)
        .bind(user_id)
        .bind(purpose)
        .bind(now)
        .optional(database)
        .await
}

const CONSUME: &str = "
delete from one_time_tokens
where token_hash = $1 and purpose = $2 and expires_at > $3
returning user_id, email, created_at, expires_at";

/// Uses a token up. Of any number who try at once, exactly one gets the row.
pub async fn consume_token(
    transaction: &mut Transaction,
    hash: &TokenHash,
    purpose: &str,
    now: i64,
) -> Result<Option<OneTimeTokenRow>, Error> {
    command(CONSUME)
        .bind(&hash[..])
        .bind(purpose)
        .bind(now)
        .optional(transaction)
        .await
}

const DELETE: &str = "
delete from one_time_tokens
where user_id = $1 and purpose = $2";

/// Takes back what somebody was sent for a purpose, and tells whether there was anything.
pub async fn delete_token<'a>(target: impl Into<Target<'a>>, user_id: &str, purpose: &str) -> Result<bool, Error> {
    let deleted = command(DELETE).bind(user_id).bind(purpose).execute(target).await?;
    Ok(deleted > 0)
}

const DELETE_ALL: &str = "
delete from one_time_tokens
where user_id = $1";

/// Takes back everything somebody was sent.
pub async fn delete_tokens_of_user<'a>(target: impl Into<Target<'a>>, user_id: &str) -> Result<(), Error> {
    command(DELETE_ALL).bind(user_id).execute(target).await.map(drop)
}

const DELETE_EXPIRED: &str = "
delete from one_time_tokens
where token_hash in (select token_hash from one_time_tokens where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of what nobody used in time away and tells how many there were.
pub async fn delete_expired_tokens(database: &Database, now: i64) -> Result<u64, Error> {
    command(DELETE_EXPIRED).bind(now).bind(PART).execute(database).await
}
