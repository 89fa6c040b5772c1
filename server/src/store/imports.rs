//! The tables `imports` and `import_parts`: a file that was read and waits for its owner to confirm it, one an account.
//! Whoever asks for it names the owner and the session that sent the file.
//!
//! It is claimed once, so it is added once. It goes when another file is sent, after a quarter of an hour, and with its
//! session; the parts go as soon as they are added.

use crate::database::{Database, Error, Transaction, command};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    DELETE_OF_USER,
    INSERT,
    INSERT_PART,
    CLAIM,
    FIND_ADDED,
    FIND_PART,
    UPDATE_ADDED,
    DELETE_PARTS,
    DELETE_EXPIRED,
];

/// Imports cleared away at once: each may be large.
const PART: i64 = 5;

const DELETE_OF_USER: &str = "
delete from imports
where user_id = $1";

/// Takes back what somebody has left waiting.
pub async fn delete_imports_of_user(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    command(DELETE_OF_USER)
        .bind(user_id)
        .execute(transaction)
        .await
        .map(drop)
}

const INSERT: &str = "
insert into imports (id, user_id, session_id, expires_at)
values ($1, $2, $3, $4)
on conflict (user_id) do nothing";

/// Adds an import, unless another of the same person was added meanwhile.
pub async fn insert_import(
    transaction: &mut Transaction,
    id: &str,
    user_id: &str,
    session_id: &str,
    expires_at: i64,
) -> Result<bool, Error> {
    let inserted = command(INSERT)
        .bind(id)
        .bind(user_id)
        .bind(session_id)
        .bind(expires_at)
        .execute(transaction)
        .await?;
    Ok(inserted > 0)
}

const INSERT_PART: &str = "
insert into import_parts (import_id, number, items)
values ($1, $2, $3)";

/// Adds a part of what was read, counted from 0.
pub async fn insert_part(transaction: &mut Transaction, id: &str, number: usize, items: &[u8]) -> Result<(), Error> {
    command(INSERT_PART)
        .bind(id)
        .bind(i64::try_from(number).unwrap_or(i64::MAX))
        .bind(items)
        .execute(transaction)
        .await
        .map(drop)
}

const CLAIM: &str = "
update imports
set added = 0
where id = $1 and user_id = $2 and session_id = $3 and expires_at > $4 and added is null";

/// Takes an import for this transaction, unless it is another session's, too old, or was added before. Of any number
/// at once one gets it; the others wait until that is committed.
pub async fn claim_import(
    transaction: &mut Transaction,
    id: &str,
    user_id: &str,
    session_id: &str,
    now: i64,
) -> Result<bool, Error> {
    let claimed = command(CLAIM)
        .bind(id)
        .bind(user_id)
        .bind(session_id)
        .bind(now)
        .execute(transaction)
        .await?;
    Ok(claimed > 0)
}

#[derive(FromRow)]
struct Added {
    added: i64,
}

const FIND_ADDED: &str = "
select added
from imports
where id = $1 and user_id = $2 and session_id = $3 and added is not null";

/// How many todos an import has added that was confirmed before.
pub async fn find_added(
    transaction: &mut Transaction,
    id: &str,
    user_id: &str,
    session_id: &str,
) -> Result<Option<usize>, Error> {
    let row: Option<Added> = command(FIND_ADDED)
        .bind(id)
        .bind(user_id)
        .bind(session_id)
        .optional(transaction)
        .await?;
    Ok(row.and_then(|row| usize::try_from(row.added).ok()))
}

#[derive(FromRow)]
struct Part {
    items: Vec<u8>,
}

const FIND_PART: &str = "
select import_parts.items
from import_parts
join imports on imports.id = import_parts.import_id
where imports.id = $1 and imports.user_id = $2 and imports.session_id = $3 and imports.expires_at > $4
    and import_parts.number = $5";

/// A part of what this session has sent, unless it is too old.
pub async fn find_part(
    transaction: &mut Transaction,
    id: &str,
    user_id: &str,
    session_id: &str,
    now: i64,
    number: usize,
) -> Result<Option<Vec<u8>>, Error> {
    let part: Option<Part> = command(FIND_PART)
        .bind(id)
        .bind(user_id)
        .bind(session_id)
        .bind(now)
        .bind(i64::try_from(number).unwrap_or(i64::MAX))
        .optional(transaction)
        .await?;
    Ok(part.map(|part| part.items))
}

const UPDATE_ADDED: &str = "
update imports
set added = $1
where id = $2 and user_id = $3";

const DELETE_PARTS: &str = "
delete from import_parts
where import_id in (select id from imports where id = $1 and user_id = $2)";

/// Notes how many todos an import has added, and forgets what it was.
pub async fn update_added(transaction: &mut Transaction, id: &str, user_id: &str, added: usize) -> Result<(), Error> {
    command(UPDATE_ADDED)
        .bind(i64::try_from(added).unwrap_or(i64::MAX))
        .bind(id)
        .bind(user_id)
        .execute(&mut *transaction)
        .await?;
    command(DELETE_PARTS)
        .bind(id)
        .bind(user_id)
        .execute(transaction)
        .await
        .map(drop)
}

const DELETE_EXPIRED: &str = "
delete from imports
where id in (select id from imports where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of what nobody confirmed in time away and tells how many there were.
pub async fn delete_expired_imports(database: &Database, now: i64) -> Result<u64, Error> {
    command(DELETE_EXPIRED).bind(now).bind(PART).execute(database).await
}
