//! The table `two_factors`: the secret an authenticator app shares with us, encrypted, one an account. It counts once
//! its owner has shown a code of it; from then on it is shown for a code of that app only.
//!
//! The step of a used code is kept, so no code is good twice (RFC 6238 §5.2). A row goes when its owner turns it off,
//! at recovery, and with the account.

use crate::database::{Error, Transaction, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    INSERT,
    FIND,
    SEAL_CODE_KEYS,
    CONFIRM,
    USE_STEP,
    DELETE,
    DELETE_UNCONFIRMED,
];

/// A row of `two_factors`.
#[derive(Clone, FromRow)]
pub struct TwoFactorRow {
    pub sealed_secret: Vec<u8>,
    /// The keys that recovery codes are hashed with, if there are codes.
    pub sealed_code_keys: Option<Vec<u8>>,
    /// Whether its owner has shown a code of it; until then it counts for nothing.
    pub is_confirmed: bool,
    pub created_at: i64,
}

const INSERT: &str = "
insert into two_factors (user_id, sealed_secret, is_confirmed, last_step, created_at)
values ($1, $2, false, -1, $3)
on conflict (user_id) do update
set sealed_secret = excluded.sealed_secret, last_step = -1, created_at = excluded.created_at
where not two_factors.is_confirmed";

/// Adds a secret that is not confirmed yet, in place of another such one. `false` when there is one that is.
pub async fn insert_two_factor(
    transaction: &mut Transaction,
    user_id: &str,
    sealed_secret: &[u8],
    now: i64,
) -> Result<bool, Error> {
    let inserted = command(INSERT)
        .bind(user_id)
        .bind(sealed_secret)
        .bind(now)
        .execute(transaction)
        .await?;
    Ok(inserted > 0)
}

const FIND: &str = "
select sealed_secret, sealed_code_keys, is_confirmed, created_at
from two_factors
where user_id = $1";

pub async fn find_two_factor<'a>(target: impl Into<Target<'a>>, user_id: &str) -> Result<Option<TwoFactorRow>, Error> {
    query(FIND).bind(user_id).optional(target).await
}

const SEAL_CODE_KEYS: &str = "
update two_factors
set sealed_code_keys = $1
where user_id = $2";

/// Keeps the keys that somebody's recovery codes are hashed with.
pub async fn update_code_keys(transaction: &mut Transaction, user_id: &str, sealed: &[u8]) -> Result<(), Error> {
    let update = command(SEAL_CODE_KEYS).bind(sealed).bind(user_id);
    update.execute(transaction).await.map(drop)
}

const CONFIRM: &str = "
update two_factors
set is_confirmed = true, last_step = $1, created_at = $2
where user_id = $3 and sealed_secret = $4 and not is_confirmed";

/// Lets a secret count from now on; the step of the code that was shown is used up. Of any number who try at once,
/// exactly one succeeds.
pub async fn confirm_two_factor(
    transaction: &mut Transaction,
    user_id: &str,
    sealed_secret: &[u8],
    step: i64,
    now: i64,
) -> Result<bool, Error> {
    let confirmed = command(CONFIRM)
        .bind(step)
        .bind(now)
        .bind(user_id)
        .bind(sealed_secret)
        .execute(transaction)
        .await?;
    Ok(confirmed > 0)
}

const USE_STEP: &str = "
update two_factors
set last_step = $1
where user_id = $2 and sealed_secret = $3 and is_confirmed and last_step < $1";

/// Uses the code of a step up, and all before it. Of any number who bring the same one, exactly one succeeds.
pub async fn consume_step(
    transaction: &mut Transaction,
    user_id: &str,
    sealed_secret: &[u8],
    step: i64,
) -> Result<bool, Error> {
    let used = command(USE_STEP)
        .bind(step)
        .bind(user_id)
        .bind(sealed_secret)
        .execute(transaction)
        .await?;
    Ok(used > 0)
}

const DELETE: &str = "
delete from two_factors
where user_id = $1 and is_confirmed";

/// Takes a secret away that counted; `false` when there was none.
pub async fn delete_two_factor(transaction: &mut Transaction, user_id: &str) -> Result<bool, Error> {
    let deleted = command(DELETE).bind(user_id).execute(transaction).await?;
    Ok(deleted > 0)
}

const DELETE_UNCONFIRMED: &str = "
delete from two_factors
where user_id = $1 and not is_confirmed";

/// Takes a secret away that never counted; `false` when there was none.
pub async fn delete_unconfirmed_two_factor(transaction: &mut Transaction, user_id: &str) -> Result<bool, Error> {
    let deleted = command(DELETE_UNCONFIRMED).bind(user_id).execute(transaction).await?;
    Ok(deleted > 0)
}
