//! Todos from files: our own exports, and whatever has a column of titles. A file is read and shown first and added
//! when its owner says so, all of it or nothing.
//!
//! The id of a new todo is derived: from the id it had where the file comes from, or from the import and its row. So
//! what is sent twice is added once.

use super::{Error, MOST_TODOS, Todos, counts, export::restored, insert};
use crate::{
    auth::{
        Auth, ClientInfo, LiveSession,
        audit::{self, Event, EventKind},
    },
    random,
    store::todos::find_present,
};
use app::model::{FieldError, NewTodo, Problem, TodoId, TodoTitle};
use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// Most todos of one import.
pub const MAX_TODOS: usize = 5_000;
/// Largest file, in bytes.
pub const MAX_BYTES: usize = 1_000_000;
/// So many of the faults of a file are told; after that it is the wrong file.
const MAX_FAULTS: usize = 20;

/// Columns (and members) that hold the title, by their name in lower case, the likeliest first. `content` is what
/// Todoist says.
const TITLES: [&str; 6] = ["title", "content", "task", "name", "todo", "summary"];
/// Those that say whether it is done.
const STATES: [&str; 4] = ["completed", "done", "status", "is_completed"];

/// A file that has been read: what it holds and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    pub items: Vec<Item>,
    pub faults: Vec<Fault>,
    /// How many more faults there are.
    pub untold: usize,
}

/// A todo of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    #[serde(rename = "t")]
    pub title: TodoTitle,
    #[serde(rename = "c", default, skip_serializing_if = "std::ops::Not::not")]
    pub completed: bool,
    /// Its id where the file comes from.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub id: Option<TodoId>,
}

impl Item {
    /// The same, if its title is one: what comes back from a form is as good as what came first.
    #[must_use]
    pub fn checked(&self) -> Option<Self> {
        Some(Self {
            title: TodoTitle::parse(self.title.as_str()).ok()?,
            completed: self.completed,
            id: match &self.id {
                Some(id) => Some(TodoId::parse(id.as_str()).ok()?),
                None => None,
            },
        })
    }
}

/// A name for an import that is about to be shown.
#[must_use]
pub fn new_import_id() -> String {
    random::token()
}

/// A row that cannot be taken, counted from 1, without the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub row: usize,
    pub reason: String,
}

/// Why a file cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is larger than 1 MB")]
    TooLarge,
    #[error("the file is not text in UTF-8")]
    NotText,
    #[error("the file is neither JSON nor CSV with a column of titles")]
    NoTitles,
    #[error("the file has nothing in it")]
    Empty,
    #[error("the file has more than {MAX_TODOS} todos")]
    TooMany,
}

/// Reads a file. Rows that cannot be taken are told, and the others are there.
///
/// # Errors
/// [`Unreadable`].
pub fn read(bytes: &[u8]) -> Result<Import, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotText)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let import = match text.trim_start().starts_with(['{', '[']) {
        true => read_json(text)?,
        false => read_csv(text)?,
    };
    if import.items.is_empty() && import.faults.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(import)
}

/// Our own export, or a plain list of todos or of titles.
fn read_json(text: &str) -> Result<Import, Unreadable> {
    let value: Value = serde_json::from_str(text).map_err(|_| Unreadable::NoTitles)?;
    let list = match &value {
        Value::Array(list) => list,
        Value::Object(members) => members
            .get("todos")
            .and_then(Value::as_array)
            .ok_or(Unreadable::NoTitles)?,
        _ => return Err(Unreadable::NoTitles),
    };
    let mut import = Import::default();
    for (at, entry) in list.iter().enumerate() {
        let member = |names: &[&str]| names.iter().find_map(|name| entry.get(name));
        let title = entry.as_str().or_else(|| member(&TITLES).and_then(Value::as_str));
        let completed = match member(&STATES) {
            Some(Value::Bool(completed)) => *completed,
            Some(Value::String(state)) => is_done(state),
            Some(Value::Number(state)) => is_done(&state.to_string()),
            _ => false,
        };
        let id = entry.get("id").and_then(Value::as_str);
        import.take(at + 1, title.unwrap_or_default(), completed, id)?;
    }
    Ok(import)
}

