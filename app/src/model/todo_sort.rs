//! The order in which somebody looks at a list.

use super::{Field, FieldError, Problem};
use serde::{Deserialize, Serialize};

/// By what the todos of a list are put in order. Each list remembers its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TodoSort {
    /// By hand.
    #[default]
    Manual,
    /// By date and time; what has none comes last.
    Due,
    /// The highest priority first.
    Priority,
    /// By the alphabet.
    Title,
    /// What was added first, first.
    Added,
}

impl TodoSort {
    /// Every order, as they are offered.
    pub const EVERY: [Self; 5] = [Self::Manual, Self::Due, Self::Priority, Self::Title, Self::Added];

    /// Reads the name of an order.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Sort`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let found = Self::EVERY.into_iter().find(|sort| sort.as_str() == raw);
        found.ok_or(FieldError::new(Field::Sort, Problem::Unreadable))
    }

    /// Its name, in the API and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Due => "due",
            Self::Priority => "priority",
            Self::Title => "title",
            Self::Added => "added",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_read_as_it_is_written() {
        for sort in TodoSort::EVERY {
            assert_eq!(TodoSort::parse(sort.as_str()), Ok(sort));
        }
        assert!(TodoSort::parse("").is_err() && TodoSort::parse("Due").is_err());
    }
}
