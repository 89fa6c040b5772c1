//! A todo, and what one is made and changed by.
//!
//! The ports take and give them; every way in (forms, server functions, the API, imports) parses the title here.

use super::{Field, FieldError, TodoId, text::parse_line};
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
    /// Place in the list; larger is further down.
    pub position: i64,
    /// Counts the changes made to this todo, from 1; 0 while the server does not know it.
    pub version: i64,
    /// When it was added, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it was last changed, in milliseconds since the Unix epoch.
    pub updated_at: i64,
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

/// A todo to be added. With an id it can be sent twice and is added once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTodo {
    /// The id that the page has made; without one the server makes it.
    pub id: Option<TodoId>,
    /// What is to be done.
    pub title: TodoTitle,
    /// Whether it has been done already, as an imported one may be.
    pub completed: bool,
}

/// What changes in a todo; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodoPatch {
    /// The new title.
    pub title: Option<TodoTitle>,
    /// Whether it has been done.
    pub completed: Option<bool>,
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
    fn empty_long_and_control_characters_are_refused() {
        for raw in ["", "   ", "\u{a0}", "a\0b", "a\nb", "a\u{7f}b", &"x".repeat(501)] {
            assert!(TodoTitle::parse(raw).is_err(), "{raw:?} was accepted");
        }
    }
}
