//! How much a todo matters.

use super::{Field, FieldError, Problem};
use serde::{Deserialize, Serialize};

/// One of three priorities, or none. The higher one comes first in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Priority {
    /// 1.
    High,
    /// 2.
    Medium,
    /// 3.
    Low,
    /// Nobody has said.
    #[default]
    None,
}

impl Priority {
    /// Every priority, the highest first.
    pub const EVERY: [Self; 4] = [Self::High, Self::Medium, Self::Low, Self::None];

    /// Reads the number of a priority; nothing is none.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Priority`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let found = Self::EVERY.into_iter().find(|priority| priority.attribute() == raw);
        found.ok_or(FieldError::new(Field::Priority, Problem::Unreadable))
    }

    /// Its number: 1 for high to 3 for low; nothing for none.
    #[must_use]
    pub fn number(self) -> Option<u8> {
        match self {
            Self::High => Some(1),
            Self::Medium => Some(2),
            Self::Low => Some(3),
            Self::None => None,
        }
    }

    /// The same in a form or an attribute.
    #[must_use]
    pub fn attribute(self) -> &'static str {
        match self {
            Self::High => "1",
            Self::Medium => "2",
            Self::Low => "3",
            Self::None => "",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
            Self::None => "None",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_priority_is_read_as_it_is_written_and_the_high_one_is_first() {
        for priority in Priority::EVERY {
            assert_eq!(Priority::parse(priority.attribute()), Ok(priority));
        }
        for raw in ["0", "4", "p1", "high", " 1"] {
            assert!(Priority::parse(raw).is_err(), "{raw:?} was accepted");
        }
        assert!(Priority::EVERY.is_sorted());
    }
}
