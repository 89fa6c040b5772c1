//! The table `todos` as an order: what stands beside what, and moving one. Every statement names the owner.
//!
//! Positions have room between them, so a move writes one row; only where that room is used up, all of a list are spread
//! anew.

use super::todos::{COLUMNS, GAP, TodoRow};
use crate::database::{Error, Transaction, command, query};
use app::model::{ListId, TodoId};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[FIND_PLACE, FIND_BEFORE, FIND_AFTER, MOVE, SPREAD];

/// Where a todo stands in its list.
#[derive(Clone, Debug, FromRow)]
pub struct PlaceRow {
    pub id: String,
    pub position: i64,
}

const FIND_PLACE: &str = "
select id, position
from todos
where id = $1 and user_id = $2 and list_id = $3 and deleted_at is null and parent_id is null";

/// Where a todo stands, if it is in this list.
pub async fn find_place_in_list(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    id: &TodoId,
) -> Result<Option<PlaceRow>, Error> {
    let find = query(FIND_PLACE).bind(id.to_string()).bind(user_id);
    find.bind(list_id.to_string()).optional(transaction).await
}

const FIND_BEFORE: &str = "
select id, position
from todos
where list_id = $1 and user_id = $2 and (position, id) < ($3, $4) and id <> $5 and deleted_at is null and parent_id is null
order by position desc, id desc
limit 1";

const FIND_AFTER: &str = "
select id, position
from todos
where list_id = $1 and user_id = $2 and (position, id) > ($3, $4) and id <> $5 and deleted_at is null and parent_id is null
order by position, id
limit 1";

/// What stands before a place, but for the todo that is to be moved there; `None` at the beginning of the list.
pub async fn find_place_before(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    place: &PlaceRow,
    moved: &TodoId,
) -> Result<Option<PlaceRow>, Error> {
    let find = query(FIND_BEFORE).bind(list_id.to_string()).bind(user_id);
    let find = find.bind(place.position).bind(&place.id).bind(moved.to_string());
    find.optional(transaction).await
}

/// What stands after a place, in the same way.
pub async fn find_place_after(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    place: &PlaceRow,
    moved: &TodoId,
) -> Result<Option<PlaceRow>, Error> {
    let find = query(FIND_AFTER).bind(list_id.to_string()).bind(user_id);
    let find = find.bind(place.position).bind(&place.id).bind(moved.to_string());
    find.optional(transaction).await
}

const MOVE: &str = formatcp!(
    "
update todos
set list_id = $1, parent_id = null, position = $2, change = $3, version = version + 1, updated_at = $4
where id = $5 and user_id = $6 and deleted_at is null
returning {COLUMNS}"
);

/// Puts a todo at a position of a list of the same owner, also one that was a step; `None` when it is not there or not theirs.
pub async fn move_todo(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    id: &TodoId,
    position: i64,
    change: i64,
    now: i64,
) -> Result<Option<TodoRow>, Error> {
    command(MOVE)
        .bind(list_id.to_string())
        .bind(position)
        .bind(change)
        .bind(now)
        .bind(id.to_string())
        .bind(user_id)
        .optional(transaction)
        .await
}

const SPREAD: &str = formatcp!(
    "
update todos
set position = numbered.number * {GAP}, change = $1
from (
    select id, row_number() over (order by position, id) as number
    from todos
    where list_id = $2 and user_id = $3 and deleted_at is null and parent_id is null
) numbered
where todos.id = numbered.id and todos.user_id = $3"
);

/// Makes room between all todos of a list, which keep their order.
pub async fn spread_list(
    transaction: &mut Transaction,
    (user_id, list_id): (&str, &ListId),
    change: i64,
) -> Result<(), Error> {
    let update = command(SPREAD).bind(change).bind(list_id.to_string()).bind(user_id);
    update.execute(transaction).await.map(drop)
}
