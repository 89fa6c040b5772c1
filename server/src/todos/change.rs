//! Changing the list: one todo, or all of them.

use super::{
    Error, Expected, QUOTA, Todos,
    batches::Batches,
    read::{counts, todo},
};
use crate::{
    database::{Database, statement::Target},
    fold::fold,
    random,
    store::{
        todo_lists as lists,
        todos::{self as store, NewTodoRow, TodoChange, TodoRow},
    },
};
use app::model::{NewTodo, Todo, TodoCounts, TodoId, TodoPatch, TodoTitle};

/// Adds a todo at the end. One that comes again under the same id is not added again.
#[tracing::instrument(name = "add a todo", level = "debug", skip_all)]
pub async fn add(todos: &Todos, owner: &str, new: &NewTodo) -> Result<Todo, Error> {
    let now = todos.clock.now();
    let id = id_of(new, now)?;
    let row = match insert(&todos.database, owner, &id, new, now, Some(QUOTA)).await? {
        Some(row) => row,
        // A page sends a change again when it has had no answer, so the same id twice is the same todo once.
        None => match store::find_todo(&todos.database, owner, &id).await? {
            Some(row) => row,
            None => return Err(why_not_added(&todos.database, owner).await?),
        },
    };
    todo(row)
}

pub(super) fn id_of(new: &NewTodo, now: i64) -> Result<TodoId, Error> {
    match new.id {
        Some(id) => Ok(id),
        None => Ok(TodoId::parse(&random::id(now))?),
    }
}

pub(super) async fn insert<'a>(
    target: impl Into<Target<'a>>,
    owner: &str,
    id: &TodoId,
    new: &NewTodo,
    now: i64,
    most: Option<i64>,
) -> Result<Option<TodoRow>, Error> {
    let row = NewTodoRow {
        id,
        title: new.title.as_str(),
        search_key: &fold(new.title.as_str()),
        completed: new.completed,
        now,
    };
    Ok(store::insert_todo(target, owner, &row, most).await?)
}

/// Why a todo was not added that the owner does not have.
pub(super) async fn why_not_added(database: &Database, owner: &str) -> Result<Error, Error> {
    let (active, completed) = lists::find_todo_counts(database, owner).await?;
    Ok(match active + completed < QUOTA {
        true => Error::Conflict,
        false => Error::Full,
    })
}

/// Changes the title, the state, or both, whatever others have changed meanwhile.
pub async fn edit(todos: &Todos, owner: &str, id: &TodoId, patch: &TodoPatch) -> Result<Todo, Error> {
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
) -> Result<Todo, Error> {
    let version = expected.version_of(todos, owner, id).await?;
    let title = patch.title.as_ref().map(TodoTitle::as_str);
    let search_key = title.map(fold);
    let change = TodoChange {
        title,
        search_key: search_key.as_deref(),
        completed: patch.completed,
        now: todos.clock.now(),
    };
    match store::update_todo(&todos.database, owner, id, version, &change).await? {
        Some(row) => todo(row),
        None => Err(expected.mismatch(todos, owner, id).await?),
    }
}

/// Removes a todo, whatever others have changed meanwhile.
pub async fn remove(todos: &Todos, owner: &str, id: &TodoId) -> Result<(), Error> {
    remove_expected(todos, owner, id, &Expected::Any).await.map(drop)
}

/// Removes a todo, if it is still as the caller has seen it, and tells what it was.
#[tracing::instrument(name = "remove a todo", level = "debug", skip_all)]
pub async fn remove_expected(todos: &Todos, owner: &str, id: &TodoId, expected: &Expected) -> Result<Todo, Error> {
    let version = expected.version_of(todos, owner, id).await?;
    match store::delete_todo(&todos.database, owner, id, version).await? {
        Some(row) => todo(row),
        None => Err(expected.mismatch(todos, owner, id).await?),
    }
}

/// Marks all as completed or as active.
#[tracing::instrument(name = "set all todos", level = "debug", skip_all)]
pub async fn set_all(todos: &Todos, owner: &str, completed: bool) -> Result<TodoCounts, Error> {
    let now = todos.clock.now();
    let mut batches = Batches::of(todos, owner, !completed);
    while let Some(batch) = batches.next().await? {
        store::update_states(&todos.database, owner, completed, now, batch).await?;
    }
    counts(todos, owner).await
}

/// Removes the completed ones.
#[tracing::instrument(name = "clear completed todos", level = "debug", skip_all)]
pub async fn clear_completed(todos: &Todos, owner: &str) -> Result<TodoCounts, Error> {
    let mut batches = Batches::of(todos, owner, true);
    while let Some(batch) = batches.next().await? {
        store::delete_completed(&todos.database, owner, batch).await?;
    }
    counts(todos, owner).await
}
