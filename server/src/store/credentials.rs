use crate::database::{Database, Error, Transaction, command};

pub const STATEMENTS: &[&str] = &[INSERT, UPDATE_IF_UNCHANGED];

const INSERT: &str = "
insert into credentials (user_id, password_hash, updated_at)
values ($1, $2, $3)";

/// Gives a new person a password.
pub async fn insert_credential(
    transaction: &mut Transaction,
    user_id: &str,
    password_hash: &str,
    now: i64,
) -> Result<(), Error> {
    command(INSERT)
        .bind(user_id)
        .bind(password_hash)
        .bind(now)
        .execute(transaction)
        .await
        .map(drop)
}

const UPDATE_IF_UNCHANGED: &str = "
update credentials
set password_hash = $1, updated_at = $2
where user_id = $3 and password_hash = $4";

/// Replaces a hash by a stronger one of the same password, unless the password was changed meanwhile.
pub async fn update_hash_if_unchanged(
    database: &Database,
    user_id: &str,
    old: &str,
    new: &str,
    now: i64,
) -> Result<(), Error> {
    command(UPDATE_IF_UNCHANGED)
        .bind(new)
        .bind(now)
        .bind(user_id)
        .bind(old)
        .execute(database)
        .await
        .map(drop)
}
