//! The table `pending_sign_ups`: accounts to be, where an address has to be verified first. A row is reached by the
//! token of its own link, of which the hash is stored; that there is one is told to nobody who does not know its
//! password.
//!
//! No row touches another: each has its own name, password and end. It goes when its link is followed, when the address
//! has an owner, and after a day.

use super::{PART, TokenHash};
use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[INSERT, FIND, FIND_NEWEST, CONSUME, DELETE_OF_EMAIL, DELETE_EXPIRED];

/// A row of `pending_sign_ups`, but for what it is found by.
#[derive(Clone, FromRow)]
pub struct PendingSignUpRow {
    /// The id the account will have.
    pub id: String,
    pub email: String,
    pub name: String,
    pub image: Option<String>,
    pub time_zone: Option<String>,
    pub password_hash: String,
    /// The SHA-256 of what the browser has that signed up.
    pub browser_hash: Option<Vec<u8>>,
    pub created_at: i64,
    pub expires_at: i64,
}

/// The columns of a [`PendingSignUpRow`].
const COLUMNS: &str = "id, email, name, image, time_zone, password_hash, browser_hash, created_at, expires_at";

const INSERT: &str = "
insert into pending_sign_ups (id, email, name, image, password_hash, token_hash, browser_hash, created_at, expires_at, time_zone)
select $1, $2, $3, $4, $5, $6, $7, cast($8 as bigint), cast($9 as bigint), cast($11 as text)
where (select count(*) from pending_sign_ups p where p.email = $2 and p.expires_at > $8) < $10
on conflict (id) do update
set token_hash = excluded.token_hash";

/// Adds a sign-up that waits, unless `most` of that address wait already; `false` when they do. One that is there gets
/// the new link in place of the one it had.
pub async fn insert_pending_sign_up<'a>(
    target: impl Into<Target<'a>>,
    row: &PendingSignUpRow,
    token_hash: &TokenHash,
    most: i64,
) -> Result<bool, Error> {
    let inserted = command(INSERT)
        .bind(&row.id)
        .bind(&row.email)
        .bind(&row.name)
        .bind(row.image.as_deref())
        .bind(&row.password_hash)
        .bind(&token_hash[..])
        .bind(row.browser_hash.as_deref())
        .bind(row.created_at)
        .bind(row.expires_at)
        .bind(most)
        .bind(row.time_zone.as_deref())
        .execute(target)
        .await?;
    Ok(inserted > 0)
}

const FIND: &str = formatcp!(
    "
select {COLUMNS}
from pending_sign_ups
where token_hash = $1 and expires_at > $2"
);

/// The sign-up behind a link, while it is good. Looking does not use it up.
pub async fn find_pending_sign_up(
    database: &Database,
    token_hash: &TokenHash,
    now: i64,
) -> Result<Option<PendingSignUpRow>, Error> {
    query(FIND).bind(&token_hash[..]).bind(now).optional(database).await
}

const FIND_NEWEST: &str = formatcp!(
    "
select {COLUMNS}
from pending_sign_ups
where email = $1 and expires_at > $2
order by created_at desc, id desc
limit 1"
);

/// The last sign-up with this address that waits.
pub async fn find_newest_pending_sign_up(
    database: &Database,
    email: &str,
    now: i64,
) -> Result<Option<PendingSignUpRow>, Error> {
    query(FIND_NEWEST).bind(email).bind(now).optional(database).await
}

const CONSUME: &str = formatcp!(
    "
delete from pending_sign_ups
where token_hash = $1 and expires_at > $2
returning {COLUMNS}"
);

/// Uses the link of a sign-up up. Of any number who try at once, exactly one gets the row.
pub async fn consume_pending_sign_up(
    transaction: &mut Transaction,
    token_hash: &TokenHash,
    now: i64,
) -> Result<Option<PendingSignUpRow>, Error> {
    command(CONSUME)
        .bind(&token_hash[..])
        .bind(now)
        .optional(transaction)
        .await
}

const DELETE_OF_EMAIL: &str = "
delete from pending_sign_ups
where email = $1";

/// Takes back all sign-ups with this address: it has its owner.
pub async fn delete_pending_sign_ups_of_email(transaction: &mut Transaction, email: &str) -> Result<(), Error> {
    command(DELETE_OF_EMAIL)
        .bind(email)
        .execute(transaction)
        .await
        .map(drop)
}

const DELETE_EXPIRED: &str = "
delete from pending_sign_ups
where id in (select id from pending_sign_ups where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of those away that nobody has confirmed in time and tells how many there were.
pub async fn delete_expired_pending_sign_ups(database: &Database, now: i64) -> Result<u64, Error> {
    command(DELETE_EXPIRED).bind(now).bind(PART).execute(database).await
}
