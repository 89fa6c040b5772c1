//! The rules of a todo list. Every use case takes the owner, and every statement below names the
//! owner in its `where`: somebody else's todo is simply not there.

mod batches;
mod create;
pub mod export;
pub mod import;
mod listing;
mod precondition;
mod search;

pub use create::{Created, RequestKey, create, forget_old_keys};
pub use listing::{Listing, Part, list_forward};
pub use precondition::Expected;
pub use search::Search;

use crate::{
    auth,
    clock::Clock,
    database::{self, Database, statement::Target},
    fold::fold,
    for_client::ForClient,
    random,
    store::{
        todo_lists::{self as lists, ListedRow},
        todos::{self as store, NewTodoRow, TodoChange, TodoRow},
    },
};
use app::model::{AppError, FieldError, NewTodo, Todo, TodoCounts, TodoId, TodoPage, TodoPatch, TodoQuery, TodoTitle};
use batches::Batches;

/// Most todos of one account. Whatever it can hold can be exported, and imported again.
pub const MAX_TODOS: usize = 100_000;
/// The same as the database counts.
const QUOTA: i64 = MAX_TODOS.cast_signed() as i64;

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
    #[error("the todo is of version {version} now")]
    Changed { version: i64 },
    #[error("the key was used for another request")]
    KeyReused,
    #[error("there are too many todos")]
    TooMany,
    #[error("the account has as many todos as it may have")]
    Full,
    #[error("there is no such import waiting")]
    NoImport,
    #[error("a stored todo is not well formed")]
    Corrupt(FieldError),
    #[error(transparent)]
    Database(#[from] database::Error),
    /// What had to be written down beside a change could not be.
    #[error(transparent)]
    Record(#[from] auth::Error),
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Self::Corrupt(error)
    }
}

impl ForClient for Error {
    fn for_client(&self) -> Option<AppError> {
        match self {
            Self::NotFound => Some(AppError::NotFound),
            Self::Conflict | Self::Changed { .. } => Some(AppError::Conflict),
            Self::KeyReused | Self::TooMany | Self::NoImport => Some(AppError::Malformed),
            Self::Full => Some(AppError::ListFull),
            // The account has been deleted since the request came in, and all its sessions with it.
            Self::Database(database::Error::Orphan) => Some(AppError::SignedOut),
            Self::Database(database::Error::Unavailable(_)) => Some(AppError::Busy {
                retry_after: auth::BUSY_RETRY_AFTER,
            }),
            Self::Record(error) => error.for_client(),
            Self::Corrupt(_) | Self::Database(_) => None,
        }
    }
}

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

fn id_of(new: &NewTodo, now: i64) -> Result<TodoId, Error> {
    match new.id {
        Some(id) => Ok(id),
        None => Ok(TodoId::parse(&random::id(now))?),
    }
}

async fn insert<'a>(
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
async fn why_not_added(database: &Database, owner: &str) -> Result<Error, Error> {
    let (active, completed) = lists::find_todo_counts(database, owner).await?;
    Ok(match active + completed < QUOTA {
        true => Error::Conflict,
        false => Error::Full,
    })
}

/// A todo as it is now.
#[tracing::instrument(name = "find a todo", level = "debug", skip_all)]
pub async fn find(todos: &Todos, owner: &str, id: &TodoId) -> Result<Todo, Error> {
    let row = store::find_todo(&todos.database, owner, id).await?;
    todo(row.ok_or(Error::NotFound)?)
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

/// How long the list is that has been read. Each row says it; where none was found, it is asked.
async fn counts_beside(todos: &Todos, owner: &str, rows: &[ListedRow]) -> Result<TodoCounts, Error> {
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
