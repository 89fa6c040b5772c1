//! The table `signing_keys`: the EdDSA pairs of access tokens, the private part encrypted. `auth::keys` reads all of
//! them and decides by their age which one signs; the public parts may be shown to everybody.
//!
//! A row is never deleted. A retired one is not read any more, and the last that is ready to sign cannot be retired.

use crate::database::{Error, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[INSERT, FIND_ALL, RETIRE];

/// A key pair; the private part is encrypted.
#[derive(Clone, Debug, FromRow)]
pub struct SigningKeyRow {
    pub id: String,
    pub public_key: Vec<u8>,
    pub sealed_private_key: Vec<u8>,
    pub created_at: i64,
}

const INSERT: &str = "
insert into signing_keys (id, algorithm, public_key, sealed_private_key, created_at)
values ($1, 'EdDSA', $2, $3, $4)";

pub async fn insert_signing_key<'a>(target: impl Into<Target<'a>>, key: &SigningKeyRow) -> Result<(), Error> {
    command(INSERT)
        .bind(&key.id)
        .bind(&key.public_key[..])
        .bind(&key.sealed_private_key[..])
        .bind(key.created_at)
        .execute(target)
        .await
        .map(drop)
}

const FIND_ALL: &str = "
select id, public_key, sealed_private_key, created_at
from signing_keys
where retired_at is null
order by created_at desc, id desc";

/// All keys that have not been retired, the newest first.
pub async fn find_signing_keys<'a>(target: impl Into<Target<'a>>) -> Result<Vec<SigningKeyRow>, Error> {
    query(FIND_ALL).all(target).await
}

const RETIRE: &str = "
update signing_keys
set retired_at = $1
where id = $2 and retired_at is null
    and exists (select 1 from signing_keys other where other.id <> $3 and other.retired_at is null and other.created_at <= $4)";

/// Takes a key out of use, unless no other one is left that was made before `ready`; tells whether it did.
pub async fn retire_signing_key<'a>(
    target: impl Into<Target<'a>>,
    id: &str,
    ready: i64,
    now: i64,
) -> Result<bool, Error> {
    let retired = command(RETIRE)
        .bind(now)
        .bind(id)
        .bind(id)
        .bind(ready)
        .execute(target)
        .await?;
    Ok(retired > 0)
}
