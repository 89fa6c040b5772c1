//! The todo list: by plain forms, by functions, whose it is, and how much of it is shown.

mod forms;
mod functions;
mod list;
mod ownership;
mod views;

use crate::support::{Answer, Browser};
use app::model::{TodoFilter, TodoPage};
use serde_json::json;

/// An id as a page makes it.
fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

async fn add(browser: &Browser, number: u32, title: &str) -> Answer {
    browser
        .rpc("todos/add", json!({ "id": id(number), "title": title }))
        .await
}

async fn list(browser: &Browser, filter: TodoFilter, before: Option<String>) -> TodoPage {
    browser
        .rpc("todos/list", json!({ "filter": filter, "before": before }))
        .await
        .value()
}

/// The whole list as `title` or `title ✓`.
async fn lines(browser: &Browser) -> Vec<String> {
    let page = list(browser, TodoFilter::All, None).await;
    page.todos
        .iter()
        .map(|todo| {
            if todo.completed {
                format!("{} ✓", todo.title.as_str())
            } else {
                todo.title.as_str().to_owned()
            }
        })
        .collect()
}

/// A form of the todo page.
async fn form(browser: &Browser, fields: &[(&str, &str)]) -> Answer {
    browser.post_form("/todos", fields).await
}
