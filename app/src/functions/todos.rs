//! The server functions of the todo list, one for each verb of the port `Todos`.
//!
//! `hooks/use_todos.rs` calls them, one at a time. Arguments come as plain values and are parsed here into the types of
//! the model; whose todos they are is decided behind the port.

use crate::client::PageClient;
use crate::model::{AppError, Todo, TodoCounts, TodoFilter, TodoPage};
use leptos::{
    prelude::*,
    server_fn::codec::{Json, Postcard},
};

/// A part of the list: the last todos under `filter`, or the last ones before the cursor `before`.
///
/// # Errors
/// [`AppError::SignedOut`]; [`AppError::Invalid`] for a cursor that cannot be read.
#[server(prefix = "/rpc", endpoint = "todos/list", input = Json, output = Postcard, client = PageClient)]
pub async fn list_todos(filter: TodoFilter, before: Option<String>) -> Result<TodoPage, AppError> {
    use crate::{
        model::{Cursor, TodoQuery},
        request::{backend, caller},
    };
    let before = before.as_deref().map(Cursor::parse).transpose()?;
    backend().todos.list(&caller(), TodoQuery { filter, before }).await
}

/// Adds a todo under an id the page has made, so that sending it again adds nothing.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::ListFull`], [`AppError::Invalid`] for the id or the title, and
/// [`AppError::Conflict`] where the id is another record's.
#[server(prefix = "/rpc", endpoint = "todos/add", input = Json, output = Postcard, client = PageClient)]
pub async fn add_todo(id: String, title: String) -> Result<Todo, AppError> {
    use crate::{
        model::{NewTodo, TodoId, TodoTitle},
        request::{backend, caller},
    };
    let new = NewTodo {
        id: Some(TodoId::parse(&id)?),
        title: TodoTitle::parse(&title)?,
        completed: false,
    };
    backend().todos.add(&caller(), new).await
}

/// Changes a todo's title, its state, or both.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`], and [`AppError::Invalid`] for the id or the title.
#[server(prefix = "/rpc", endpoint = "todos/edit", input = Json, output = Postcard, client = PageClient)]
pub async fn edit_todo(id: String, title: Option<String>, completed: Option<bool>) -> Result<Todo, AppError> {
    use crate::{
        model::{TodoId, TodoPatch, TodoTitle},
        request::{backend, caller},
    };
    let title = title.as_deref().map(TodoTitle::parse).transpose()?;
    let id = TodoId::parse(&id)?;
    backend()
        .todos
        .edit(&caller(), id, TodoPatch { title, completed })
        .await
}

/// Deletes a todo.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`], and [`AppError::Invalid`] for the id.
#[server(prefix = "/rpc", endpoint = "todos/remove", input = Json, output = Postcard, client = PageClient)]
pub async fn remove_todo(id: String) -> Result<(), AppError> {
    use crate::{
        model::TodoId,
        request::{backend, caller},
    };
    backend().todos.remove(&caller(), TodoId::parse(&id)?).await
}

/// Marks every todo as completed, or every one as active, and answers how many there are of each.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(prefix = "/rpc", endpoint = "todos/set-all", input = Json, output = Postcard, client = PageClient)]
pub async fn set_all_todos(completed: bool) -> Result<TodoCounts, AppError> {
    use crate::request::{backend, caller};
    backend().todos.set_all(&caller(), completed).await
}

/// Deletes all completed todos, and answers how many are left.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(prefix = "/rpc", endpoint = "todos/clear-completed", input = Json, output = Postcard, client = PageClient)]
pub async fn clear_completed() -> Result<TodoCounts, AppError> {
    use crate::request::{backend, caller};
    backend().todos.clear_completed(&caller()).await
}
