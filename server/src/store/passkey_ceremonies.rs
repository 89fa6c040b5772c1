//! The table `passkey_ceremonies`: what a browser was asked to sign, found by the hash of its cookie. A row with an
//! owner can be finished by that owner only.
//!
//! Finishing deletes it, so an answer counts once; otherwise it goes after five minutes.

use super::{PART, TokenHash};
use crate::database::{Database, Error, command};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[INSERT, CONSUME, DELETE_EXPIRED];

const INSERT: &str = "
insert into passkey_ceremonies (token_hash, user_id, state, expires_at)
values ($1, $2, $3, $4)";

/// Notes what a browser has been asked. `user_id` is whom it is about, where that is known.
pub async fn insert_ceremony(
    database: &Database,
    hash: &TokenHash,
    user_id: Option<&str>,
    state: &str,
    expires_at: i64,
) -> Result<(), Error> {
    command(INSERT)
        .bind(&hash[..])
        .bind(user_id)
        .bind(state)
        .bind(expires_at)
        .execute(database)
        .await
        .map(drop)
}

#[derive(FromRow)]
struct State {
    state: String,
}

const CONSUME: &str = "
delete from passkey_ceremonies
where token_hash = $1 and coalesce(user_id, '') = $2 and expires_at > $3
returning state";

/// Ends a ceremony that is about this person, or about nobody in particular. Of any number who try at once, exactly
/// one gets what was asked.
pub async fn consume_ceremony(
    database: &Database,
    hash: &TokenHash,
    user_id: Option<&str>,
    now: i64,
) -> Result<Option<String>, Error> {
    let consumed: Option<State> = command(CONSUME)
        .bind(&hash[..])
        .bind(user_id.unwrap_or_default())
        .bind(now)
        .optional(database)
        .await?;
    Ok(consumed.map(|row| row.state))
}

const DELETE_EXPIRED: &str = "
delete from passkey_ceremonies
where token_hash in (select token_hash from passkey_ceremonies where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of what nobody has finished in time away and tells how many ceremonies that were.
pub async fn delete_expired_ceremonies(database: &Database, now: i64) -> Result<u64, Error> {
    command(DELETE_EXPIRED).bind(now).bind(PART).execute(database).await
}
