//! The tables `installation` (one row: the root, the random half of every derived key) and `installation_secrets`
//! (since when each secret has been in use, by a name that tells nothing about it). `auth::installation` reads and
//! writes both at the start; nothing deletes them.
//!
//! The root opens nothing without `AUTH_SECRET`, and the reverse.

use crate::database::{Error, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[FIND, INSERT, FIND_SECRETS, INSERT_SECRET];

/// The one row of `installation`.
#[derive(Clone, FromRow)]
pub struct InstallationRow {
    pub root: Vec<u8>,
    pub created_at: i64,
}

const FIND: &str = "
select root, created_at
from installation
where id = 1";

pub async fn find_installation<'a>(target: impl Into<Target<'a>>) -> Result<Option<InstallationRow>, Error> {
    query(FIND).optional(target).await
}

const INSERT: &str = "
insert into installation (id, root, created_at)
values (1, $1, $2)";

pub async fn insert_installation<'a>(target: impl Into<Target<'a>>, root: &[u8], now: i64) -> Result<(), Error> {
    command(INSERT).bind(root).bind(now).execute(target).await.map(drop)
}

/// Since when a secret has been in use.
#[derive(Clone, FromRow)]
pub struct SecretRow {
    /// Its name, which tells nothing about it.
    pub id: String,
    pub used_since: i64,
}

const FIND_SECRETS: &str = "
select id, used_since
from installation_secrets";

pub async fn find_secrets<'a>(target: impl Into<Target<'a>>) -> Result<Vec<SecretRow>, Error> {
    query(FIND_SECRETS).all(target).await
}

const INSERT_SECRET: &str = "
insert into installation_secrets (id, used_since)
values ($1, $2)
on conflict (id) do nothing";

/// Notes that a secret is in use from now on, unless that has been noted.
pub async fn insert_secret<'a>(target: impl Into<Target<'a>>, id: &str, now: i64) -> Result<(), Error> {
    command(INSERT_SECRET)
        .bind(id)
        .bind(now)
        .execute(target)
        .await
        .map(drop)
}