fn read_csv(text: &str) -> Result<Import, Unreadable> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if !first.contains(',') && first.contains(';') {
        b';'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|_| Unreadable::NoTitles)?.clone();
    let column = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| headers.iter().position(|header| header.trim().to_lowercase() == *name))
    };
    let titles = column(&TITLES).ok_or(Unreadable::NoTitles)?;
    let (states, ids) = (column(&STATES), column(&["id"]));
    let mut import = Import::default();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|_| Unreadable::NoTitles)?;
        let cell = |column: Option<usize>| column.and_then(|column| record.get(column)).unwrap_or_default();
        let title = cell(Some(titles));
        // Todoist and others have rows that are notes or empty lines between sections.
        if title.trim().is_empty() && record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        import.take(at + 1, restored(title), is_done(cell(states)), Some(cell(ids)))?;
    }
    Ok(import)
}

/// What programs write for a todo that is done. TickTick has 0 for open, 1 for done and 2 for put away.
fn is_done(state: &str) -> bool {
    let state = state.trim().to_lowercase();
    matches!(
        &*state,
        "true" | "yes" | "y" | "x" | "1" | "2" | "done" | "completed" | "complete"
    )
}

impl Import {
    fn take(&mut self, row: usize, title: &str, completed: bool, id: Option<&str>) -> Result<(), Unreadable> {
        match TodoTitle::parse(title) {
            Ok(title) => self.items.push(Item {
                title,
                completed,
                id: id.and_then(|id| TodoId::parse(id).ok()),
            }),
            Err(error) if self.faults.len() < MAX_FAULTS => self.faults.push(Fault {
                row,
                reason: reason(&error),
            }),
            Err(_) => self.untold += 1,
        }
        match self.items.len() + self.faults.len() > MAX_TODOS {
            true => Err(Unreadable::TooMany),
            false => Ok(()),
        }
    }
}

fn reason(error: &FieldError) -> String {
    match error.problem {
        Problem::Missing => "title is missing".into(),
        Problem::TooLong { max } => format!("title is longer than {max} characters"),
        Problem::ControlCharacters => "title has line breaks or control characters".into(),
        _ => "title can’t be read".into(),
    }
}

/// What becomes of the todos of a file, in its order.
pub struct Plan<'a> {
    /// With the ids they get.
    pub new: Vec<(TodoId, &'a Item)>,
    /// How many are in the list already.
    pub present: usize,
}

/// Finds out which todos of a file are new to the list. `import_id` names the import, so that asking twice gives the
/// same ids.
pub async fn plan<'a>(todos: &Todos, owner: &str, import_id: &str, items: &'a [Item]) -> Result<Plan<'a>, Error> {
    let named: Vec<(TodoId, &Item)> = items
        .iter()
        .enumerate()
        .map(|(row, item)| (new_id(owner, import_id, row, item), item))
        .collect();
    let mut wanted: BTreeSet<&str> = named.iter().map(|(id, _)| id.as_str()).collect();
    wanted.extend(items.iter().filter_map(|item| item.id.as_ref()).map(TodoId::as_str));
    let wanted: Vec<&str> = wanted.into_iter().collect();
    let present = find_present(&todos.database, owner, &wanted).await?;
    let present: BTreeSet<String> = present.into_iter().collect();
    let is_present = |(id, item): &(TodoId, &Item)| {
        present.contains(id.as_str()) || item.id.as_ref().is_some_and(|id| present.contains(id.as_str()))
    };
    let mut seen = BTreeSet::new();
    let new: Vec<(TodoId, &Item)> = named
        .into_iter()
        .filter(|named| !is_present(named) && seen.insert(named.0.clone()))
        .collect();
    Ok(Plan {
        present: items.len() - new.len(),
        new,
    })
}

/// Adds the todos of a file that are not in the list yet at its end, in their order, all or none, and tells how many
/// there were. The same import sent again adds nothing.
///
/// # Errors
/// [`Error::TooMany`], and when the database fails.
#[tracing::instrument(name = "import todos", level = "debug", skip_all)]
pub async fn import(
    todos: &Todos,
    auth: &Auth,
    live: &LiveSession,
    import_id: &str,
    items: &[Item],
    client: &ClientInfo,
) -> Result<usize, Error> {
    if items.len() > MAX_TODOS {
        return Err(Error::TooMany);
    }
    let owner = &live.user.id;
    let plan = plan(todos, owner, import_id, items).await?;
    let counts = counts(todos, owner).await?;
    if counts.active + counts.completed + i64::try_from(plan.new.len()).unwrap_or(i64::MAX) > MOST_TODOS {
        return Err(Error::Full);
    }
    let now = todos.clock.now();
    let mut transaction = todos.database.begin().await?;
    let mut added = 0;
    for (id, item) in plan.new {
        let new = NewTodo {
            id: None,
            title: item.title.clone(),
            completed: item.completed,
        };
        let row = insert(&mut transaction, owner, &id, &new, now, None).await?;
        added += usize::from(row.is_some());
    }
    let event = Event::of(owner, EventKind::DataImported)
        .session(&live.session.session_id)
        .from(client)
        .detail(added.to_string());
    audit::record(auth, &mut transaction, event).await?;
    transaction.commit().await?;
    tracing::info!(user.id = owner, added, "todos were imported");
    Ok(added)
}

