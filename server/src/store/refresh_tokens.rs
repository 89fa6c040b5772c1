//! The table `refresh_tokens`: the hashes of a session's tokens, the one in use and those used before. A used row keeps
//! its successor, encrypted under a key that only the used token makes, so a copied database opens nothing.
//!
//! Consuming is one conditional update: of any number of requests exactly one gets the row. Rows go with their session;
//! used ones as soon as they can tell of no theft any more. `auth::refresh` decides what each means.

use super::{PART, TokenHash};
use crate::database::{Database, Error, Transaction, command, query};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[INSERT, CONSUME, FIND, FIND_UNUSED, FIND_RECENT, DELETE_OLD];

const INSERT: &str = "
insert into refresh_tokens (token_hash, session_id, created_at)
values ($1, $2, $3)";

pub async fn insert_refresh_token(
    transaction: &mut Transaction,
    hash: &TokenHash,
    session_id: &str,
    now: i64,
) -> Result<(), Error> {
    command(INSERT)
        .bind(&hash[..])
        .bind(session_id)
        .bind(now)
        .execute(transaction)
        .await
        .map(drop)
}

#[derive(FromRow)]
struct Consumed {
    session_id: String,
}

const CONSUME: &str = "
update refresh_tokens
set consumed_at = $1, sealed_successor = $2
where token_hash = $3 and consumed_at is null
returning session_id";

/// Uses the token up, keeps its successor and names its session. Of any number who try at once, exactly one succeeds.
pub async fn consume_refresh_token(
    transaction: &mut Transaction,
    hash: &TokenHash,
    sealed_successor: &[u8],
    now: i64,
) -> Result<Option<String>, Error> {
    let consume = command(CONSUME).bind(now).bind(sealed_successor).bind(&hash[..]);
    let consumed: Option<Consumed> = consume.optional(transaction).await?;
    Ok(consumed.map(|row| row.session_id))
}

/// A token that is known, used or not.
#[derive(FromRow)]
pub struct RefreshTokenRow {
    pub session_id: String,
    pub consumed_at: Option<i64>,
    /// Its successor, encrypted under a key that only the token makes; none of a token that was used when versions
    /// without this were.
    pub sealed_successor: Option<Vec<u8>>,
}

const FIND: &str = "
select session_id, consumed_at, sealed_successor
from refresh_tokens
where token_hash = $1";

pub async fn find_refresh_token(
    transaction: &mut Transaction,
    hash: &TokenHash,
) -> Result<Option<RefreshTokenRow>, Error> {
    query(FIND).bind(&hash[..]).optional(transaction).await
}

const FIND_UNUSED: &str = "
select session_id, consumed_at, sealed_successor
from refresh_tokens
where token_hash = $1 and consumed_at is null";

/// Whether the token exists and has not been used.
pub async fn is_unused(transaction: &mut Transaction, hash: &TokenHash) -> Result<bool, Error> {
    let row: Option<RefreshTokenRow> = query(FIND_UNUSED).bind(&hash[..]).optional(transaction).await?;
    Ok(row.is_some())
}

/// How often the session of a token has been renewed lately.
#[derive(FromRow)]
pub struct RecentRow {
    pub user_id: String,
    pub made: i64,
    pub first_at: Option<i64>,
}

const FIND_RECENT: &str = "
select s.user_id, count(r.token_hash) as made, min(r.created_at) as first_at
from refresh_tokens t
join sessions s on s.id = t.session_id
left join refresh_tokens r on r.session_id = t.session_id and r.created_at > $1
where t.token_hash = $2 and t.consumed_at is null
group by s.user_id";

/// How many tokens were made since then for the session of a token that was not used yet.
pub async fn find_recent(database: &Database, hash: &TokenHash, since: i64) -> Result<Option<RecentRow>, Error> {
    query(FIND_RECENT).bind(since).bind(&hash[..]).optional(database).await
}

const DELETE_OLD: &str = "
delete from refresh_tokens
where token_hash in (select token_hash from refresh_tokens where consumed_at <= $1 order by consumed_at limit cast($2 as bigint))";

/// Clears a part of those away that were used so long ago, and tells how many there were.
pub async fn delete_used_tokens(database: &Database, used_until: i64) -> Result<u64, Error> {
    command(DELETE_OLD).bind(used_until).bind(PART).execute(database).await
}
