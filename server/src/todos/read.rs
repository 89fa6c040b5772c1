//! Reading the list, from its end, and a todo of it.

use super::{Error, Todos};
use crate::store::{
    todo_lists::{self as lists, ListedRow},
    todos::{self as store, TodoRow},
};
use app::model::{Todo, TodoCounts, TodoId, TodoPage, TodoQuery, TodoTitle};

/// A part of the list and how long the whole of it is.
#[tracing::instrument(name = "list todos", level = "debug", skip_all)]
pub async fn list(todos: &Todos, owner: &str, query: &TodoQuery) -> Result<TodoPage, Error> {
    let one_more = i64::try_from(TodoPage::SIZE + 1).unwrap_or(i64::MAX);
    let mut rows =
        lists::find_last_todos(&todos.database, owner, query.filter, query.before.as_ref(), one_more).await?;
    // One more than is shown was asked for, which costs less than counting what stands before.
    let has_earlier = rows.len() > TodoPage::SIZE;
    rows.truncate(TodoPage::SIZE);
    let counts = counts_beside(todos, owner, &rows).await?;
    let todos_in_order = rows.into_iter().rev().map(|row| todo(row.todo));
    Ok(TodoPage {
        todos: todos_in_order.collect::<Result<_, _>>()?,
        has_earlier,
        counts,
    })
}

/// A todo as it is now.
#[tracing::instrument(name = "find a todo", level = "debug", skip_all)]
pub async fn find(todos: &Todos, owner: &str, id: &TodoId) -> Result<Todo, Error> {
    let row = store::find_todo(&todos.database, owner, id).await?;
    todo(row.ok_or(Error::NotFound)?)
}

/// How long the list is that has been read. Each row says it; where none was found, it is asked.
pub(super) async fn counts_beside(todos: &Todos, owner: &str, rows: &[ListedRow]) -> Result<TodoCounts, Error> {
    match rows.first() {
        Some(row) => Ok(TodoCounts {
            active: row.active_todos,
            completed: row.completed_todos,
        }),
        None => counts(todos, owner).await,
    }
}

/// How long the list is.
pub async fn counts(todos: &Todos, owner: &str) -> Result<TodoCounts, Error> {
    let (active, completed) = lists::find_todo_counts(&todos.database, owner).await?;
    Ok(TodoCounts { active, completed })
}

/// A row as it leaves this folder.
pub(super) fn todo(row: TodoRow) -> Result<Todo, Error> {
    Ok(Todo {
        id: TodoId::parse(&row.id)?,
        title: TodoTitle::parse(&row.title)?,
        completed: row.completed,
        position: row.position,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
