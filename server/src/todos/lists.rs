//! The lists somebody has: making, changing and deleting them. The inbox stays as it is.

use super::{Error, Expected, Todos, changing::Changing};
use crate::{
    random,
    store::{
        lists::{self as store, ListChange, ListRow, NewListRow},
        todo_batches::{delete_todos_of_list, restore_todos_of_list},
    },
};
use app::model::{List, ListColour, ListId, ListName, ListPatch, NewList, TodoCounts, TodoSort};

/// Most lists of one account, those in the trash included.
pub const MAX_LISTS: i64 = 500;

/// All lists in their order, the inbox first.
#[tracing::instrument(name = "read lists", level = "debug", skip_all)]
pub async fn lists(todos: &Todos, owner: &str) -> Result<Vec<List>, Error> {
    let rows = store::find_lists(&todos.database, owner).await?;
    rows.into_iter().map(list).collect()
}

/// A list.
#[tracing::instrument(name = "find a list", level = "debug", skip_all)]
pub async fn find_list(todos: &Todos, owner: &str, id: &ListId) -> Result<List, Error> {
    let row = store::find_list(&todos.database, owner, &id.to_string()).await?;
    list(row.ok_or(Error::NotFound)?)
}

/// Makes a list behind the others.
///
/// # Errors
/// [`Error::TooManyLists`].
#[tracing::instrument(name = "add a list", level = "debug", skip_all)]
pub async fn add_list(todos: &Todos, owner: &str, new: &NewList) -> Result<List, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let (change, now) = (changing.number, changing.now);
    let row = NewListRow {
        id: &random::id(now),
        name: new.name.as_str(),
        colour: new.colour.as_str(),
        change,
        now,
    };
    let inserted = store::insert_list(&mut changing.transaction, owner, &row, MAX_LISTS).await?;
    let inserted = inserted.ok_or(Error::TooManyLists)?;
    changing.commit().await?;
    list(inserted)
}

/// Gives a list another name, another colour, another order, or all of these.
///
/// # Errors
/// [`Error::NotFound`], also for the inbox where more changes than its order; [`Error::Changed`].
#[tracing::instrument(name = "edit a list", level = "debug", skip_all)]
pub async fn edit_list(
    todos: &Todos,
    owner: &str,
    id: &ListId,
    patch: &ListPatch,
    expected: &Expected,
) -> Result<List, Error> {
    let version = expected_version(todos, owner, id, expected).await?;
    let mut changing = Changing::begin(todos, owner).await?;
    let change = ListChange {
        name: patch.name.as_ref().map(ListName::as_str),
        colour: patch.colour.map(ListColour::as_str),
        sort: patch.sort.map(TodoSort::as_str),
        change: changing.number,
        now: changing.now,
    };
    let row = store::update_list(&mut changing.transaction, owner, &id.to_string(), version, &change).await?;
    let row = row.ok_or(Error::NotFound)?;
    changing.commit().await?;
    list(row)
}

/// Puts a list with its todos into the trash.
///
/// # Errors
/// [`Error::NotFound`], also for the inbox; [`Error::Changed`].
#[tracing::instrument(name = "remove a list", level = "debug", skip_all)]
pub async fn remove_list(todos: &Todos, owner: &str, id: &ListId, expected: &Expected) -> Result<List, Error> {
    let version = expected_version(todos, owner, id, expected).await?;
    let mut changing = Changing::begin(todos, owner).await?;
    let (change, now) = (changing.number, changing.now);
    let row = store::delete_list(&mut changing.transaction, owner, &id.to_string(), version, change, now).await?;
    let row = row.ok_or(Error::NotFound)?;
    delete_todos_of_list(&mut changing.transaction, (owner, id), change, now).await?;
    changing.commit().await?;
    list(row)
}

/// Takes a list out of the trash, with the todos that came there with it. One that is not in the trash stays as it is.
///
/// # Errors
/// [`Error::NotFound`].
#[tracing::instrument(name = "restore a list", level = "debug", skip_all)]
pub async fn restore_list(todos: &Todos, owner: &str, id: &ListId) -> Result<List, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let (change, now) = (changing.number, changing.now);
    if let Some(deleted_at) =
        store::restore_list(&mut changing.transaction, owner, &id.to_string(), change, now).await?
    {
        restore_todos_of_list(&mut changing.transaction, (owner, id), deleted_at, change, now).await?;
        changing.commit().await?;
    } else {
        drop(changing);
    }
    find_list(todos, owner, id).await
}

async fn expected_version(todos: &Todos, owner: &str, id: &ListId, expected: &Expected) -> Result<Option<i64>, Error> {
    let Expected::Versions(versions) = expected else {
        return Ok(None);
    };
    let version = find_list(todos, owner, id).await?.version;
    match versions.contains(&version) {
        true => Ok(Some(version)),
        false => Err(Error::Changed { version }),
    }
}

/// A row as it leaves this folder.
pub(super) fn list(row: ListRow) -> Result<List, Error> {
    Ok(List {
        id: ListId::parse(&row.id)?,
        name: ListName::parse(&row.name)?,
        colour: ListColour::parse(&row.colour)?,
        is_inbox: row.is_inbox,
        sort: TodoSort::parse(&row.sort)?,
        counts: TodoCounts {
            active: row.active,
            completed: row.completed,
        },
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
