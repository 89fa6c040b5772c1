//! The table `users`: accounts. A row is seen by its owner, by administrators, and, as far as an access token tells, by
//! the services that token is shown to.
//!
//! The address is unique and stored as it is compared; whoever inserts one that is taken gets `Error::Unique`, so of
//! many who sign up at once one succeeds. What removes a row is in `people`, because the last administrator stays.

use super::lists::insert_inbox;
use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    INSERT,
    FIND,
    FIND_BY_EMAIL,
    FIND_WITH_PASSWORD,
    UPDATE_PROFILE,
    VERIFY_EMAIL,
    UPDATE_EMAIL,
    REPLACE_UNVERIFIED,
];

/// A row of `users`.
#[derive(Clone, Debug, FromRow)]
pub struct UserRow {
    pub id: String,
    pub email: String,
    pub email_verified: bool,
    pub name: String,
    pub image: Option<String>,
    pub role: String,
    pub is_active: bool,
    /// A name of the IANA time zone database.
    pub time_zone: String,
    pub week_start: String,
    pub created_at: i64,
    pub updated_at: i64,
}

/// The columns of a [`UserRow`].
pub(super) const USER_COLUMNS: &str =
    "id, email, email_verified, name, image, role, is_active, time_zone, week_start, created_at, updated_at";

/// The same of a table that is called `u`, beside others.
pub(super) const USER_COLUMNS_OF_U: &str = "u.id, u.email, u.email_verified, u.name, u.image, u.role, u.is_active, u.time_zone, u.week_start, u.created_at, u.updated_at";

const INSERT: &str = formatcp!(
    "
insert into users ({USER_COLUMNS}, name_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
);

/// Adds a person with their inbox, to be found by `name_key`. [`Error::Unique`] means that the address is taken.
pub async fn insert_user(transaction: &mut Transaction, user: &UserRow, name_key: &str) -> Result<(), Error> {
    command(INSERT)
        .bind(&user.id)
        .bind(&user.email)
        .bind(user.email_verified)
        .bind(&user.name)
        .bind(user.image.as_deref())
        .bind(&user.role)
        .bind(user.is_active)
        .bind(&user.time_zone)
        .bind(&user.week_start)
        .bind(user.created_at)
        .bind(user.updated_at)
        .bind(name_key)
        .execute(&mut *transaction)
        .await?;
    insert_inbox(transaction, &user.id, user.created_at).await
}

const FIND: &str = formatcp!(
    "
select {USER_COLUMNS}
from users
where id = $1"
);

pub async fn find_user<'a>(target: impl Into<Target<'a>>, id: &str) -> Result<Option<UserRow>, Error> {
    query(FIND).bind(id).optional(target).await
}

const FIND_BY_EMAIL: &str = formatcp!(
    "
select {USER_COLUMNS}
from users
where email = $1"
);

/// Looks somebody up by the normalised address.
pub async fn find_user_by_email<'a>(target: impl Into<Target<'a>>, email: &str) -> Result<Option<UserRow>, Error> {
    query(FIND_BY_EMAIL).bind(email).optional(target).await
}

/// A person and the password that opens the account.
#[derive(FromRow)]
pub struct UserWithPassword {
    #[sqlx(flatten)]
    pub user: UserRow,
    pub password_hash: String,
}

const FIND_WITH_PASSWORD: &str = formatcp!(
    "
select {USER_COLUMNS_OF_U}, c.password_hash
from users u
join credentials c on c.user_id = u.id
where u.email = $1"
);

/// Looks somebody up by the normalised address.
pub async fn find_user_with_password(database: &Database, email: &str) -> Result<Option<UserWithPassword>, Error> {
    query(FIND_WITH_PASSWORD).bind(email).optional(database).await
}

const UPDATE_PROFILE: &str = formatcp!(
    "
update users
set name = coalesce($1, name), name_key = coalesce($2, name_key), image = case when $3 then $4 else image end,
    time_zone = coalesce($5, time_zone), week_start = coalesce($6, week_start), updated_at = $7
where id = $8
returning {USER_COLUMNS}"
);

/// What somebody is shown as, and how; what is `None` stays.
#[derive(Debug, Default)]
pub struct Profile<'a> {
    pub name: Option<&'a str>,
    /// The same as it is searched.
    pub name_key: Option<&'a str>,
    /// `Some(None)` takes the picture away.
    pub image: Option<Option<&'a str>>,
    pub time_zone: Option<&'a str>,
    pub week_start: Option<&'a str>,
}

/// Changes what is given and tells the new state. `None` when there is no such person.
pub async fn update_profile(
    database: &Database,
    id: &str,
    profile: &Profile<'_>,
    now: i64,
) -> Result<Option<UserRow>, Error> {
    command(UPDATE_PROFILE)
        .bind(profile.name)
        .bind(profile.name_key)
        .bind(profile.image.is_some())
        .bind(profile.image.flatten())
        .bind(profile.time_zone)
        .bind(profile.week_start)
        .bind(now)
        .bind(id)
        .optional(database)
        .await
}

const VERIFY_EMAIL: &str = formatcp!(
    "
update users
set email_verified = $1, updated_at = $2
where id = $3 and email = $4
returning {USER_COLUMNS}"
);

/// Notes that an address is its owner's, if it is still the one of the account.
pub async fn mark_email_verified(
    transaction: &mut Transaction,
    id: &str,
    email: &str,
    now: i64,
) -> Result<Option<UserRow>, Error> {
    command(VERIFY_EMAIL)
        .bind(true)
        .bind(now)
        .bind(id)
        .bind(email)
        .optional(transaction)
        .await
}

const UPDATE_EMAIL: &str = formatcp!(
    "
update users
set email = $1, email_verified = $2, updated_at = $3
where id = $4 and email = $5
returning {USER_COLUMNS}"
);

/// Gives an account another address, which has been confirmed. [`Error::Unique`] means that it is taken, `None` that
/// the account has another one than `old` by now.
pub async fn update_email(
    transaction: &mut Transaction,
    id: &str,
    old: &str,
    new: &str,
    now: i64,
) -> Result<Option<UserRow>, Error> {
    command(UPDATE_EMAIL)
        .bind(new)
        .bind(true)
        .bind(now)
        .bind(id)
        .bind(old)
        .optional(transaction)
        .await
}

const REPLACE_UNVERIFIED: &str = "
update users
set name = $1, name_key = $2, image = $3, updated_at = $4
where id = $5 and not email_verified";

/// Gives an account whose address nobody has confirmed to whoever signs up with that address next; `false` when it
/// has been confirmed meanwhile.
pub async fn replace_unverified(transaction: &mut Transaction, user: &UserRow, name_key: &str) -> Result<bool, Error> {
    let replaced = command(REPLACE_UNVERIFIED)
        .bind(&user.name)
        .bind(name_key)
        .bind(user.image.as_deref())
        .bind(user.updated_at)
        .bind(&user.id)
        .execute(transaction)
        .await?;
    Ok(replaced > 0)
}
