use crate::model::{Field, FieldError, text::parse_line};
use serde::{Deserialize, Serialize};

/// `/settings/passkeys`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeysPage {
    /// Whether there can be any here.
    pub is_available: bool,
    pub passkeys: Vec<PasskeyItem>,
    /// Whether one of them can go without closing the account to its owner.
    pub is_removable: bool,
    /// The one that is to get another name.
    pub renamed: Option<PasskeyItem>,
}

/// A passkey as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyItem {
    pub id: String,
    pub name: String,
    /// When it was added and when it was last used, in words.
    pub history: String,
}

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
