use crate::database::{Database, Error, Transaction, command, query};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[INSERT, FIND_WITH_PASSWORD, UPDATE_PROFILE, DELETE];

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
    pub created_at: i64,
    pub updated_at: i64,
}

const INSERT: &str = "
insert into users (id, email, email_verified, name, image, role, is_active, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Adds a person. [`Error::Unique`] means that the address is taken.
pub async fn insert_user(transaction: &mut Transaction, user: &UserRow) -> Result<(), Error> {
    command(INSERT)
        .bind(&user.id)
        .bind(&user.email)
        .bind(user.email_verified)
        .bind(&user.name)
        .bind(user.image.as_deref())
        .bind(&user.role)
        .bind(user.is_active)
        .bind(user.created_at)
        .bind(user.updated_at)
        .execute(transaction)
        .await
        .map(drop)
}

/// A person and the password that opens the account.
#[derive(FromRow)]
pub struct UserWithPassword {
    #[sqlx(flatten)]
    pub user: UserRow,
    pub password_hash: String,
}

const FIND_WITH_PASSWORD: &str = "
select u.id, u.email, u.email_verified, u.name, u.image, u.role, u.is_active, u.created_at, u.updated_at, c.password_hash
from users u
join credentials c on c.user_id = u.id
where u.email = $1";

/// Looks somebody up by the normalised address.
pub async fn find_user_with_password(database: &Database, email: &str) -> Result<Option<UserWithPassword>, Error> {
    query(FIND_WITH_PASSWORD).bind(email).optional(database).await
}

const UPDATE_PROFILE: &str = "
update users
set name = coalesce($1, name), image = case when $2 then $3 else image end, updated_at = $4
where id = $5
returning id, email, email_verified, name, image, role, is_active, created_at, updated_at";

/// Changes the name and the picture as far as they are given, and tells the new state; a picture can be taken
/// away. `None` when there is no such person.
pub async fn update_profile(
    database: &Database,
    id: &str,
    name: Option<&str>,
    image: Option<Option<&str>>,
    now: i64,
) -> Result<Option<UserRow>, Error> {
    command(UPDATE_PROFILE)
        .bind(name)
        .bind(image.is_some())
        .bind(image.flatten())
        .bind(now)
        .bind(id)
        .optional(database)
        .await
}

const DELETE: &str = "
delete from users
where id = $1";

/// Removes a person with everything that is theirs.
pub async fn delete_user(database: &Database, id: &str) -> Result<(), Error> {
    command(DELETE).bind(id).execute(database).await.map(drop)
}
