//! Moving a todo to another place, of its list or of another one.
//!
//! A move writes one row: there is room between two todos. Where it is used up, all of the list are spread anew once, and
//! keep their order. Moves of one person come one after the other, because each holds their change sequence.

use super::{Error, Todos, changing::Changing, read::details};
use crate::{
    database::Transaction,
    store::{
        lists::find_list,
        todo_places::{self as store, PlaceRow},
        todos::GAP,
    },
};
use app::model::{ListId, TodoDetails, TodoId};

/// Where a todo is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Before all others of the list.
    First,
    /// Behind all others of the list.
    Last,
    /// Before this one, which is in the list.
    Before(TodoId),
    /// Behind this one, which is in the list.
    After(TodoId),
}

/// Moves a todo within a list, or into it, and tells what it is now.
///
/// # Errors
/// [`Error::NotFound`] for the todo, [`Error::NoList`] for the list, [`Error::NoPlace`] for the todo beside which it is to
/// stand.
#[tracing::instrument(name = "move a todo", level = "debug", skip_all)]
pub async fn move_todo(
    todos: &Todos,
    scope: (&str, &ListId),
    id: &TodoId,
    destination: Destination,
) -> Result<TodoDetails, Error> {
    let (owner, list_id) = scope;
    let mut changing = Changing::begin(todos, owner).await?;
    let (change, now) = (changing.number, changing.now);
    let transaction = &mut changing.transaction;
    if find_list(&mut *transaction, owner, &list_id.to_string())
        .await?
        .is_none()
    {
        return Err(Error::NoList);
    }
    let position = match room(transaction, scope, id, destination).await? {
        Some(position) => position,
        None => {
            store::spread_list(transaction, scope, change).await?;
            let found = room(transaction, scope, id, destination).await?;
            found.ok_or(Error::Conflict)?
        }
    };
    let moved = store::move_todo(transaction, scope, id, position, change, now).await?;
    let row = moved.ok_or(Error::NotFound)?;
    changing.commit().await?;
    details(row)
}

/// Moves a todo before the one that stands before it, or behind the one behind it. At the end of its list it stays.
///
/// # Errors
/// [`Error::NotFound`].
#[tracing::instrument(name = "move a todo by one", level = "debug", skip_all)]
pub async fn move_by_one(todos: &Todos, owner: &str, id: &TodoId, is_down: bool) -> Result<(), Error> {
    let todo = super::find(todos, owner, id).await?.todo;
    let scope = (owner, &todo.list_id);
    let here = PlaceRow {
        id: id.to_string(),
        position: todo.position,
    };
    let mut transaction = todos.database.begin().await?;
    let beside = match is_down {
        true => store::find_place_after(&mut transaction, scope, &here, id).await?,
        false => store::find_place_before(&mut transaction, scope, &here, id).await?,
    };
    drop(transaction);
    let Some(beside) = beside else { return Ok(()) };
    let beside = TodoId::parse(&beside.id)?;
    let destination = match is_down {
        true => Destination::After(beside),
        false => Destination::Before(beside),
    };
    move_todo(todos, scope, id, destination).await.map(drop)
}

/// A position between the two that are to stand beside it; `None` where there is no room between them.
async fn room(
    transaction: &mut Transaction,
    scope: (&str, &ListId),
    moved: &TodoId,
    destination: Destination,
) -> Result<Option<i64>, Error> {
    let beginning = PlaceRow {
        id: String::new(),
        position: i64::MIN,
    };
    let end = PlaceRow {
        id: String::new(),
        position: i64::MAX,
    };
    let (before, after) = match destination {
        Destination::First => (
            None,
            store::find_place_after(transaction, scope, &beginning, moved).await?,
        ),
        Destination::Last => (store::find_place_before(transaction, scope, &end, moved).await?, None),
        Destination::Before(id) => {
            let after = store::find_place_in_list(transaction, scope, &id)
                .await?
                .ok_or(Error::NoPlace)?;
            (
                store::find_place_before(transaction, scope, &after, moved).await?,
                Some(after),
            )
        }
        Destination::After(id) => {
            let before = store::find_place_in_list(transaction, scope, &id)
                .await?
                .ok_or(Error::NoPlace)?;
            let after = store::find_place_after(transaction, scope, &before, moved).await?;
            (Some(before), after)
        }
    };
    Ok(between(before.map(|row| row.position), after.map(|row| row.position)))
}

/// A position between two others, each of which may be missing; `None` where there is none.
fn between(before: Option<i64>, after: Option<i64>) -> Option<i64> {
    match (before, after) {
        (None, None) => Some(GAP),
        (Some(before), None) => before.checked_add(GAP),
        (None, Some(after)) => after.checked_sub(GAP),
        (Some(before), Some(after)) => {
            let middle = before.midpoint(after);
            (before < middle && middle < after).then_some(middle)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_place_between_two_as_long_as_there_is_room() {
        assert_eq!(between(None, None), Some(GAP));
        assert_eq!(between(Some(1), None), Some(1 + GAP));
        assert_eq!(between(None, Some(1)), Some(1 - GAP));
        assert_eq!(between(Some(1), Some(3)), Some(2));
        assert_eq!(between(Some(-3), Some(-1)), Some(-2));
        assert_eq!(between(Some(-2), Some(1)), Some(0));
        for none in [
            between(Some(1), Some(2)),
            between(Some(2), Some(2)),
            between(Some(i64::MAX), None),
        ] {
            assert_eq!(none, None);
        }
    }

    #[test]
    fn one_place_takes_thirty_moves_before_the_list_is_spread() {
        let (mut before, after) = (0, GAP);
        let moves = std::iter::from_fn(|| {
            before = between(Some(before), Some(after))?;
            Some(before)
        });
        assert_eq!(moves.count(), 32);
    }
}
