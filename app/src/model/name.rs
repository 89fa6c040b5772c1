//! The name of a user.
//!
//! Signing up, the settings and the command line parse one. It is safe to show among other text: it has one line, and
//! nothing that changes how the emails around it look.

use super::{
    Field, FieldError,
    text::{parse_line, without_unseen},
};
use serde::{Deserialize, Serialize};

/// What a user wants to be called: 1 to 100 characters, trimmed, without control characters and without those that
/// cannot be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonName(String);

impl PersonName {
    /// Longest name in characters.
    pub const MAX_LENGTH: usize = 100;

    /// Parses what a person typed.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Name`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        parse_line(&without_unseen(raw), Field::Name, Self::MAX_LENGTH).map(Self)
    }

    /// A name as it is stored. An earlier version may have taken one that is refused today; whoever has it keeps it.
    #[must_use]
    pub fn from_stored(stored: &str) -> Self {
        Self::parse(stored).unwrap_or_else(|_| Self(stored.to_owned()))
    }

    /// The name as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
