//! Labels: words by which somebody finds todos of several lists together.
//!
//! No two of one person have the same name, in whatever spelling. Todos carry the names of theirs.

use super::{
    Field, FieldError, LabelId, ListColour, Problem,
    text::{parse_line, without_unseen},
};
use serde::{Deserialize, Serialize};

/// A label, as its owner knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Which one.
    pub id: LabelId,
    /// What its owner calls it.
    pub name: LabelName,
    /// The colour of its mark.
    pub colour: ListColour,
    /// Counts the changes made to this label, from 1.
    pub version: i64,
}

impl Label {
    /// The address of its page.
    #[must_use]
    pub fn path(&self) -> String {
        self.name.path()
    }
}

/// What somebody calls a label: 1 to 50 characters, trimmed, without commas, which part labels from each other, without
/// control characters and without those that cannot be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelName(String);

impl LabelName {
    /// Longest name in characters.
    pub const MAX_LENGTH: usize = 50;

    /// Parses what a person typed.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Name`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        if raw.contains(SEPARATOR) {
            return Err(FieldError::new(Field::Name, Problem::Unreadable));
        }
        parse_line(&without_unseen(raw), Field::Name, Self::MAX_LENGTH).map(Self)
    }

    /// The name as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of the page of the label that is called so.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = "/labels/".to_owned();
        for byte in self.0.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => path.push(char::from(byte)),
                _ => path.push_str(&format!("%{byte:02X}")),
            }
        }
        path
    }
}

/// What parts the names of labels from each other.
const SEPARATOR: char = ',';

/// The labels of one todo: at most 20, none twice, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TodoLabels(String);

impl TodoLabels {
    /// Most labels of a todo.
    pub const MAX: usize = 20;

    /// Parses names with commas between them, as a person types them and the store keeps them.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Labels`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let names = raw.split(SEPARATOR).filter(|name| !name.trim().is_empty());
        Self::of(names)
    }

    /// The labels of these names.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Labels`].
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Result<Self, FieldError> {
        let mut sorted: Vec<(String, String)> = Vec::new();
        for name in names {
            let LabelName(name) =
                LabelName::parse(name).map_err(|error| FieldError::new(Field::Labels, error.problem))?;
            sorted.push((name.to_lowercase(), name));
        }
        sorted.sort();
        sorted.dedup_by(|(next, _), (before, _)| next == before);
        if sorted.len() > Self::MAX {
            return Err(FieldError::new(Field::Labels, Problem::TooMany { max: Self::MAX }));
        }
        let names: Vec<String> = sorted.into_iter().map(|(_, name)| name).collect();
        Ok(Self(names.join(",")))
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split(SEPARATOR).filter(|name| !name.is_empty())
    }

    /// The names with commas between them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A label to be made, or what becomes of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelPatch {
    /// The new name.
    pub name: Option<LabelName>,
    /// The new colour.
    pub colour: Option<ListColour>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_parted_by_commas_and_none_is_there_twice() {
        let labels = TodoLabels::parse(" errands, Home ,, home,at\u{200b} work").unwrap();
        assert_eq!(labels.as_str(), "at work,errands,Home");
        assert_eq!(labels.names().collect::<Vec<_>>(), ["at work", "errands", "Home"]);
        assert_eq!(TodoLabels::parse(labels.as_str()), Ok(labels));
        assert_eq!(TodoLabels::parse(" , ").unwrap().names().count(), 0);
    }

    #[test]
    fn what_is_no_name_and_too_many_are_refused() {
        for raw in ["", " ", "\u{200b}", "a\nb", "a,b", &"x".repeat(51)] {
            assert!(LabelName::parse(raw).is_err(), "{raw:?} was accepted");
        }
        let many = |count: usize| (0..count).map(|n| format!("l{n}")).collect::<Vec<_>>().join(",");
        assert!(TodoLabels::parse(&many(20)).is_ok());
        assert_eq!(
            TodoLabels::parse(&many(21)).unwrap_err().problem,
            Problem::TooMany { max: 20 }
        );
    }

    #[test]
    fn an_address_holds_any_name() {
        let path = |name: &str| LabelName::parse(name).unwrap().path();
        assert_eq!(path("errands"), "/labels/errands");
        assert_eq!(path("a b/ä?"), "/labels/a%20b%2F%C3%A4%3F");
    }
}
