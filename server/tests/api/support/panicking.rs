use app::{
    backend::{Caller, Todos},
    model::{AppError, NewTodo, Todo, TodoCounts, TodoId, TodoPage, TodoPatch, TodoQuery},
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
    async fn edit(&self, _: &Caller, _: TodoId, _: TodoPatch) -> Result<Todo, AppError> {
        panic!("a secret of the inside")
    }
    async fn remove(&self, _: &Caller, _: TodoId) -> Result<(), AppError> {
        panic!("a secret of the inside")
    }
    async fn set_all(&self, _: &Caller, _: bool) -> Result<TodoCounts, AppError> {
        panic!("a secret of the inside")
    }
    async fn clear_completed(&self, _: &Caller) -> Result<TodoCounts, AppError> {
        panic!("a secret of the inside")
    }
}
