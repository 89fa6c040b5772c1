//! Todos from files: our own exports, and the lists of other programs. A file is read and shown first; what was read
//! is kept for a while and added when its owner says so, all of it or nothing.
//!
//! A file goes through the same steps whatever it is: bytes become text (`text`), the text a table, JSON or lines
//! (`table`, `json`, `lines`), and each row a todo by what its fields are called and what they say (`fields`,
//! `value`, `reading`).
//!
//! There is no code for one program. Another program's format is another word in `fields` (what columns are called) or
//! `value` (what cells say), or a line in `PROGRAMS` to know it by.

mod adding;
mod bounded_json;
mod fields;
mod json;
mod lines;
mod reading;
mod table;
mod text;
mod value;

pub use adding::{Kept, add_kept, find_kept_table, forget_expired, keep, keep_table};
pub use reading::Remarks;
pub use table::{Choice, Column};

use super::MAX_TODOS;
use app::model::{ListName, NewTodoForm, TodoId, TodoTitle};
use reading::Reading;
use serde::{Deserialize, Serialize};

/// Largest file, in bytes. A full list of the longest titles is smaller, and so is what our JSON has besides.
pub const MAX_BYTES: usize = 64_000_000;
/// So many of the faults of a file are told; after that it is the wrong file.
const MAX_FAULTS: usize = 20;

/// What has been made of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    Todos(Box<Import>),
    /// A table of which only its owner can tell where the titles are.
    Table {
        columns: Vec<Column>,
        text: String,
    },
}

/// A file that has been read: what it holds, whose it is, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    pub items: Vec<Item>,
    pub faults: Vec<Fault>,
    /// How many more faults there are.
    pub untold: usize,
    pub remarks: Remarks,
    pub origin: Origin,
}

/// What a file is, as far as it can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The program it comes from.
    pub program: Option<&'static str>,
    /// "a table", "JSON" and the like.
    pub kind: &'static str,
    /// What separates the cells, where it is no comma.
    pub separator: Option<&'static str>,
    /// The encoding, where it is not UTF-8.
    pub encoding: Option<&'static str>,
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
    /// What else our own files say of it.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub more: Option<Box<More>>,
}

/// What a file of ours says of a todo beside its title and its state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct More {
    /// The name of its list; nothing for the inbox.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub list: Option<ListName>,
    /// The id, where the file comes from, of the todo it is a step of.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<TodoId>,
    #[serde(rename = "f", default)]
    pub form: NewTodoForm,
}

/// A row that cannot be taken, counted from 1, without the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub row: usize,
    pub reason: String,
}

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is larger than {MAX_BYTES} bytes")]
    TooLarge,
    /// What it is instead, where that can be told.
    #[error("the file is no text")]
    NotText(Option<&'static str>),
    #[error("the file is a web page or XML")]
    Markup,
    #[error("the JSON breaks off or is wrong in line {line}, column {column}")]
    BrokenJson { line: usize, column: usize },
    #[error("the JSON has more values than are read")]
    TooManyValues,
    /// The members that were found.
    #[error("the JSON has no list of todos")]
    NoTodos { names: Vec<String> },
    /// Something else is in it, such as events: in the singular and the plural, with how many there are.
    #[error("the file has nothing in it that is a todo")]
    Empty(Vec<(&'static str, &'static str, usize)>),
    #[error("the file has more than {MAX_TODOS} todos")]
    TooMany,
}

/// Reads a file. Rows that cannot be taken are told, and the others are there. It takes time and belongs off the
/// threads that answer.
///
/// # Errors
/// [`Unreadable`].
pub fn read(bytes: Vec<u8>) -> Result<File, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let text::Text { text, encoding } = text::decode(bytes)?;
    let mut reading = Reading::default();
    match read_text(&text, &mut reading)? {
        Found::Todos(origin) => import(reading, Origin { encoding, ..origin })
            .map(Box::new)
            .map(File::Todos),
        Found::Columns(columns) => Ok(File::Table { columns, text }),
    }
}

/// Reads a table as its owner says.
///
/// # Errors
/// [`Unreadable`].
pub fn read_table(text: &str, choice: Choice) -> Result<Import, Unreadable> {
    let (table, _) = table::without_separator_line(text);
    let shape = table::shape_as_chosen(table, choice).ok_or(Unreadable::Empty(Vec::new()))?;
    let mut reading = Reading::default();
    table::read(table, &shape, &mut reading)?;
    import(reading, of_table(&shape))
}

fn import(reading: Reading, origin: Origin) -> Result<Import, Unreadable> {
    if reading.items.is_empty() && reading.faults.is_empty() {
        let others = reading.remarks.others.iter();
        return Err(Unreadable::Empty(
            others.map(|((one, many), count)| (*one, *many, *count)).collect(),
        ));
    }
    Ok(Import {
        origin: Origin {
            program: fields::program(&reading.names()),
            ..origin
        },
        items: reading.items,
        faults: reading.faults,
        untold: reading.untold,
        remarks: reading.remarks,
    })
}

enum Found {
    Todos(Origin),
    Columns(Vec<Column>),
}

fn read_text(text: &str, reading: &mut Reading) -> Result<Found, Unreadable> {
    let todos_of = |kind| {
        Found::Todos(Origin {
            kind,
            ..Origin::default()
        })
    };
    let start = text.trim_start();
    let begins_with = |beginning: &str| {
        let begun = start.get(..beginning.len());
        begun.is_some_and(|begun| begun.eq_ignore_ascii_case(beginning))
    };
    if start.is_empty() {
        return Err(Unreadable::Empty(Vec::new()));
    }
    // Before tables and lines, which would make todos of the markup.
    if ["<?xml", "<!doctype", "<html", "<opml"].into_iter().any(begins_with) {
        return Err(Unreadable::Markup);
    }
    if begins_with("BEGIN:VCALENDAR") {
        lines::read_calendar(text, reading)?;
        return Ok(todos_of("a calendar"));
    }
    if start.starts_with(['{', '[']) && json::read(text, reading)?.is_some() {
        return Ok(todos_of("JSON"));
    }
    let (table, said) = table::without_separator_line(text);
    if let Some(shape) = table::find_shape(table, said) {
        table::read(table, &shape, reading)?;
        return Ok(Found::Todos(of_table(&shape)));
    }
    if let Some(columns) = table::columns_without_title(table) {
        return Ok(Found::Columns(columns));
    }
    lines::read(text, reading)?;
    Ok(todos_of("a list of lines"))
}

fn of_table(shape: &table::Shape) -> Origin {
    Origin {
        kind: "a table",
        separator: shape.separator(),
        ..Origin::default()
    }
}

#[cfg(test)]
mod tests;
