//! The server functions of the todo list, one for each verb of the port `Todos`.
//!
//! `hooks/use_todos.rs` calls them, one at a time. Arguments come as plain values and are parsed here into the types of
//! the model; whose todos they are is decided behind the port.

use crate::client::PageClient;
use crate::model::{AppError, DoneToMany, NewTodoForm, Todo, TodoFilter, TodoPage};
use leptos::{
    prelude::*,
    server_fn::codec::{Json, Postcard},
};

/// A part of a list, which without `list` is the inbox: the last todos under `filter`, or the last ones before the cursor `before`.
///
/// # Errors
/// [`AppError::SignedOut`]; [`AppError::Invalid`] for a cursor that cannot be read.
#[server(prefix = "/rpc", endpoint = "todos/list", input = Json, output = Postcard, client = PageClient)]
pub async fn list_todos(
    filter: TodoFilter,
    before: Option<String>,
    list: Option<String>,
) -> Result<TodoPage, AppError> {
    use crate::{
        model::{Cursor, ListId, TodoQuery},
        request::{backend, caller},
    };
    let query = TodoQuery {
        list_id: list.as_deref().map(ListId::parse).transpose()?,
        filter,
        before: before.as_deref().map(Cursor::parse).transpose()?,
    };
    backend().todos.list(&caller(), query).await
}

/// Adds a todo under an id the page has made, so that sending it again adds nothing. Without `list` it comes into the
/// inbox, and without `form` the title is a line, which is read as the page would have read it.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::ListFull`], [`AppError::Invalid`] for what cannot be read, and
/// [`AppError::Conflict`] where the id is another record's.
#[server(prefix = "/rpc", endpoint = "todos/add", input = Json, output = Postcard, client = PageClient)]
pub async fn add_todo(
    id: String,
    title: String,
    list: Option<String>,
    form: Option<NewTodoForm>,
) -> Result<Todo, AppError> {
    use crate::{
        model::{ListId, NewTodo, TodoId, TodoTitle},
        request::{backend, caller},
    };
    let (id, list_id) = (TodoId::parse(&id)?, list.as_deref().map(ListId::parse).transpose()?);
    let Some(form) = form else {
        return backend().todos.add_line(&caller(), id, &title, list_id).await;
    };
    let new = NewTodo {
        id: Some(id),
        list_id,
        ..NewTodo::titled(TodoTitle::parse(&title)?)
    };
    backend().todos.add(&caller(), form.put_into(new)?).await
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
    let patch = TodoPatch {
        title,
        completed,
        ..TodoPatch::default()
    };
    backend().todos.edit(&caller(), id, patch).await
}

/// Puts a todo into the trash, and answers the number of the change.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`], and [`AppError::Invalid`] for the id.
#[server(prefix = "/rpc", endpoint = "todos/remove", input = Json, output = Postcard, client = PageClient)]
pub async fn remove_todo(id: String) -> Result<i64, AppError> {
    use crate::{
        model::TodoId,
        request::{backend, caller},
    };
    backend().todos.remove(&caller(), TodoId::parse(&id)?).await
}

/// Marks every todo of a list as completed, or every one as active.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(prefix = "/rpc", endpoint = "todos/set-all", input = Json, output = Postcard, client = PageClient)]
pub async fn set_all_todos(completed: bool, list: Option<String>) -> Result<DoneToMany, AppError> {
    use crate::{
        model::ListId,
        request::{backend, caller},
    };
    let list_id = list.as_deref().map(ListId::parse).transpose()?;
    backend().todos.set_all(&caller(), list_id, completed).await
}

/// Puts all completed todos of a list into the trash.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(prefix = "/rpc", endpoint = "todos/clear-completed", input = Json, output = Postcard, client = PageClient)]
pub async fn clear_completed(list: Option<String>) -> Result<DoneToMany, AppError> {
    use crate::{
        model::ListId,
        request::{backend, caller},
    };
    let list_id = list.as_deref().map(ListId::parse).transpose()?;
    backend().todos.clear_completed(&caller(), list_id).await
}

/// Takes a todo out of the trash.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`], and [`AppError::Invalid`] for the id.
#[server(prefix = "/rpc", endpoint = "todos/restore", input = Json, output = Postcard, client = PageClient)]
pub async fn restore_todo(id: String) -> Result<Todo, AppError> {
    use crate::{
        model::TodoId,
        request::{backend, caller},
    };
    backend().todos.restore(&caller(), TodoId::parse(&id)?).await
}

/// Takes back what [`set_all_todos`] has done at this moment, but for what was changed since.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(prefix = "/rpc", endpoint = "todos/undo-set-all", input = Json, output = Postcard, client = PageClient)]
pub async fn undo_set_all(completed: bool, at: i64, list: Option<String>) -> Result<DoneToMany, AppError> {
    use crate::{
        model::ListId,
        request::{backend, caller},
    };
    let list_id = list.as_deref().map(ListId::parse).transpose()?;
    backend().todos.undo_set_all(&caller(), list_id, completed, at).await
}

/// Takes back what [`clear_completed`] has done at this moment.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(prefix = "/rpc", endpoint = "todos/undo-clear-completed", input = Json, output = Postcard, client = PageClient)]
pub async fn undo_clear_completed(at: i64, list: Option<String>) -> Result<DoneToMany, AppError> {
    use crate::{
        model::ListId,
        request::{backend, caller},
    };
    let list_id = list.as_deref().map(ListId::parse).transpose()?;
    backend().todos.undo_clear_completed(&caller(), list_id, at).await
}

/// Moves a todo before another one of its list, or behind it.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`], and [`AppError::Invalid`] for the ids.
#[server(prefix = "/rpc", endpoint = "todos/move", input = Json, output = Postcard, client = PageClient)]
pub async fn move_todo(id: String, beside: String, is_after: bool) -> Result<Todo, AppError> {
    use crate::{
        model::TodoId,
        request::{backend, caller},
    };
    let (id, beside) = (TodoId::parse(&id)?, TodoId::parse(&beside)?);
    backend().todos.move_beside(&caller(), id, beside, is_after).await
}
