//! How a todo recurs.
//!
//! A rule is a text here: it is computed by the server, which also says whether it is one (`recurrence` crate). Pages only
//! carry it.

use super::{Field, FieldError, Problem};
use serde::{Deserialize, Serialize};

/// A rule of RFC 5545, and from where its next day is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurrence {
    /// The value of an `RRULE`, such as `FREQ=WEEKLY;BYDAY=MO`.
    pub rule: String,
    /// From where its next day is counted.
    pub from: RecursFrom,
}

impl Recurrence {
    /// Longest rule in characters.
    pub const MAX_LENGTH: usize = 200;

    /// Takes what forms and the store keep: a rule, which may be none, and from where it is counted.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Recurrence`].
    pub fn parse(rule: &str, from: &str) -> Result<Option<Self>, FieldError> {
        let (rule, max) = (rule.trim(), Self::MAX_LENGTH);
        if rule.is_empty() {
            return Ok(None);
        }
        if rule.len() > max {
            return Err(FieldError::new(Field::Recurrence, Problem::TooLong { max }));
        }
        Ok(Some(Self {
            rule: rule.to_owned(),
            from: RecursFrom::parse(from)?,
        }))
    }
}

/// From where the next day of a recurring todo is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RecursFrom {
    /// From the day it was due: every Monday is a Monday, whenever it is done.
    #[default]
    Due,
    /// From the day it was done.
    Completion,
}

impl RecursFrom {
    /// Reads `due` or `completion`.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Recurrence`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        match raw {
            "due" => Ok(Self::Due),
            "completion" => Ok(Self::Completion),
            _ => Err(FieldError::new(Field::Recurrence, Problem::Unreadable)),
        }
    }

    /// Its name in forms and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Completion => "completion",
        }
    }
}
