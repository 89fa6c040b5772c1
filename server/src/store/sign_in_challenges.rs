//! The table `sign_in_challenges`: sign-ins whose password was right and whose second factor is still to come. A row is
//! found by the hash of a cookie's token and opens nothing by itself.
//!
//! Consuming is one `delete … returning`, so a challenge opens one session. A row also goes after five minutes, after
//! five wrong codes, and when the password or two-step verification changes.

use super::{PART, TokenHash};
use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[INSERT, FIND, COUNT_ATTEMPT, CONSUME, DELETE, DELETE_ALL, DELETE_EXPIRED];

/// A row of `sign_in_challenges`.
#[derive(Clone, Debug, FromRow)]
pub struct SignInChallengeRow {
    pub user_id: String,
    pub is_remembered: bool,
    /// Codes that were tried.
    pub attempts: i64,
}

const INSERT: &str = "
insert into sign_in_challenges (token_hash, user_id, is_remembered, attempts, created_at, expires_at)
values ($1, $2, $3, 0, $4, $5)";

pub async fn insert_challenge(
    transaction: &mut Transaction,
    hash: &TokenHash,
    user_id: &str,
    is_remembered: bool,
    now: i64,
    expires_at: i64,
) -> Result<(), Error> {
    command(INSERT)
        .bind(&hash[..])
        .bind(user_id)
        .bind(is_remembered)
        .bind(now)
        .bind(expires_at)
        .execute(transaction)
        .await
        .map(drop)
}

const FIND: &str = "
select user_id, is_remembered, attempts
from sign_in_challenges
where token_hash = $1 and expires_at > $2";

/// The challenge, if it has not expired. Looking does not use it up.
pub async fn find_challenge<'a>(
    target: impl Into<Target<'a>>,
    hash: &TokenHash,
    now: i64,
) -> Result<Option<SignInChallengeRow>, Error> {
    query(FIND).bind(&hash[..]).bind(now).optional(target).await
}

const COUNT_ATTEMPT: &str = "
update sign_in_challenges
set attempts = attempts + 1
where token_hash = $1 and expires_at > $2 and attempts < $3";

/// Counts a code that is about to be tried. Of any number at once, `limit` succeed.
pub async fn count_challenge_attempt(
    database: &Database,
    hash: &TokenHash,
    now: i64,
    limit: i64,
) -> Result<bool, Error> {
    let counted = command(COUNT_ATTEMPT)
        .bind(&hash[..])
        .bind(now)
        .bind(limit)
        .execute(database)
        .await?;
    Ok(counted > 0)
}

const CONSUME: &str = "
delete from sign_in_challenges
where token_hash = $1 and expires_at > $2
returning user_id, is_remembered, attempts";

/// Uses a challenge up. Of any number who try at once, exactly one gets the row.
pub async fn consume_challenge(
    transaction: &mut Transaction,
    hash: &TokenHash,
    now: i64,
) -> Result<Option<SignInChallengeRow>, Error> {
    command(CONSUME).bind(&hash[..]).bind(now).optional(transaction).await
}

const DELETE: &str = "
delete from sign_in_challenges
where token_hash = $1";

pub async fn delete_challenge(database: &Database, hash: &TokenHash) -> Result<(), Error> {
    command(DELETE).bind(&hash[..]).execute(database).await.map(drop)
}

const DELETE_ALL: &str = "
delete from sign_in_challenges
where user_id = $1";

/// Ends all sign-ins of somebody that wait for their second step.
pub async fn delete_challenges_of_user(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    command(DELETE_ALL).bind(user_id).execute(transaction).await.map(drop)
}

const DELETE_EXPIRED: &str = "
delete from sign_in_challenges
where token_hash in (select token_hash from sign_in_challenges where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of what nobody went on with away and tells how many there were.
pub async fn delete_expired_challenges(database: &Database, now: i64) -> Result<u64, Error> {
    command(DELETE_EXPIRED).bind(now).bind(PART).execute(database).await
}
