//! What an owner takes along of tables that hold more than may leave the server: passkeys without their keys, and
//! whether two-step verification is on. `auth::export` reads it, for the owner alone.

use crate::database::{Database, Error, query};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[PASSKEYS, HAS_TWO_FACTOR];

/// A passkey as its owner may take it along: without what it opens the account with.
#[derive(Clone, Debug, FromRow)]
pub struct ExportedPasskey {
    pub name: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

const PASSKEYS: &str = "
select name, created_at, last_used_at
from passkeys
where user_id = $1
order by created_at, id";

pub async fn find_exported_passkeys(database: &Database, user_id: &str) -> Result<Vec<ExportedPasskey>, Error> {
    query(PASSKEYS).bind(user_id).all(database).await
}

#[derive(FromRow)]
struct Count {
    confirmed: i64,
}

const HAS_TWO_FACTOR: &str = "
select count(*) as confirmed
from two_factors
where user_id = $1 and is_confirmed";

/// Whether signing in takes a second step.
pub async fn find_has_two_factor(database: &Database, user_id: &str) -> Result<bool, Error> {
    let count: Count = query(HAS_TWO_FACTOR).bind(user_id).one(database).await?;
    Ok(count.confirmed > 0)
}
