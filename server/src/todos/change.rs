//! Changing one todo: adding, editing, deleting it, and bringing it back.
//!
//! Each change takes the next number of its owner's sequence in its own transaction (`store/changes.rs`).

use super::{Error, Expected, QUOTA, Todos, changing::Changing, inbox, read::details};
use crate::{
    database::Transaction,
    fold::fold,
    random,
    store::{
        lists::find_list,
        todo_counts::find_todo_counts,
        todos::{self as store, NewTodoRow, TodoChange, TodoRow},
    },
};
use app::model::{Due, ListId, NewTodo, Priority, TimeOfDay, TodoDetails, TodoId, TodoNotes, TodoPatch, TodoTitle};

/// Adds a todo at the end of its list. One that comes again under the same id is not added again.
#[tracing::instrument(name = "add a todo", level = "debug", skip_all)]
pub async fn add(todos: &Todos, owner: &str, new: &NewTodo) -> Result<TodoDetails, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let (number, now) = (changing.number, changing.now);
    let id = id_of(new, now)?;
    let row = match insert(&mut changing.transaction, owner, &id, new, (number, now), Some(QUOTA)).await? {
        Some(row) => {
            changing.commit().await?;
            row
        }
        // A page sends a change again when it has had no answer, so the same id twice is the same todo once.
        None => match store::find_todo(&mut changing.transaction, owner, &id).await? {
            Some(row) if row.deleted_at.is_none() => row,
            _ => {
                drop(changing);
                return Err(why_not_added(todos, owner, new).await?);
            }
        },
    };
    details(row)
}

pub(super) fn id_of(new: &NewTodo, now: i64) -> Result<TodoId, Error> {
    match new.id {
        Some(id) => Ok(id),
        None => Ok(TodoId::parse(&random::id(now))?),
    }
}

pub(super) async fn insert(
    transaction: &mut Transaction,
    owner: &str,
    id: &TodoId,
    new: &NewTodo,
    (change, now): (i64, i64),
    most: Option<i64>,
) -> Result<Option<TodoRow>, Error> {
    let (due_date, due_time) = stored_due(new.due);
    let row = NewTodoRow {
        id,
        list_id: &list_of(owner, new)?,
        title: new.title.as_str(),
        notes: new.notes.as_str(),
        due_date,
        due_time,
        priority: stored_priority(new.priority),
        search_key: &fold(new.title.as_str()),
        completed: new.completed,
        change,
        now,
    };
    Ok(store::insert_todo(transaction, owner, &row, most).await?)
}

fn list_of(owner: &str, new: &NewTodo) -> Result<ListId, Error> {
    new.list_id.map_or_else(|| inbox(owner), Ok)
}

/// The day and the time as they are stored.
fn stored_due(due: Option<Due>) -> (Option<String>, Option<String>) {
    let day = due.map(|due| due.day.to_iso());
    let time = due.and_then(|due| due.time).map(TimeOfDay::to_iso);
    (day, time)
}

/// The priority as it is stored: none comes behind all others.
fn stored_priority(priority: Priority) -> i64 {
    priority.number().map_or(4, i64::from)
}

/// Why a todo was not added that the owner does not have.
pub(super) async fn why_not_added(todos: &Todos, owner: &str, new: &NewTodo) -> Result<Error, Error> {
    let list_id = list_of(owner, new)?;
    if find_list(&todos.database, owner, &list_id.to_string()).await?.is_none() {
        return Ok(Error::NoList);
    }
    let counts = find_todo_counts(&todos.database, owner).await?;
    Ok(match counts.active + counts.completed + counts.deleted < QUOTA {
        true => Error::Conflict,
        false => Error::Full,
    })
}

/// Changes what the patch names, whatever others have changed meanwhile.
pub async fn edit(todos: &Todos, owner: &str, id: &TodoId, patch: &TodoPatch) -> Result<TodoDetails, Error> {
    edit_expected(todos, owner, id, patch, &Expected::Any).await
}

/// The same, if the todo is still as the caller has seen it.
#[tracing::instrument(name = "edit a todo", level = "debug", skip_all)]
pub async fn edit_expected(
    todos: &Todos,
    owner: &str,
    id: &TodoId,
    patch: &TodoPatch,
    expected: &Expected,
) -> Result<TodoDetails, Error> {
    let version = expected.version_of(todos, owner, id).await?;
    let title = patch.title.as_ref().map(TodoTitle::as_str);
    let search_key = title.map(fold);
    let mut changing = Changing::begin(todos, owner).await?;
    let change = TodoChange {
        list_id: patch.list_id.as_ref(),
        title,
        search_key: search_key.as_deref(),
        notes: patch.notes.as_ref().map(TodoNotes::as_str),
        due: patch.due.map(stored_due),
        priority: patch.priority.map(stored_priority),
        completed: patch.completed,
        change: changing.number,
        now: changing.now,
    };
    let row = store::update_todo(&mut changing.transaction, owner, id, version, &change).await?;
    if let Some(row) = row {
        changing.commit().await?;
        return details(row);
    }
    drop(changing);
    if let Some(list_id) = patch.list_id
        && find_list(&todos.database, owner, &list_id.to_string()).await?.is_none()
    {
        return Err(Error::NoList);
    }
    Err(expected.mismatch(todos, owner, id).await?)
}

/// Puts a todo into the trash, whatever others have changed meanwhile.
pub async fn remove(todos: &Todos, owner: &str, id: &TodoId) -> Result<TodoDetails, Error> {
    remove_expected(todos, owner, id, &Expected::Any).await
}

/// Puts a todo into the trash, if it is still as the caller has seen it, and tells what it was.
#[tracing::instrument(name = "remove a todo", level = "debug", skip_all)]
pub async fn remove_expected(
    todos: &Todos,
    owner: &str,
    id: &TodoId,
    expected: &Expected,
) -> Result<TodoDetails, Error> {
    let version = expected.version_of(todos, owner, id).await?;
    let mut changing = Changing::begin(todos, owner).await?;
    let (number, now) = (changing.number, changing.now);
    match store::delete_todo(&mut changing.transaction, owner, id, version, number, now).await? {
        Some(row) => {
            changing.commit().await?;
            details(row)
        }
        None => {
            drop(changing);
            Err(expected.mismatch(todos, owner, id).await?)
        }
    }
}

/// Takes a todo out of the trash, into the list it was in, or into the inbox where that is gone. One that is not in the
/// trash stays as it is.
#[tracing::instrument(name = "restore a todo", level = "debug", skip_all)]
pub async fn restore(todos: &Todos, owner: &str, id: &TodoId) -> Result<TodoDetails, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let (number, now) = (changing.number, changing.now);
    match store::restore_todo(&mut changing.transaction, owner, id, number, now).await? {
        Some(row) => {
            changing.commit().await?;
            details(row)
        }
        None => {
            let row = store::find_todo(&mut changing.transaction, owner, id).await?;
            details(row.ok_or(Error::NotFound)?)
        }
    }
}
