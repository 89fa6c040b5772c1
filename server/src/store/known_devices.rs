//! The tables `known_devices` and `legacy_devices`: browsers that have signed in to an account before. A row opens
//! nothing; it decides which count an attempt goes to (`auth::device`). Of its token only the hash is stored.
//!
//! A row goes after a year unused, when an account has more than ten, with the account, and at whatever signs everybody
//! out.

use super::{PART, TokenHash};
use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    FIND,
    FIND_OF_EMAIL,
    FIND_LEGACY,
    INSERT,
    TOUCH,
    DELETE_BEYOND,
    DELETE_ALL,
    DELETE_LEGACY,
    DELETE_EXPIRED,
    DELETE_EXPIRED_LEGACY,
];

/// As many as one cookie holds; a place that is empty matches nothing.
pub type TokenHashes = [Option<TokenHash>; 5];

/// A device that is known to an account.
#[derive(FromRow)]
pub struct KnownDeviceRow {
    pub token_hash: Vec<u8>,
    pub user_id: String,
}

const FIND: &str = "
select token_hash, user_id
from known_devices
where token_hash in ($1, $2, $3, $4, $5) and expires_at > $6";

/// Those of these that are known, to whatever account.
pub async fn find_known_devices(
    transaction: &mut Transaction,
    hashes: &TokenHashes,
    now: i64,
) -> Result<Vec<KnownDeviceRow>, Error> {
    let find = hashes
        .iter()
        .fold(query(FIND), |find, hash| find.bind(bytes(hash.as_ref())));
    find.bind(now).all(transaction).await
}

const FIND_OF_EMAIL: &str = "
select d.token_hash, d.user_id
from known_devices d
join users u on u.id = d.user_id
where d.token_hash in ($1, $2, $3, $4, $5) and d.expires_at > $6 and u.email = $7";

/// The one of these that is known to the account with this address.
pub async fn find_known_device<'a>(
    target: impl Into<Target<'a>>,
    hashes: &TokenHashes,
    email: &str,
    now: i64,
) -> Result<Option<KnownDeviceRow>, Error> {
    let find = hashes
        .iter()
        .fold(query(FIND_OF_EMAIL), |find, hash| find.bind(bytes(hash.as_ref())));
    find.bind(now).bind(email).optional(target).await
}

fn bytes(hash: Option<&TokenHash>) -> &[u8] {
    hash.map_or(&[], |hash| &hash[..])
}

#[derive(FromRow)]
struct Expiry {
    expires_at: i64,
}

const FIND_LEGACY: &str = "
select l.expires_at
from legacy_devices l
join users u on u.id = l.user_id
where u.email = $1 and l.expires_at > $2";

/// Until when cookies of before are good for the account with this address, if they are.
pub async fn find_legacy_expiry<'a>(
    target: impl Into<Target<'a>>,
    email: &str,
    now: i64,
) -> Result<Option<i64>, Error> {
    let expiry: Option<Expiry> = query(FIND_LEGACY).bind(email).bind(now).optional(target).await?;
    Ok(expiry.map(|row| row.expires_at))
}

const INSERT: &str = "
insert into known_devices (token_hash, user_id, created_at, last_used_at, expires_at)
values ($1, $2, $3, $3, $4)";

pub async fn insert_known_device(
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

const TOUCH: &str = "
update known_devices
set last_used_at = $1, expires_at = $2
where token_hash = $3";

/// Notes that somebody has signed in on a device again.
pub async fn update_use(
    transaction: &mut Transaction,
    hash: &TokenHash,
    now: i64,
    expires_at: i64,
) -> Result<(), Error> {
    command(TOUCH)
        .bind(now)
        .bind(expires_at)
        .bind(&hash[..])
        .execute(transaction)
        .await
        .map(drop)
}

const DELETE_BEYOND: &str = "
delete from known_devices
where user_id = $1 and token_hash <> $2 and token_hash not in (
    select token_hash
    from known_devices
    where user_id = $1 and token_hash <> $2
    order by last_used_at desc, created_at desc, token_hash
    limit cast($3 as bigint)
)";

/// Forgets the devices of somebody but one and the `others` that were used last.
pub async fn delete_devices_beyond(
    transaction: &mut Transaction,
    user_id: &str,
    kept: &TokenHash,
    others: i64,
) -> Result<(), Error> {
    command(DELETE_BEYOND)
        .bind(user_id)
        .bind(&kept[..])
        .bind(others)
        .execute(transaction)
        .await
        .map(drop)
}

const DELETE_ALL: &str = "
delete from known_devices
where user_id = $1";

const DELETE_LEGACY: &str = "
delete from legacy_devices
where user_id = $1";

/// Forgets all devices of somebody, whatever they are known by.
pub async fn delete_devices_of_user(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    command(DELETE_ALL).bind(user_id).execute(&mut *transaction).await?;
    command(DELETE_LEGACY)
        .bind(user_id)
        .execute(transaction)
        .await
        .map(drop)
}

const DELETE_EXPIRED: &str = "
delete from known_devices
where token_hash in (select token_hash from known_devices where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

const DELETE_EXPIRED_LEGACY: &str = "
delete from legacy_devices
where user_id in (select user_id from legacy_devices where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of what has expired away and tells how many rows there were.
pub async fn delete_expired_devices(database: &Database, now: i64) -> Result<u64, Error> {
    let devices = command(DELETE_EXPIRED).bind(now).bind(PART).execute(database).await?;
    let legacy = command(DELETE_EXPIRED_LEGACY).bind(now).bind(PART);
    Ok(devices + legacy.execute(database).await?)
}
