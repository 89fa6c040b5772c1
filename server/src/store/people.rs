//! Accounts as an administrator sees them: the list, the figures, and changes of role, state and existence.
//!
//! The last administrator stays. Whoever takes one away (role, disabling, deletion) claims the one row of `admin_guard`
//! first and before any other lock, then says the condition in the statement itself: without the claim two
//! administrators could demote each other at once. Who may ask for any of this is decided in `auth::admin`.

use super::users::{USER_COLUMNS, USER_COLUMNS_OF_U, UserRow};
use crate::database::{
    Database, Error, Transaction, command, query,
    statement::{Statement, Target},
};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    NEWEST,
    BY_NAME,
    BY_ACTIVITY,
    SIGNED_OUT,
    COUNT,
    CLAIM,
    COUNT_OTHER_ADMINS,
    UPDATE_ROLE,
    UPDATE_ACTIVE,
    DELETE,
];

/// Somebody as an administrator sees them in the list.
#[derive(Clone, Debug, FromRow)]
pub struct PersonRow {
    #[sqlx(flatten)]
    pub user: UserRow,
    /// The name as it is searched and sorted.
    pub name_key: String,
    /// When one of the sessions was last used; `None` without a session.
    pub last_active_at: Option<i64>,
}

/// Which people are looked for.
pub struct Wanted<'a> {
    /// What name or address is like (`!` escapes).
    pub pattern: &'a str,
    /// One of the words in the statements; any other is everybody.
    pub only: &'a str,
    pub limit: i64,
}

impl Wanted<'_> {
    fn bound_to(&self, sql: &'static str) -> Statement {
        query(sql).bind(self.pattern).bind(self.only).bind(self.limit)
    }
}

/// Who is [`Wanted`]; the limit is `$3`.
const IS_WANTED: &str = "(u.name_key like $1 escape '!' or u.email like $1 escape '!')
    and case $2
        when 'administrators' then u.role = 'admin'
        when 'disabled' then not u.is_active
        when 'unconfirmed' then not u.email_verified
        when 'two-step' then exists (select 1 from two_factors t where t.user_id = u.id and t.is_confirmed)
        when 'no-two-step' then not exists (select 1 from two_factors t where t.user_id = u.id and t.is_confirmed)
        else true
    end";

const NEWEST: &str = formatcp!(
    "
select {USER_COLUMNS_OF_U}, u.name_key,
    (select max(s.last_active_at) from sessions s where s.user_id = u.id) as last_active_at
from users u
where u.id < $4 and {IS_WANTED}
order by u.id desc
limit cast($3 as bigint)"
);

/// The newest people before the one with this id. Ids sort by time.
pub async fn find_newest_people(
    database: &Database,
    before: &str,
    wanted: &Wanted<'_>,
) -> Result<Vec<PersonRow>, Error> {
    wanted.bound_to(NEWEST).bind(before).all(database).await
}

const BY_NAME: &str = formatcp!(
    "
select {USER_COLUMNS_OF_U}, u.name_key,
    (select max(s.last_active_at) from sessions s where s.user_id = u.id) as last_active_at
from users u
where (u.name_key, u.id) > ($4, $5) and {IS_WANTED}
order by u.name_key, u.id
limit cast($3 as bigint)"
);

/// People by their names, after the one with this name and id.
pub async fn find_people_by_name(
    database: &Database,
    after: (&str, &str),
    wanted: &Wanted<'_>,
) -> Result<Vec<PersonRow>, Error> {
    let statement = wanted.bound_to(BY_NAME).bind(after.0).bind(after.1);
    statement.all(database).await
}

// Only of the session somebody used last, and `cross join` keeps SQLite from beginning with all people.
const BY_ACTIVITY: &str = formatcp!(
    "
select {USER_COLUMNS_OF_U}, u.name_key,
    s.last_active_at
from sessions s
cross join users u
where u.id = s.user_id and (s.last_active_at, s.user_id) < ($4, $5)
    and not exists (select 1 from sessions later where later.user_id = s.user_id and (later.last_active_at, later.id) > (s.last_active_at, s.id))
    and {IS_WANTED}
order by s.last_active_at desc, s.user_id desc
limit cast($3 as bigint)"
);

/// People who are signed in, those first who were active last, before the one who was at this moment and has this id.
pub async fn find_people_by_activity(
    database: &Database,
    before: (i64, &str),
    wanted: &Wanted<'_>,
) -> Result<Vec<PersonRow>, Error> {
    let statement = wanted.bound_to(BY_ACTIVITY).bind(before.0).bind(before.1);
    statement.all(database).await
}

const SIGNED_OUT: &str = formatcp!(
    "
select {USER_COLUMNS_OF_U}, u.name_key,
    cast(null as bigint) as last_active_at
from users u
where u.id < $4 and not exists (select 1 from sessions s where s.user_id = u.id) and {IS_WANTED}
order by u.id desc
limit cast($3 as bigint)"
);

/// The newest people before the one with this id, of those who are signed in nowhere.
pub async fn find_signed_out_people(
    database: &Database,
    before: &str,
    wanted: &Wanted<'_>,
) -> Result<Vec<PersonRow>, Error> {
    wanted.bound_to(SIGNED_OUT).bind(before).all(database).await
}

/// How many people, sessions and emails there are.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Counts {
    pub people: i64,
    pub administrators: i64,
    pub disabled: i64,
    pub unconfirmed: i64,
    pub two_step: i64,
    pub sessions: i64,
    pub mails_waiting: i64,
    pub mails_given_up: i64,
}

const COUNT: &str = "
select (select count(*) from users) as people,
    (select count(*) from users where role = 'admin') as administrators,
    (select count(*) from users where not is_active) as disabled,
    (select count(*) from users where not email_verified) as unconfirmed,
    (select count(*) from two_factors where is_confirmed) as two_step,
    (select count(*) from sessions where expires_at > $1) as sessions,
    (select count(*) from mails where state = 'waiting') as mails_waiting,
    (select count(*) from mails where state = 'dead') as mails_given_up";

/// Counts what there is now.
pub async fn count_all(database: &Database, now: i64) -> Result<Counts, Error> {
    query(COUNT).bind(now).one(database).await
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
struct AdminCount {
    admins: i64,
}

const COUNT_OTHER_ADMINS: &str = "
select count(*) as admins
from users
where role = 'admin' and is_active and id <> $1";

/// How many other people could look after things if this one could not.
pub async fn count_other_admins<'a>(target: impl Into<Target<'a>>, id: &str) -> Result<i64, Error> {
    let count: AdminCount = query(COUNT_OTHER_ADMINS).bind(id).one(target).await?;
    Ok(count.admins)
}

const UPDATE_ROLE: &str = formatcp!(
    "
update users
set role = $1, updated_at = $2
where id = $3 and ($1 = 'admin' or role <> 'admin' or not is_active
    or exists (select 1 from users other where other.role = 'admin' and other.is_active and other.id <> $3))
returning {USER_COLUMNS}"
);

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

const UPDATE_ACTIVE: &str = formatcp!(
    "
update users
set is_active = $1, updated_at = $2
where id = $3 and ($1 or role <> 'admin' or not is_active
    or exists (select 1 from users other where other.role = 'admin' and other.is_active and other.id <> $3))
returning {USER_COLUMNS}"
);

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
