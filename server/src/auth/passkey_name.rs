//! What a user calls a passkey, parsed. It is shown in the settings and in notices, so it is one line of a bounded
//! length.

use app::model::{Field, FieldError, parse_line};

/// What somebody calls a passkey: 1 to 100 characters, trimmed, without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyName(String);

impl PasskeyName {
    /// Longest name in characters.
    pub const MAX_LENGTH: usize = 100;

    /// Parses what a person typed; who typed nothing gets `otherwise`.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Name`].
    pub fn parse(raw: &str, otherwise: &str) -> Result<Self, FieldError> {
        let raw = if raw.trim().is_empty() { otherwise } else { raw };
        parse_line(raw, Field::Name, Self::MAX_LENGTH).map(Self)
    }

    /// The name as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
