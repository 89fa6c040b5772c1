//! What is not one list: what is due today and later, what was done, and what lies in the trash.
//!
//! Each view is read by an index in its own order, a part at a time.

use super::{Error, Todos, changing::Changing, read::details};
use crate::clock::millis;
use crate::store::{
    PART as PURGED_AT_ONCE,
    labels::delete_old_labels,
    purges::{Kind, find_owner_of_trash, forget_purges, purge},
    todo_queries::{self as store, Slice},
    todos::TodoRow,
};
use app::model::{Day, TodoDetails};
use std::time::Duration;

/// Which todos, across all lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Due on this day or before.
    DueUntil(Day),
    /// Due after this day.
    DueAfter(Day),
    /// Done, the last first.
    Completed,
    /// In the trash, the last first.
    Trash,
}

/// Todos of one part of a view.
pub const PART: usize = 100;
/// So far a view can be looked through; nobody does, but a program may try.
const FURTHEST: usize = 100_000;
/// So long the trash keeps what was deleted.
const KEPT_FOR: Duration = Duration::from_hours(30 * 24);

/// The todos of a view behind the first so many, and whether there are more.
#[tracing::instrument(name = "read a view", level = "debug", skip_all)]
pub async fn view(todos: &Todos, owner: &str, view: View, skipped: usize) -> Result<(Vec<TodoDetails>, bool), Error> {
    let skip = Skip::of(skipped);
    let (database, slice) = (&todos.database, skip.slice());
    let rows: Vec<TodoRow> = match view {
        View::DueUntil(day) => store::find_due_until(database, owner, &day.to_iso(), slice).await?,
        View::DueAfter(day) => store::find_due_after(database, owner, &day.to_iso(), slice).await?,
        View::Completed => store::find_completed(database, owner, slice).await?,
        View::Trash => store::find_deleted(database, owner, slice).await?,
    };
    Skip::part(rows)
}

/// How much of a view is passed over.
#[derive(Clone, Copy)]
pub(super) struct Skip(usize);

impl Skip {
    pub(super) fn of(skipped: usize) -> Self {
        Self(skipped.min(FURTHEST))
    }

    /// The part behind it, and one more, which costs less than counting how many there are.
    pub(super) fn slice(self) -> Slice {
        let number = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
        Slice {
            skipped: number(self.0),
            limit: number(PART + 1),
        }
    }

    /// What was found, and whether there is more.
    pub(super) fn part(mut rows: Vec<TodoRow>) -> Result<(Vec<TodoDetails>, bool), Error> {
        let has_more = rows.len() > PART;
        rows.truncate(PART);
        let found: Result<_, _> = rows.into_iter().map(details).collect();
        Ok((found?, has_more))
    }
}

/// Clears the trash away for good, and tells how many todos were in it.
#[tracing::instrument(name = "empty the trash", level = "debug", skip_all)]
pub async fn empty_trash(todos: &Todos, owner: &str) -> Result<u64, Error> {
    let mut gone = 0;
    loop {
        match purge_part(todos, owner, i64::MAX, &[Kind::Todos]).await? {
            0 => return Ok(gone),
            some => gone += some,
        }
    }
}

/// Clears a part of what the trash has kept long enough away, and tells how much that was.
pub async fn forget_old_trash(todos: &Todos) -> Result<u64, Error> {
    let before = todos.clock.now() - millis(KEPT_FOR);
    let mut gone = delete_old_labels(&todos.database, before).await?;
    while gone < PURGED_AT_ONCE.unsigned_abs()
        && let Some(owner) = find_owner_of_trash(&todos.database, before).await?
    {
        match purge_part(todos, &owner, before, &[Kind::Todos, Kind::Lists]).await? {
            0 => break,
            some => gone += some,
        }
    }
    Ok(gone)
}

/// Clears a part of somebody's trash away as a change of theirs, so that programs and open pages hear of it.
async fn purge_part(todos: &Todos, owner: &str, before: i64, kinds: &[Kind]) -> Result<u64, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let moment = (changing.number, changing.now);
    let mut gone = 0;
    for kind in kinds {
        gone += purge(&mut changing.transaction, owner, *kind, before, moment).await?;
    }
    if gone > 0 {
        changing.commit().await?;
    }
    Ok(gone)
}

/// Forgets a part of what was cleared away as long ago as the trash keeps things, and tells how much that was.
pub async fn forget_old_purges(todos: &Todos) -> Result<u64, Error> {
    Ok(forget_purges(&todos.database, todos.clock.now() - millis(KEPT_FOR)).await?)
}