/// The id of what becomes of a row: the same for the same owner and todo. An id that was made elsewhere is not taken
/// over, for it may be in use here.
fn new_id(owner: &str, import_id: &str, row: usize, item: &Item) -> TodoId {
    let origin = match &item.id {
        Some(id) => format!("{owner}\nid\n{}", id.as_str()),
        None => format!("{owner}\nrow\n{import_id}\n{row}"),
    };
    let hash = digest(&SHA256, origin.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    TodoId::from_random(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<(String, bool)> {
        let import = read(text.as_bytes()).unwrap();
        assert_eq!(import.faults, []);
        let pair = |item: &Item| (item.title.as_str().to_owned(), item.completed);
        import.items.iter().map(pair).collect()
    }

    #[test]
    fn files_of_other_programs_are_read() {
        let expected = [("Milk".to_owned(), false), ("Bread, brown".to_owned(), true)];
        for text in [
            "title,completed\nMilk,false\n\"Bread, brown\",true\n",
            "\u{feff}Title;Done\r\nMilk;no\r\nBread, brown;yes\r\n",
            "Folder Name,List Name,Title,Status\n,Home,Milk,0\n,Home,\"Bread, brown\",2\n",
            "TYPE,CONTENT,DONE\ntask,Milk,\n,,\ntask,\"Bread, brown\",x\n",
            r#"{"todos":[{"title":"Milk","completed":false},{"title":"Bread, brown","completed":true}]}"#,
            r#" [{"content":"Milk"},{"content":"Bread, brown","status":"completed"}]"#,
        ] {
            assert_eq!(titles(text), expected, "of {text}");
        }
        assert_eq!(titles(r#"["Milk"]"#), expected[..1]);
        assert_eq!(
            titles("title\n'=1+1\n'\n"),
            [("=1+1".into(), false), ("'".into(), false)]
        );
    }

    #[test]
    fn what_is_no_list_of_todos_is_refused() {
        for (text, reason) in [
            ("", Unreadable::Empty),
            (" \n", Unreadable::Empty),
            ("title\n", Unreadable::Empty),
            ("[]", Unreadable::Empty),
            ("a,b\n1,2\n", Unreadable::NoTitles),
            ("{", Unreadable::NoTitles),
            ("{}", Unreadable::NoTitles),
            (r#"{"todos":{}}"#, Unreadable::NoTitles),
            ("just words", Unreadable::NoTitles),
        ] {
            assert_eq!(read(text.as_bytes()), Err(reason), "of {text:?}");
        }
        assert_eq!(read(b"title\n\xff\n"), Err(Unreadable::NotText));
        assert_eq!(read("[".repeat(10_000).as_bytes()), Err(Unreadable::NoTitles));
        let many = format!("title\n{}", "x\n".repeat(MAX_TODOS + 1));
        assert_eq!(read(many.as_bytes()), Err(Unreadable::TooMany));
        assert_eq!(read(&vec![b'x'; MAX_BYTES + 1]), Err(Unreadable::TooLarge));
    }

    #[test]
    fn rows_that_cannot_be_taken_are_named() {
        let import = read(format!("title\nfine\n{}\n\"a\nb\"\na\0b\n \n", "x".repeat(501)).as_bytes()).unwrap();
        assert_eq!(import.items.len(), 1);
        let faults: Vec<String> = import
            .faults
            .iter()
            .map(|fault| format!("row {}: {}", fault.row, fault.reason))
            .collect();
        assert_eq!(
            faults,
            [
                "row 2: title is longer than 500 characters",
                "row 3: title has line breaks or control characters",
                "row 4: title has line breaks or control characters",
            ]
        );
    }
}
