//! The table `purges`: what has left the trash for good, by its id and the number of that change, so that a program that
//! was away learns of it. Kept for a while; of what is forgotten the number of the last change stays with its owner.
//!
//! Clearing away is for one owner at a time, in the transaction that holds their change sequence.

use super::PART;
use crate::database::{Database, Error, Transaction, command, query};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    FIND_OWNER_OF_TRASH,
    KEEP_TODOS,
    DELETE_TODOS,
    KEEP_LISTS,
    DELETE_LISTS,
    FIND_CHANGED,
    FIND_FORGOTTEN,
    FIND_OWNER,
    UPDATE_FORGOTTEN,
    DELETE_OLD,
];

#[derive(FromRow)]
struct OwnerRow {
    user_id: String,
}

const FIND_OWNER_OF_TRASH: &str = "
select user_id
from todos
where deleted_at < $1
union all
select user_id
from lists
where deleted_at < $1 and not exists (select 1 from todos where list_id = lists.id)
limit 1";

/// Somebody whose trash has something of before this moment.
pub async fn find_owner_of_trash(database: &Database, before: i64) -> Result<Option<String>, Error> {
    let row: Option<OwnerRow> = query(FIND_OWNER_OF_TRASH).bind(before).optional(database).await?;
    Ok(row.map(|row| row.user_id))
}

// Steps before their todo, with which they go.
const KEEP_TODOS: &str = formatcp!(
    "
insert into purges (user_id, is_list, id, change, purged_at)
select user_id, cast($2 as boolean), id, cast($3 as bigint), cast($4 as bigint)
from todos
where user_id = $1 and deleted_at < $5
order by deleted_at, case when parent_id is null then 1 else 0 end
limit {PART}
on conflict (user_id, is_list, id) do update
set change = excluded.change, purged_at = excluded.purged_at"
);

// An owner that is joined with nothing keeps SQLite from going through the whole trash instead of looking the ids up.
const DELETE_TODOS: &str = "
delete from todos
where user_id || '' = $1 and id in (select id from purges where user_id = $1 and change = $2 and not is_list)";

const KEEP_LISTS: &str = "
insert into purges (user_id, is_list, id, change, purged_at)
select user_id, cast($2 as boolean), id, cast($3 as bigint), cast($4 as bigint)
from lists
where user_id = $1 and deleted_at < $5 and not exists (select 1 from todos where list_id = lists.id)
on conflict (user_id, is_list, id) do update
set change = excluded.change, purged_at = excluded.purged_at";

const DELETE_LISTS: &str = "
delete from lists
where user_id || '' = $1 and id in (select id from purges where user_id = $1 and change = $2 and is_list)";

/// Whether todos or lists leave the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Todos,
    /// Those without todos.
    Lists,
}

/// Clears a part of what somebody has deleted before a moment away for good, keeps the ids, and tells how many there were.
pub async fn purge(
    transaction: &mut Transaction,
    user_id: &str,
    kind: Kind,
    before: i64,
    (change, now): (i64, i64),
) -> Result<u64, Error> {
    let (keep, delete) = match kind {
        Kind::Todos => (KEEP_TODOS, DELETE_TODOS),
        Kind::Lists => (KEEP_LISTS, DELETE_LISTS),
    };
    let keep = command(keep).bind(user_id).bind(kind == Kind::Lists);
    let keep = keep.bind(change).bind(now).bind(before);
    keep.execute(&mut *transaction).await?;
    let delete = command(delete).bind(user_id).bind(change);
    delete.execute(transaction).await
}

/// A todo or a list that is gone for good.
#[derive(Debug, FromRow)]
pub struct PurgeRow {
    pub is_list: bool,
    pub id: String,
    pub change: i64,
}

const FIND_CHANGED: &str = "
select is_list, id, change
from purges
where user_id = $1 and change <= $2 and (change, id) > ($3, $4)
order by change, id
limit cast($5 as bigint)";

/// What was cleared away by the changes behind a place, up to the change `until`.
pub async fn find_purges(
    database: &Database,
    user_id: &str,
    until: i64,
    (change, id): (i64, &str),
    limit: i64,
) -> Result<Vec<PurgeRow>, Error> {
    let find = query(FIND_CHANGED).bind(user_id).bind(until);
    find.bind(change).bind(id).bind(limit).all(database).await
}

#[derive(FromRow)]
struct ForgottenRow {
    forgotten_change: i64,
}

const FIND_FORGOTTEN: &str = "
select forgotten_change
from users
where id = $1";

/// The last change of which it is forgotten what it has cleared away; 0 where nothing is.
pub async fn find_forgotten(database: &Database, user_id: &str) -> Result<i64, Error> {
    let row: Option<ForgottenRow> = query(FIND_FORGOTTEN).bind(user_id).optional(database).await?;
    Ok(row.map_or(0, |row| row.forgotten_change))
}

const FIND_OWNER: &str = "
select user_id
from purges
where purged_at < $1
order by purged_at
limit 1";

const UPDATE_FORGOTTEN: &str = "
update users
set forgotten_change = old.last
from (select max(change) as last from purges where user_id = $1 and purged_at < $2) old
where users.id = $1 and forgotten_change < old.last";

const DELETE_OLD: &str = formatcp!(
    "
delete from purges
where user_id = $1 and purged_at < $2 and id in (select id from purges where user_id = $1 and purged_at < $2 order by purged_at limit {PART})"
);

/// Forgets a part of what one of all owners has cleared away before this moment, and tells how much that was.
pub async fn forget_purges(database: &Database, before: i64) -> Result<u64, Error> {
    let owner: Option<OwnerRow> = query(FIND_OWNER).bind(before).optional(database).await?;
    let Some(OwnerRow { user_id }) = owner else {
        return Ok(0);
    };
    let mut transaction = database.begin().await?;
    let update = command(UPDATE_FORGOTTEN).bind(&user_id).bind(before);
    update.execute(&mut transaction).await?;
    let delete = command(DELETE_OLD).bind(&user_id).bind(before);
    let gone = delete.execute(&mut transaction).await?;
    transaction.commit().await?;
    Ok(gone)
}
