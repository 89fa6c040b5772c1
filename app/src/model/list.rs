//! A list of todos, as its owner knows it.

use super::{
    Field, FieldError, ListId, Problem, TodoCounts,
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

/// The colour of a list's mark: one of twelve of the style sheet, which has them for light and for dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ListColour {
    /// No colour.
    #[default]
    Grey,
    /// And eleven others.
    Red,
    /// As named.
    Orange,
    /// As named.
    Amber,
    /// As named.
    Lime,
    /// As named.
    Green,
    /// As named.
    Teal,
    /// As named.
    Cyan,
    /// As named.
    Blue,
    /// As named.
    Indigo,
    /// As named.
    Violet,
    /// As named.
    Pink,
}

impl ListColour {
    /// Every colour, in the order in which they are offered.
    pub const EVERY: [Self; 12] = [
        Self::Grey,
        Self::Red,
        Self::Orange,
        Self::Amber,
        Self::Lime,
        Self::Green,
        Self::Teal,
        Self::Cyan,
        Self::Blue,
        Self::Indigo,
        Self::Violet,
        Self::Pink,
    ];

    /// Reads the name of a colour.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Colour`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let found = Self::EVERY.into_iter().find(|colour| colour.as_str() == raw);
        found.ok_or(FieldError::new(Field::Colour, Problem::Unreadable))
    }

    /// Its name, in the API and in the style sheet.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Amber => "amber",
            Self::Lime => "lime",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Cyan => "cyan",
            Self::Blue => "blue",
            Self::Indigo => "indigo",
            Self::Violet => "violet",
            Self::Pink => "pink",
        }
    }

    /// The same as people read it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Grey => "Grey",
            Self::Red => "Red",
            Self::Orange => "Orange",
            Self::Amber => "Amber",
            Self::Lime => "Lime",
            Self::Green => "Green",
            Self::Teal => "Teal",
            Self::Cyan => "Cyan",
            Self::Blue => "Blue",
            Self::Indigo => "Indigo",
            Self::Violet => "Violet",
            Self::Pink => "Pink",
        }
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_read_as_it_is_written() {
        for colour in ListColour::EVERY {
            assert_eq!(ListColour::parse(colour.as_str()), Ok(colour));
            assert_eq!(colour.label().to_lowercase(), colour.as_str());
        }
        assert!(ListColour::parse("Red").is_err() && ListColour::parse("").is_err());
    }

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
