//! Todos as files that other programs read: CSV for spreadsheets, JSON for everything else. What is written here,
//! `import` reads.

use super::{
    Error, Todos,
    lists::lists,
    read::{details, steps},
};
use crate::{clock::rfc3339, store::todo_queries::find_next_todos};
use app::model::{Cursor, TimeOfDay, TodoDetails, TodoFilter};
use serde_json::{Value, json};

/// So many todos are in memory at once, however long the list is.
const PART: usize = 500;

/// The first line of the CSV, after the mark by which Excel knows that it is UTF-8.
pub const CSV_HEADER: &[u8] = b"\xef\xbb\xbfid,title,completed,position,created_at,updated_at,list,due_date,due_time,priority,notes,completed_at,labels,recurrence,recurs_from,parent_id\r\n";

/// The next todos of the list, and where to go on from.
#[tracing::instrument(name = "export todos", level = "debug", skip_all)]
pub async fn export_part(
    todos: &Todos,
    owner: &str,
    after: Option<Cursor>,
) -> Result<(Vec<Exported>, Option<Cursor>), Error> {
    let limit = i64::try_from(PART).unwrap_or(i64::MAX);
    let rows = find_next_todos(&todos.database, owner, TodoFilter::All, after.as_ref(), limit).await?;
    let part: Vec<TodoDetails> = rows
        .into_iter()
        .map(|row| details(row.todo))
        .collect::<Result<_, _>>()?;
    let last = part.last().map(|last| Cursor::at(&last.todo));
    let next = last.filter(|_| part.len() == PART);
    let lists = lists(todos, owner).await?;
    let name_of = |details: &TodoDetails| {
        let own = lists
            .iter()
            .find(|list| list.id == details.todo.list_id && !list.is_inbox);
        own.map(|list| list.name.as_str().to_owned()).unwrap_or_default()
    };
    let mut exported = Vec::new();
    for details in part {
        let (id, has_steps) = (details.todo.id, details.todo.steps.all > 0);
        exported.push(details);
        // Behind their todo, which an import then knows already.
        if has_steps {
            exported.extend(steps(todos, owner, &id).await?);
        }
    }
    let exported = exported.into_iter().map(|details| Exported {
        list: name_of(&details),
        details,
    });
    Ok((exported.collect(), next))
}

/// A todo with the name of its list, which is empty for the inbox.
pub struct Exported {
    pub list: String,
    pub details: TodoDetails,
}

/// Todos as lines of CSV (RFC 4180).
#[must_use]
pub fn to_csv(todos: &[Exported]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for Exported { list, details } in todos {
        let todo = &details.todo;
        let (due_date, due_time) = due(details);
        let record = [
            &*todo.id.to_string(),
            &harmless(todo.title.as_str()),
            if todo.completed { "true" } else { "false" },
            &todo.position.to_string(),
            &rfc3339(todo.created_at),
            &rfc3339(todo.updated_at),
            &harmless(list),
            &due_date.unwrap_or_default(),
            &due_time.unwrap_or_default(),
            todo.priority.attribute(),
            &harmless(details.notes.as_str()),
            &details.completed_at.map(rfc3339).unwrap_or_default(),
            &harmless(todo.labels.as_str()),
            details.recurrence.as_ref().map_or("", |recurrence| &recurrence.rule),
            details
                .recurrence
                .as_ref()
                .map_or("", |recurrence| recurrence.from.as_str()),
            &todo.parent_id.map(|id| id.to_string()).unwrap_or_default(),
        ];
        writer.write_record(record).expect("writing into memory does not fail");
    }
    writer.into_inner().expect("writing into memory does not fail")
}

/// A todo with everything there is to it.
#[must_use]
pub fn to_json(Exported { list, details }: &Exported) -> Value {
    let todo = &details.todo;
    let (due_date, due_time) = due(details);
    json!({
        "id": todo.id.to_string(),
        "title": todo.title.as_str(),
        "completed": todo.completed,
        "position": todo.position,
        "version": todo.version,
        "created_at": rfc3339(todo.created_at),
        "updated_at": rfc3339(todo.updated_at),
        "list": list,
        "list_id": todo.list_id.to_string(),
        "due_date": due_date,
        "due_time": due_time,
        "priority": todo.priority.number(),
        "notes": details.notes.as_str(),
        "completed_at": details.completed_at.map(rfc3339),
        "labels": todo.labels.names().collect::<Vec<_>>(),
        "recurrence": details.recurrence.as_ref().map(|recurrence| &recurrence.rule),
        "recurs_from": details.recurrence.as_ref().map(|recurrence| recurrence.from.as_str()),
        "parent_id": todo.parent_id.map(|id| id.to_string()),
    })
}

/// The day and the time a todo is due, each as text.
fn due(details: &TodoDetails) -> (Option<String>, Option<String>) {
    let due = details.todo.due;
    let time = due.and_then(|due| due.time).map(TimeOfDay::to_iso);
    (due.map(|due| due.day.to_iso()), time)
}

/// What makes a spreadsheet take a cell for a formula (ASVS 5.0, 1.2.10).
pub(super) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no spreadsheet calculates with: an apostrophe goes before what would be a formula, and before an
/// apostrophe that could be taken for such a one.
fn harmless(cell: &str) -> String {
    match needs_apostrophe(cell) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// What was in the cell before [`harmless`].
pub(super) fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_apostrophe(rest) => rest,
        _ => cell,
    }
}

fn needs_apostrophe(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_cell_comes_back() {
        for cell in [
            "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''=1", "'quoted'", "plain", "a=b", "",
        ] {
            let written = harmless(cell);
            assert!(!written.starts_with(FORMULA), "{cell:?} became {written:?}");
            assert_eq!(restored(&written), cell, "{written:?}");
        }
    }
}
