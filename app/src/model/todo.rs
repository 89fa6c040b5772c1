//! A todo, and what one is made and changed by.
//!
//! The ports take and give them; every way in (forms, server functions, the API, imports) parses the title here.

use super::{Day, Due, Field, FieldError, ListId, Priority, Problem, Recurrence, TodoId, TodoLabels, text::parse_line};
use serde::{Deserialize, Serialize};

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    /// Which todo it is, in every list.
    pub id: TodoId,
    /// What is to be done.
    pub title: TodoTitle,
    /// Whether it has been done.
    pub completed: bool,
    /// In which list it is.
    pub list_id: ListId,
    /// When it is due.
    pub due: Option<Due>,
    /// How much it matters.
    pub priority: Priority,
    /// Whether there are notes to it, which only its own page shows.
    pub has_notes: bool,
    /// Its labels.
    pub labels: TodoLabels,
    /// Whether it comes again when it is done, or has.
    pub recurs: bool,
    /// Where it recurs and was done: the day on which what took its place is due.
    pub next: Option<Day>,
    /// What it is a step of.
    pub parent_id: Option<TodoId>,
    /// How many steps it has.
    pub steps: Steps,
    /// Place in the list; larger is further down.
    pub position: i64,
    /// The number of its last change among all that its owner has made; 0 while the server does not know it.
    pub change: i64,
    /// Counts the changes made to this todo, from 1; 0 while the server does not know it.
    pub version: i64,
    /// When it was added, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it was last changed, in milliseconds since the Unix epoch.
    pub updated_at: i64,
}

/// How many steps a todo has, and how many of them are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// Those that are done.
    pub done: u16,
    /// All of them.
    pub all: u16,
}

impl Steps {
    /// Most steps of a todo.
    pub const MAX: usize = 100;
}

/// What is to be done: 1 to 500 characters, trimmed, any Unicode but control characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TodoTitle(String);

impl TodoTitle {
    /// Longest title in characters.
    pub const MAX_LENGTH: usize = 500;

    /// Parses what a person typed.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Title`]; [`super::Problem::Missing`] when nothing is left after trimming.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        parse_line(raw, Field::Title, Self::MAX_LENGTH).map(Self)
    }

    /// The title as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A todo with what only its own page and programs show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TodoDetails {
    /// What lists show of it.
    pub todo: Todo,
    /// What is to be remembered with it.
    pub notes: TodoNotes,
    /// How it recurs.
    pub recurrence: Option<Recurrence>,
    /// When it was done, in milliseconds since the Unix epoch.
    pub completed_at: Option<i64>,
    /// When it came into the trash, in milliseconds since the Unix epoch.
    pub deleted_at: Option<i64>,
}

/// What is to be remembered with a todo: up to 10,000 characters of any Unicode, in lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TodoNotes(String);

impl TodoNotes {
    /// Longest notes in characters.
    pub const MAX_LENGTH: usize = 10_000;

    /// Parses what a person typed. Lines end with a line feed, however the browser has sent them; what is blank at the end
    /// goes.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Notes`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let text = raw.replace("\r\n", "\n");
        let text = text.trim_end();
        if text
            .chars()
            .any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t'))
        {
            return Err(FieldError::new(Field::Notes, Problem::ControlCharacters));
        }
        if text.chars().count() > Self::MAX_LENGTH {
            let max = Self::MAX_LENGTH;
            return Err(FieldError::new(Field::Notes, Problem::TooLong { max }));
        }
        Ok(Self(text.to_owned()))
    }

    /// The notes as they are shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A todo to be added. With an id it can be sent twice and is added once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTodo {
    /// The id that the page has made; without one the server makes it.
    pub id: Option<TodoId>,
    /// The list it comes to the end of; without one the inbox.
    pub list_id: Option<ListId>,
    /// What is to be done.
    pub title: TodoTitle,
    /// What is to be remembered with it.
    pub notes: TodoNotes,
    /// When it is due.
    pub due: Option<Due>,
    /// How much it matters.
    pub priority: Priority,
    /// Its labels. One that its owner does not have yet is made.
    pub labels: TodoLabels,
    /// How it recurs. Without a day it is due on the first one from today.
    pub recurrence: Option<Recurrence>,
    /// What it is a step of, whose list it comes into.
    pub parent_id: Option<TodoId>,
    /// Whether it has been done already, as an imported one may be.
    pub completed: bool,
}

impl NewTodo {
    /// One of this title for the inbox, and nothing else said of it.
    #[must_use]
    pub fn titled(title: TodoTitle) -> Self {
        Self {
            id: None,
            list_id: None,
            title,
            notes: TodoNotes::default(),
            due: None,
            priority: Priority::None,
            labels: TodoLabels::default(),
            recurrence: None,
            parent_id: None,
            completed: false,
        }
    }
}

/// What changes in a todo; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodoPatch {
    /// The new title.
    pub title: Option<TodoTitle>,
    /// Whether it has been done.
    pub completed: Option<bool>,
    /// The new notes.
    pub notes: Option<TodoNotes>,
    /// The new day and time, which may be none.
    pub due: Option<Option<Due>>,
    /// The new priority.
    pub priority: Option<Priority>,
    /// The list it goes to.
    pub list_id: Option<ListId>,
    /// The new labels.
    pub labels: Option<TodoLabels>,
    /// How it recurs from here on, if at all.
    pub recurrence: Option<Option<Recurrence>>,
}

impl TodoPatch {
    /// That it has been done, or has not.
    #[must_use]
    pub fn state(completed: bool) -> Self {
        Self {
            completed: Some(completed),
            ..Self::default()
        }
    }

    /// Another title.
    #[must_use]
    pub fn retitled(title: TodoTitle) -> Self {
        Self {
            title: Some(title),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_trimmed_and_may_be_any_unicode() {
        for raw in [
            "  buy milk ",
            "买牛奶",
            "👩‍👩‍👧",
            "<script>alert(1)</script>",
            "\u{202e}right to left",
        ] {
            assert_eq!(TodoTitle::parse(raw).unwrap().as_str(), raw.trim());
        }
        assert!(TodoTitle::parse(&"😀".repeat(500)).is_ok());
    }

    #[test]
    fn notes_have_lines_and_no_blank_end() {
        assert_eq!(TodoNotes::parse(" a\r\n\tb\n\n ").unwrap().as_str(), " a\n\tb");
        assert!(TodoNotes::parse(&"é".repeat(10_000)).is_ok());
        for raw in ["a\0b", "a\u{7f}", &"x".repeat(10_001)] {
            assert!(TodoNotes::parse(raw).is_err(), "{raw:?} was accepted");
        }
    }

    #[test]
    fn empty_long_and_control_characters_are_refused() {
        for raw in ["", "   ", "\u{a0}", "a\0b", "a\nb", "a\u{7f}b", &"x".repeat(501)] {
            assert!(TodoTitle::parse(raw).is_err(), "{raw:?} was accepted");
        }
    }
}
