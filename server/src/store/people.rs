use super::users::UserRow;
use crate::database::{Database, Error, Transaction, command, query};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[PAGE, CLAIM, COUNT_OTHER_ADMINS, UPDATE_ROLE, UPDATE_ACTIVE, DELETE];

/// Somebody as an administrator sees them in the list.
#[derive(Clone, Debug, FromRow)]
pub struct PersonRow {
    #[sqlx(flatten)]
    pub user: UserRow,
    /// When one of the sessions was last used; `None` without a session.
    pub last_active_at: Option<i64>,
}

const PAGE: &str = "
select u.id, u.email, u.email_verified, u.name, u.image, u.role, u.is_active, u.time_zone, u.week_start, u.created_at, u.updated_at,
    (select max(s.last_active_at) from sessions s where s.user_id = u.id) as last_active_at
from users u
where u.id < $1 and (u.name_key like $2 escape '!' or u.email like $2 escape '!')
order by u.id desc
limit cast($3 as bigint)";

/// The newest people before the one with this id whose name or address is like `pattern` (`!` escapes). Ids sort by
/// time.
pub async fn find_people(
    database: &Database,
    before: &str,
    pattern: &str,
    limit: i64,
) -> Result<Vec<PersonRow>, Error> {
    query(PAGE).bind(before).bind(pattern).bind(limit).all(database).await
}

const CLAIM: &str = "
update admin_guard
set id = id";

/// Keeps everybody else from taking an administrator away until the transaction ends. It comes before all other
/// locks of a transaction.
pub async fn claim_admins(transaction: &mut Transaction) -> Result<(), Error> {
    command(CLAIM).execute(transaction).await.map(drop)
}

#[derive(FromRow)]
struct Count {
    admins: i64,
}

const COUNT_OTHER_ADMINS: &str = "
select count(*) as admins
from users
where role = 'admin' and is_active and id <> $1";

/// How many other people could look after things if this one could not.
pub async fn count_other_admins(database: &Database, id: &str) -> Result<i64, Error> {
    let count: Count = query(COUNT_OTHER_ADMINS).bind(id).one(database).await?;
    Ok(count.admins)
}

const UPDATE_ROLE: &str = "
update users
set role = $1, updated_at = $2
where id = $3 and ($1 = 'admin' or role <> 'admin' or not is_active
    or exists (select 1 from users other where other.role = 'admin' and other.is_active and other.id <> $3))
returning id, email, email_verified, name, image, role, is_active, time_zone, week_start, created_at, updated_at";

/// Gives somebody another role, unless no administrator would be left, and tells the new state. Claim first.
pub async fn update_role(
    transaction: &mut Transaction,
    id: &str,
    role: &str,
    now: i64,
) -> Result<Option<UserRow>, Error> {
    command(UPDATE_ROLE)
        .bind(role)
        .bind(now)
        .bind(id)
        .optional(transaction)
        .await
}

const UPDATE_ACTIVE: &str = "
update users
set is_active = $1, updated_at = $2
where id = $3 and ($1 or role <> 'admin' or not is_active
    or exists (select 1 from users other where other.role = 'admin' and other.is_active and other.id <> $3))
returning id, email, email_verified, name, image, role, is_active, time_zone, week_start, created_at, updated_at";

/// Lets somebody in or keeps them out, unless no administrator would be left, and tells the new state. Claim first.
pub async fn update_active(
    transaction: &mut Transaction,
    id: &str,
    is_active: bool,
    now: i64,
) -> Result<Option<UserRow>, Error> {
    command(UPDATE_ACTIVE)
        .bind(is_active)
        .bind(now)
        .bind(id)
        .optional(transaction)
        .await
}

const DELETE: &str = "
delete from users
where id = $1 and (role <> 'admin' or not is_active
    or exists (select 1 from users other where other.role = 'admin' and other.is_active and other.id <> $1))";

/// Removes a person with everything that is theirs, unless no administrator would be left. Claim first.
pub async fn delete_user(transaction: &mut Transaction, id: &str) -> Result<bool, Error> {
    let deleted = command(DELETE).bind(id).execute(transaction).await?;
    Ok(deleted > 0)
}
