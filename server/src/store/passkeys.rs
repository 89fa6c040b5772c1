//! The table `passkeys`: the public keys by which an account is opened. A row is its owner's: whoever names one to
//! read, rename or remove it names the owner too. Nothing in it opens anything by itself.
//!
//! Adding and removing claims the owner's row first. The last credential of an account is never removed by its owner;
//! recovery and an administrator remove all passkeys, and the account takes them along.

use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    INSERT,
    FIND_OF_USER,
    FIND_OWN,
    FIND_BY_CREDENTIAL,
    RENAME,
    UPDATE_IF_UNCHANGED,
    CLAIM_OWNER,
    DELETE,
    DELETE_OF_USER,
];

/// A row of `passkeys`.
#[derive(Clone, Debug, FromRow)]
pub struct PasskeyRow {
    pub id: String,
    pub user_id: String,
    /// The name the authenticator has for it.
    pub credential_id: Vec<u8>,
    /// The public key with its counter, as JSON.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

/// The columns of a [`PasskeyRow`].
const COLUMNS: &str = "id, user_id, credential_id, credential, name, created_at, last_used_at";

const INSERT: &str = "
insert into passkeys (id, user_id, credential_id, credential, name, created_at)
values ($1, $2, $3, $4, $5, $6)";

/// Adds a passkey. [`Error::Unique`] means that it is somebody's already.
pub async fn insert_passkey(transaction: &mut Transaction, passkey: &PasskeyRow) -> Result<(), Error> {
    command(INSERT)
        .bind(&passkey.id)
        .bind(&passkey.user_id)
        .bind(&passkey.credential_id[..])
        .bind(&passkey.credential)
        .bind(&passkey.name)
        .bind(passkey.created_at)
        .execute(transaction)
        .await
        .map(drop)
}

const FIND_OF_USER: &str = formatcp!(
    "
select {COLUMNS}
from passkeys
where user_id = $1
order by created_at, id"
);

/// All passkeys of somebody, the oldest first.
pub async fn find_passkeys_of_user<'a>(target: impl Into<Target<'a>>, user_id: &str) -> Result<Vec<PasskeyRow>, Error> {
    query(FIND_OF_USER).bind(user_id).all(target).await
}

const FIND_OWN: &str = formatcp!(
    "
select {COLUMNS}
from passkeys
where id = $1 and user_id = $2"
);

/// The passkey, if it is theirs.
pub async fn find_own_passkey<'a>(
    target: impl Into<Target<'a>>,
    id: &str,
    user_id: &str,
) -> Result<Option<PasskeyRow>, Error> {
    query(FIND_OWN).bind(id).bind(user_id).optional(target).await
}

const FIND_BY_CREDENTIAL: &str = formatcp!(
    "
select {COLUMNS}
from passkeys
where credential_id = $1 and user_id = $2"
);

/// The passkey an authenticator has shown, if it belongs to whom it says.
pub async fn find_passkey_by_credential(
    database: &Database,
    credential_id: &[u8],
    user_id: &str,
) -> Result<Option<PasskeyRow>, Error> {
    query(FIND_BY_CREDENTIAL)
        .bind(credential_id)
        .bind(user_id)
        .optional(database)
        .await
}

const RENAME: &str = "
update passkeys
set name = $1
where id = $2 and user_id = $3";

/// Gives a passkey another name, if it is theirs, and tells whether it is.
pub async fn update_name(database: &Database, id: &str, user_id: &str, name: &str) -> Result<bool, Error> {
    let renamed = command(RENAME)
        .bind(name)
        .bind(id)
        .bind(user_id)
        .execute(database)
        .await?;
    Ok(renamed > 0)
}

const UPDATE_IF_UNCHANGED: &str = "
update passkeys
set credential = $1, last_used_at = $2
where id = $3 and credential = $4";

/// Notes that a passkey was used, unless its counter has moved meanwhile or it is gone.
pub async fn update_credential_if_unchanged(
    transaction: &mut Transaction,
    passkey: &PasskeyRow,
    new: &str,
    now: i64,
) -> Result<bool, Error> {
    let updated = command(UPDATE_IF_UNCHANGED)
        .bind(new)
        .bind(now)
        .bind(&passkey.id)
        .bind(&passkey.credential)
        .execute(transaction)
        .await?;
    Ok(updated > 0)
}

const CLAIM_OWNER: &str = "
update users
set updated_at = updated_at
where id = $1";

/// Lets one transaction at a time change what opens somebody's account besides the password. It is one row that all wait for: the passkeys themselves
/// are many, and two who take them in another order would wait for each other.
pub async fn claim_owner(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    command(CLAIM_OWNER).bind(user_id).execute(transaction).await.map(drop)
}

#[derive(FromRow)]
struct Name {
    name: String,
}

const DELETE: &str = "
delete from passkeys
where id = $1 and user_id = $2
    and (exists (select 1 from credentials c where c.user_id = $2)
        or exists (select 1 from passkeys other where other.user_id = $2 and other.id <> $1))
returning name";

/// Removes a passkey, if it is theirs and not their last way in, and tells its name. The owner has to be claimed
/// before, or two that are removed at once could each count on the other.
pub async fn delete_unless_last(
    transaction: &mut Transaction,
    id: &str,
    user_id: &str,
) -> Result<Option<String>, Error> {
    let deleted: Option<Name> = command(DELETE).bind(id).bind(user_id).optional(transaction).await?;
    Ok(deleted.map(|row| row.name))
}

const DELETE_OF_USER: &str = "
delete from passkeys
where user_id = $1";

/// Removes all passkeys of somebody and tells how many there were. The owner has to be claimed before.
pub async fn delete_passkeys_of_user(transaction: &mut Transaction, user_id: &str) -> Result<u64, Error> {
    command(DELETE_OF_USER).bind(user_id).execute(transaction).await
}
