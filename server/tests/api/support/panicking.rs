use app::{
    backend::{Caller, Todos},
    model::{AppError, DoneToMany, ListId, NewTodo, Todo, TodoId, TodoPage, TodoPatch, TodoQuery},
};
use async_trait::async_trait;

/// A todo list that is broken beyond words.
pub struct Panicking;

#[async_trait]
impl Todos for Panicking {
    async fn list(&self, _: &Caller, _: TodoQuery) -> Result<TodoPage, AppError> {
        panic!("a secret of the inside")
    }
    async fn add(&self, _: &Caller, _: NewTodo) -> Result<Todo, AppError> {
        panic!("a secret of the inside")
    }
    async fn add_line(&self, _: &Caller, _: TodoId, _: &str, _: Option<ListId>) -> Result<Todo, AppError> {
        panic!("a secret of the inside")
    }

    async fn edit(&self, _: &Caller, _: TodoId, _: TodoPatch) -> Result<Todo, AppError> {
        panic!("a secret of the inside")
    }
    async fn remove(&self, _: &Caller, _: TodoId) -> Result<i64, AppError> {
        panic!("a secret of the inside")
    }
    async fn move_beside(&self, _: &Caller, _: TodoId, _: TodoId, _: bool) -> Result<Todo, AppError> {
        panic!("a secret of the inside")
    }
    async fn restore(&self, _: &Caller, _: TodoId) -> Result<Todo, AppError> {
        panic!("a secret of the inside")
    }
    async fn set_all(&self, _: &Caller, _: Option<ListId>, _: bool) -> Result<DoneToMany, AppError> {
        panic!("a secret of the inside")
    }
    async fn undo_set_all(&self, _: &Caller, _: Option<ListId>, _: bool, _: i64) -> Result<DoneToMany, AppError> {
        panic!("a secret of the inside")
    }
    async fn clear_completed(&self, _: &Caller, _: Option<ListId>) -> Result<DoneToMany, AppError> {
        panic!("a secret of the inside")
    }
    async fn undo_clear_completed(&self, _: &Caller, _: Option<ListId>, _: i64) -> Result<DoneToMany, AppError> {
        panic!("a secret of the inside")
    }
}
