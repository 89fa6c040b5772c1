//! The table `attempts`: how often something was tried, and what has been seen lately. A row is a count or a note under
//! a keyed hash, which names nobody; only `auth::limits` reads and writes it.
//!
//! Each count is one statement, so of any number of requests at once no more than the limit pass. Success deletes a
//! count; what has expired is deleted by `jobs`.

use super::PART;
use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    TAKE_FROM_WINDOW,
    TAKE_UNLESS_WAITING,
    UPDATE_EXPIRY,
    GIVE_BACK,
    FIND_EXPIRY,
    REMEMBER,
    DELETE,
    DELETE_EXPIRED,
];

/// What attempts are counted under: a keyed hash, so that the table names nobody.
pub type Bucket = [u8; 16];

#[derive(FromRow)]
struct Taken {
    taken: i64,
}

#[derive(FromRow)]
struct Expiry {
    expires_at: i64,
}

const TAKE_FROM_WINDOW: &str = "
insert into attempts (bucket, taken, expires_at)
values ($1, 1, $2)
on conflict (bucket) do update
set taken = case when attempts.expires_at <= $3 or attempts.expires_at > $4 then 1 else attempts.taken + 1 end,
    expires_at = case when attempts.expires_at <= $3 or attempts.expires_at > $4 then $2 else attempts.expires_at end
where attempts.expires_at <= $3 or attempts.expires_at > $4 or attempts.taken < $5
returning taken";

/// Counts one attempt in a window that begins with its first and ends at `end` then. Of any number at
/// once, `limit` succeed; the others change nothing. A window that ends a whole window later than it can was begun
/// while the clock was wrong, and is over.
pub async fn take_from_window(
    transaction: &mut Transaction,
    bucket: &Bucket,
    now: i64,
    end: i64,
    limit: i64,
) -> Result<bool, Error> {
    let taken: Option<Taken> = command(TAKE_FROM_WINDOW)
        .bind(&bucket[..])
        .bind(end)
        .bind(now)
        .bind(end.saturating_add(end - now))
        .bind(limit)
        .optional(transaction)
        .await?;
    Ok(taken.is_some())
}

const TAKE_UNLESS_WAITING: &str = "
insert into attempts (bucket, taken, expires_at)
values ($1, 1, $2)
on conflict (bucket) do update
set taken = case when attempts.expires_at <= $3 or attempts.expires_at > $4 then 1 else attempts.taken + 1 end
where attempts.expires_at <= $2 or attempts.expires_at > $4
returning taken";

/// Counts one attempt unless the row lives beyond `expires_at`, which says that the next one has to wait.
/// It tells how many there were in a row; the row is locked until the transaction ends. One that lives beyond
/// `implausible` was written while the clock was wrong, and counts for nothing.
pub async fn take_unless_waiting(
    transaction: &mut Transaction,
    bucket: &Bucket,
    now: i64,
    expires_at: i64,
    implausible: i64,
) -> Result<Option<i64>, Error> {
    let taken: Option<Taken> = command(TAKE_UNLESS_WAITING)
        .bind(&bucket[..])
        .bind(expires_at)
        .bind(now)
        .bind(implausible)
        .optional(transaction)
        .await?;
    Ok(taken.map(|row| row.taken))
}

const UPDATE_EXPIRY: &str = "
update attempts
set expires_at = $1
where bucket = $2";

/// Moves the time at which a row means nothing any more.
pub async fn update_expiry(transaction: &mut Transaction, bucket: &Bucket, expires_at: i64) -> Result<(), Error> {
    command(UPDATE_EXPIRY)
        .bind(expires_at)
        .bind(&bucket[..])
        .execute(transaction)
        .await
        .map(drop)
}

const GIVE_BACK: &str = "
update attempts
set taken = taken - 1, expires_at = $1
where bucket = $2 and taken > 0";

/// Takes one attempt back.
pub async fn give_back(database: &Database, bucket: &Bucket, expires_at: i64) -> Result<(), Error> {
    command(GIVE_BACK)
        .bind(expires_at)
        .bind(&bucket[..])
        .execute(database)
        .await
        .map(drop)
}

const FIND_EXPIRY: &str = "
select expires_at
from attempts
where bucket = $1 and expires_at > $2";

/// When a row expires that has not yet.
pub async fn find_expiry<'a>(target: impl Into<Target<'a>>, bucket: &Bucket, now: i64) -> Result<Option<i64>, Error> {
    let expiry: Option<Expiry> = query(FIND_EXPIRY).bind(&bucket[..]).bind(now).optional(target).await?;
    Ok(expiry.map(|row| row.expires_at))
}

const REMEMBER: &str = "
insert into attempts (bucket, taken, expires_at)
values ($1, 1, $2)
on conflict (bucket) do update
set expires_at = $2";

/// Notes that something has been seen, until `expires_at`.
pub async fn remember(transaction: &mut Transaction, bucket: &Bucket, expires_at: i64) -> Result<(), Error> {
    command(REMEMBER)
        .bind(&bucket[..])
        .bind(expires_at)
        .execute(transaction)
        .await
        .map(drop)
}

const DELETE: &str = "
delete from attempts
where bucket = $1";

/// Forgets what was counted.
pub async fn delete_attempts(transaction: &mut Transaction, bucket: &Bucket) -> Result<(), Error> {
    command(DELETE).bind(&bucket[..]).execute(transaction).await.map(drop)
}

const DELETE_EXPIRED: &str = "
delete from attempts
where bucket in (select bucket from attempts where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of what has expired away and tells how many rows there were.
pub async fn delete_expired_attempts(database: &Database, now: i64) -> Result<u64, Error> {
    command(DELETE_EXPIRED).bind(now).bind(PART).execute(database).await
}
