//! The table `lists`: somebody's lists, one at a time and all together. Every statement names the owner.
//!
//! The inbox comes with the account and goes with it: no statement here changes more of it than its order. A list that was
//! deleted keeps its row until it is restored or cleared away with its todos.

use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    INSERT_INBOX,
    FIND_ALL,
    FIND,
    INSERT,
    UPDATE,
    MOVE,
    DELETE,
    FIND_DELETED,
    RESTORE,
    CHANGED,
];

/// A row of `lists`, and how many todos there are in it.
#[derive(Clone, Debug, FromRow)]
pub struct ListRow {
    pub id: String,
    pub name: String,
    pub colour: String,
    pub is_inbox: bool,
    pub position: i64,
    /// The name of an order.
    pub sort: String,
    pub version: i64,
    pub change: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
    pub active: i64,
    pub completed: i64,
}

/// The columns of a [`ListRow`].
const COLUMNS: &str = "id, name, colour, is_inbox, position, sort, version, change, created_at, updated_at, deleted_at,
    coalesce((select active from todo_counts where list_id = lists.id), 0) as active,
    coalesce((select completed from todo_counts where list_id = lists.id), 0) as completed";

const INSERT_INBOX: &str = "
insert into lists (id, user_id, name, colour, is_inbox, position, version, change, created_at, updated_at)
values ($1, $1, 'Inbox', 'grey', true, 0, 1, 0, $2, $2)";

/// Gives a person who has just been added the list that everybody has.
pub(super) async fn insert_inbox(transaction: &mut Transaction, user_id: &str, now: i64) -> Result<(), Error> {
    let insert = command(INSERT_INBOX).bind(user_id).bind(now);
    insert.execute(transaction).await.map(drop)
}

const FIND_ALL: &str = formatcp!(
    "
select {COLUMNS}
from lists
where user_id = $1 and deleted_at is null
order by position, id"
);

/// All lists in their order, the inbox first. There is a limit to how many somebody has.
pub async fn find_lists(database: &Database, user_id: &str) -> Result<Vec<ListRow>, Error> {
    query(FIND_ALL).bind(user_id).all(database).await
}

const FIND: &str = formatcp!(
    "
select {COLUMNS}
from lists
where id = $1 and user_id = $2 and deleted_at is null"
);

pub async fn find_list<'a>(target: impl Into<Target<'a>>, user_id: &str, id: &str) -> Result<Option<ListRow>, Error> {
    query(FIND).bind(id).bind(user_id).optional(target).await
}

const INSERT: &str = formatcp!(
    "
insert into lists (id, user_id, name, colour, is_inbox, position, version, change, created_at, updated_at)
select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), false, own.last + 1, 1,
    cast($5 as bigint), cast($6 as bigint), cast($6 as bigint)
from (
    select count(*) as lists, max(position) as last
    from lists
    where user_id = $2
) own
where own.lists < cast($7 as bigint)
on conflict (id) do nothing
returning {COLUMNS}"
);

/// A list to be added.
pub struct NewListRow<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub colour: &'a str,
    pub change: i64,
    pub now: i64,
}

/// Adds a list behind the others; `None` when the id is in use, or there are `most` already, deleted ones included.
pub async fn insert_list(
    transaction: &mut Transaction,
    user_id: &str,
    new: &NewListRow<'_>,
    most: i64,
) -> Result<Option<ListRow>, Error> {
    command(INSERT)
        .bind(new.id)
        .bind(user_id)
        .bind(new.name)
        .bind(new.colour)
        .bind(new.change)
        .bind(new.now)
        .bind(most)
        .optional(transaction)
        .await
}

const UPDATE: &str = formatcp!(
    "
update lists
set name = coalesce($1, name), colour = coalesce($2, colour), sort = coalesce($3, sort), version = version + 1, updated_at = $4,
    change = $5
where id = $6 and user_id = $7 and (not is_inbox or (cast($1 as text) is null and cast($2 as text) is null)) and deleted_at is null
    and version = coalesce($8, version)
returning {COLUMNS}"
);

