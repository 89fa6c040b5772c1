//! Reading a list, from its end, and a todo.

use super::{Error, Todos, inbox, series};
use crate::store::{
    changes::find_last,
    todo_counts::{find_todo_counts, find_todo_counts_of_list},
    todo_queries::{ListedRow, find_last_todos},
    todo_series::find_steps,
    todos::{self as store, TodoRow},
};
use app::model::{
    Day, Due, ListId, Priority, Steps, Todo, TodoCounts, TodoDetails, TodoId, TodoLabels, TodoNotes, TodoPage,
    TodoQuery, TodoTitle,
};

/// The number of the last change to what somebody has.
pub async fn last_change(todos: &Todos, owner: &str) -> Result<i64, Error> {
    Ok(find_last(&todos.database, owner).await?)
}

/// A part of a list and how long the whole of it is. One that is not there is empty.
#[tracing::instrument(name = "list todos", level = "debug", skip_all)]
pub async fn list(todos: &Todos, owner: &str, query: &TodoQuery) -> Result<TodoPage, Error> {
    let one_more = i64::try_from(TodoPage::SIZE + 1).unwrap_or(i64::MAX);
    let list_id = query.list_id.map_or_else(|| inbox(owner), Ok)?;
    let scope = (owner, &list_id);
    // Before the list, which may then be newer and never older than this says.
    let change = last_change(todos, owner).await?;
    let mut rows = find_last_todos(&todos.database, scope, query.filter, query.before.as_ref(), one_more).await?;
    // One more than is shown was asked for, which costs less than counting what stands before.
    let has_earlier = rows.len() > TodoPage::SIZE;
    rows.truncate(TodoPage::SIZE);
    let counts = match rows.first() {
        Some(row) => counts_beside(row),
        None => counts_of_list(todos, scope).await?,
    };
    let todos_in_order = rows
        .into_iter()
        .rev()
        .map(|row| details(row.todo).map(|details| details.todo));
    Ok(TodoPage {
        todos: todos_in_order.collect::<Result<_, _>>()?,
        has_earlier,
        counts,
        change,
    })
}

/// A todo as it is now, also one in the trash.
#[tracing::instrument(name = "find a todo", level = "debug", skip_all)]
pub async fn find(todos: &Todos, owner: &str, id: &TodoId) -> Result<TodoDetails, Error> {
    let row = store::find_todo(&todos.database, owner, id).await?;
    details(row.ok_or(Error::NotFound)?)
}

/// The steps of a todo in their order.
#[tracing::instrument(name = "read steps", level = "debug", skip_all)]
pub async fn steps(todos: &Todos, owner: &str, id: &TodoId) -> Result<Vec<TodoDetails>, Error> {
    let rows = find_steps(&todos.database, owner, id).await?;
    rows.into_iter().map(details).collect()
}

/// How many todos there are beside one that has been read.
pub(super) fn counts_beside(row: &ListedRow) -> TodoCounts {
    TodoCounts {
        active: row.active_todos,
        completed: row.completed_todos,
    }
}

/// How many todos somebody has in all lists, without the trash.
pub async fn counts(todos: &Todos, owner: &str) -> Result<TodoCounts, Error> {
    let row = find_todo_counts(&todos.database, owner).await?;
    Ok(TodoCounts {
        active: row.active,
        completed: row.completed,
    })
}

/// How many todos there are in a list.
pub async fn counts_of_list(todos: &Todos, scope: (&str, &ListId)) -> Result<TodoCounts, Error> {
    let row = find_todo_counts_of_list(&todos.database, scope).await?;
    Ok(TodoCounts {
        active: row.active,
        completed: row.completed,
    })
}

/// A row as it leaves this folder.
pub(super) fn details(row: TodoRow) -> Result<TodoDetails, Error> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let priority = match row.priority {
        1 => Priority::High,
        2 => Priority::Medium,
        3 => Priority::Low,
        _ => Priority::None,
    };
    Ok(TodoDetails {
        todo: Todo {
            id: TodoId::parse(&row.id)?,
            title: TodoTitle::parse(&row.title)?,
            completed: row.completed,
            list_id: ListId::parse(&row.list_id)?,
            due: Due::parse(&text(&row.due_date), &text(&row.due_time))?,
            priority,
            has_notes: !row.notes.is_empty(),
            labels: TodoLabels::parse(&row.labels)?,
            recurs: row.series.recurrence.is_some(),
            next: row.next_date.as_deref().map(Day::parse).transpose()?,
            parent_id: row.parent_id.as_deref().map(TodoId::parse).transpose()?,
            steps: Steps {
                done: u16::try_from(row.steps_done).unwrap_or(u16::MAX),
                all: u16::try_from(row.steps).unwrap_or(u16::MAX),
            },
            position: row.position,
            change: row.change,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        },
        notes: TodoNotes::parse(&row.notes)?,
        recurrence: series::recurrence(&row.series)?,
        completed_at: row.completed_at,
        deleted_at: row.deleted_at,
    })
}
