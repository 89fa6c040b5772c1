//! The rules of a todo list. Every use case takes the owner, and every statement below names the
//! owner in its `where`: somebody else's todo is simply not there.

use crate::{
    clock::Clock,
    database::{self, Database},
    random,
    store::todos::{self as store, TodoRow},
};
use app::model::{AppError, FieldError, NewTodo, Todo, TodoCounts, TodoId, TodoPage, TodoPatch, TodoQuery, TodoTitle};

/// What the use cases of this file need. Cloning shares it.
#[derive(Clone)]
pub struct Todos {
    pub database: Database,
    pub clock: Clock,
}

/// What they can answer instead of a result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such todo")]
    NotFound,
    #[error("the id is in use")]
    Conflict,
    #[error("a stored todo is not well formed")]
    Corrupt(FieldError),
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Self::Corrupt(error)
    }
}

impl Error {
    /// The client's part of the error; `None` for what is nobody's business but ours.
    #[must_use]
    pub fn for_client(&self) -> Option<AppError> {
        match self {
            Self::NotFound => Some(AppError::NotFound),
            Self::Conflict => Some(AppError::Conflict),
            Self::Database(database::Error::Unavailable(_)) => Some(AppError::Busy {
                retry_after: crate::auth::BUSY_RETRY_AFTER,
            }),
            Self::Corrupt(_) | Self::Database(_) => None,
        }
    }
}

/// A part of the list and how long the whole of it is.
pub async fn list(todos: &Todos, owner: &str, query: &TodoQuery) -> Result<TodoPage, Error> {
    let one_more = i64::try_from(TodoPage::SIZE + 1).unwrap_or(i64::MAX);
    let mut rows =
        store::find_last_todos(&todos.database, owner, query.filter, query.before.as_ref(), one_more).await?;
    let has_earlier = rows.len() > TodoPage::SIZE;
    rows.truncate(TodoPage::SIZE);
    let todos_in_order = rows.into_iter().rev().map(todo).collect::<Result<_, _>>()?;
    Ok(TodoPage {
        todos: todos_in_order,
        has_earlier,
        counts: counts(todos, owner).await?,
    })
}

/// Adds a todo at the end. One that comes again under the same id is not added again.
pub async fn add(todos: &Todos, owner: &str, new: &NewTodo) -> Result<Todo, Error> {
    let now = todos.clock.now();
    let id = match &new.id {
        Some(id) => id.clone(),
        None => TodoId::parse(&random::id(now))?,
    };
    let inserted = store::insert_todo(&todos.database, owner, &id, new.title.as_str(), now).await?;
    let row = match inserted {
        Some(row) => row,
        None => store::find_todo(&todos.database, owner, &id)
            .await?
            .ok_or(Error::Conflict)?,
    };
    todo(row)
}

/// Changes the title, the state, or both.
pub async fn edit(todos: &Todos, owner: &str, id: &TodoId, patch: &TodoPatch) -> Result<Todo, Error> {
    let title = patch.title.as_ref().map(TodoTitle::as_str);
    let row = store::update_todo(&todos.database, owner, id, title, patch.completed, todos.clock.now()).await?;
    todo(row.ok_or(Error::NotFound)?)
}

/// Removes a todo.
pub async fn remove(todos: &Todos, owner: &str, id: &TodoId) -> Result<(), Error> {
    match store::delete_todo(&todos.database, owner, id).await? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// Marks all as completed or as active.
pub async fn set_all(todos: &Todos, owner: &str, completed: bool) -> Result<TodoCounts, Error> {
    store::update_all_todos(&todos.database, owner, completed, todos.clock.now()).await?;
    counts(todos, owner).await
}

/// Removes the completed ones.
pub async fn clear_completed(todos: &Todos, owner: &str) -> Result<TodoCounts, Error> {
    store::delete_completed_todos(&todos.database, owner).await?;
    counts(todos, owner).await
}

async fn counts(todos: &Todos, owner: &str) -> Result<TodoCounts, Error> {
    let (active, completed) = store::count_todos(&todos.database, owner).await?;
    Ok(TodoCounts { active, completed })
}

fn todo(row: TodoRow) -> Result<Todo, Error> {
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
