//! A list of todos, as its owner knows it.

use super::{
    Field, FieldError, ListColour, ListId, TodoCounts, TodoSort,
    text::{parse_line, without_unseen},
};
use serde::{Deserialize, Serialize};

/// A list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Which one.
    pub id: ListId,
    /// What its owner calls it.
    pub name: ListName,
    /// The colour of its mark.
    pub colour: ListColour,
    /// Whether it is the one that everybody has, which stays as it is.
    pub is_inbox: bool,
    /// The order in which its owner looks at it.
    pub sort: TodoSort,
    /// How many todos there are in it.
    pub counts: TodoCounts,
    /// Counts the changes made to this list, from 1.
    pub version: i64,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it was last changed, in milliseconds since the Unix epoch.
    pub updated_at: i64,
}

impl List {
    /// The address of its page.
    #[must_use]
    pub fn path(&self) -> String {
        match self.is_inbox {
            true => "/todos".into(),
            false => format!("/lists/{}", self.id),
        }
    }
}

/// What somebody calls a list: 1 to 100 characters, trimmed, without control characters and without those that cannot be
/// seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ListName(String);

impl ListName {
    /// Longest name in characters.
    pub const MAX_LENGTH: usize = 100;

    /// Parses what a person typed.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Name`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        parse_line(&without_unseen(raw), Field::Name, Self::MAX_LENGTH).map(Self)
    }

    /// The name as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A list to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewList {
    /// What it is called.
    pub name: ListName,
    /// The colour of its mark.
    pub colour: ListColour,
}

/// What changes about a list; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPatch {
    /// The new name.
    pub name: Option<ListName>,
    /// The new colour.
    pub colour: Option<ListColour>,
    /// The new order.
    pub sort: Option<TodoSort>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line_that_can_be_seen() {
        assert_eq!(
            ListName::parse(" Side\u{200b} project ").unwrap().as_str(),
            "Side project"
        );
        for raw in ["", " ", "\u{200b}", "a\nb", &"x".repeat(101)] {
            assert!(ListName::parse(raw).is_err(), "{raw:?} was accepted");
        }
    }
}