/// What changes about a list; what is `None` stays.
pub struct ListChange<'a> {
    pub name: Option<&'a str>,
    pub colour: Option<&'a str>,
    pub sort: Option<&'a str>,
    pub change: i64,
    pub now: i64,
}

/// Changes a list; `None` when it is not there, not theirs, not of this version, or the inbox, of which the order alone changes.
pub async fn update_list(
    transaction: &mut Transaction,
    user_id: &str,
    id: &str,
    version: Option<i64>,
    change: &ListChange<'_>,
) -> Result<Option<ListRow>, Error> {
    command(UPDATE)
        .bind(change.name)
        .bind(change.colour)
        .bind(change.sort)
        .bind(change.now)
        .bind(change.change)
        .bind(id)
        .bind(user_id)
        .bind(version)
        .optional(transaction)
        .await
}

const MOVE: &str = formatcp!(
    "
update lists
set position = $1, change = $2
where id = $3 and user_id = $4 and not is_inbox and deleted_at is null
returning {COLUMNS}"
);

/// Puts a list elsewhere among the others; `None` when it is not there, not theirs, or the inbox.
pub async fn move_list(
    transaction: &mut Transaction,
    user_id: &str,
    id: &str,
    position: i64,
    change: i64,
) -> Result<Option<ListRow>, Error> {
    let update = command(MOVE).bind(position).bind(change).bind(id).bind(user_id);
    update.optional(transaction).await
}

const DELETE: &str = formatcp!(
    "
update lists
set deleted_at = $1, version = version + 1, updated_at = $1, change = $2
where id = $3 and user_id = $4 and not is_inbox and deleted_at is null and version = coalesce($5, version)
returning {COLUMNS}"
);

/// Puts a list into the trash, without its todos; `None` when it is not there, not theirs, the inbox, or not of this
/// version.
pub async fn delete_list(
    transaction: &mut Transaction,
    user_id: &str,
    id: &str,
    version: Option<i64>,
    change: i64,
    now: i64,
) -> Result<Option<ListRow>, Error> {
    command(DELETE)
        .bind(now)
        .bind(change)
        .bind(id)
        .bind(user_id)
        .bind(version)
        .optional(transaction)
        .await
}

#[derive(FromRow)]
struct DeletedAt {
    deleted_at: i64,
}

const FIND_DELETED: &str = "
select deleted_at
from lists
where id = $1 and user_id = $2 and deleted_at is not null";

const RESTORE: &str = "
update lists
set deleted_at = null, version = version + 1, updated_at = $1, change = $2
where id = $3 and user_id = $4 and deleted_at is not null";

/// Takes a list out of the trash, without its todos, and tells when it had come there; `None` when it is not there or not
/// theirs.
pub async fn restore_list(
    transaction: &mut Transaction,
    user_id: &str,
    id: &str,
    change: i64,
    now: i64,
) -> Result<Option<i64>, Error> {
    let find = query(FIND_DELETED).bind(id).bind(user_id);
    let found: Option<DeletedAt> = find.optional(&mut *transaction).await?;
    let update = command(RESTORE).bind(now).bind(change).bind(id).bind(user_id);
    update.execute(transaction).await?;
    Ok(found.map(|row| row.deleted_at))
}

const CHANGED: &str = formatcp!(
    "
select {COLUMNS}
from lists
where user_id = $1 and change <= $2 and (change, id) > ($3, $4)
order by change, id
limit cast($5 as bigint)"
);

/// What the changes behind a place have left, up to the change `until`: also what lies in the trash.
pub async fn find_changed_lists(
    database: &Database,
    user_id: &str,
    until: i64,
    (change, id): (i64, &str),
    limit: i64,
) -> Result<Vec<ListRow>, Error> {
    let find = query(CHANGED).bind(user_id).bind(until);
    find.bind(change).bind(id).bind(limit).all(database).await
}
