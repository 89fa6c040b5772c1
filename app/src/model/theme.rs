//! The theme of the interface.
//!
//! `/theme` stores the choice in a cookie, which the server reads with each request; the document and the theme switch
//! show it.

use serde::{Deserialize, Serialize};

/// The colours a user chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the device has it; the style sheet follows it without a script.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Name of the cookie that keeps the choice. It is not a secret, and the page may write it.
    pub const COOKIE: &'static str = "theme";
    /// Its name on https, where browsers take a cookie with such a name over TLS only.
    pub const SECURE_COOKIE: &'static str = "__Secure-theme";
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name of the cookie by the kind of origin.
    #[must_use]
    pub fn cookie(is_https: bool) -> &'static str {
        if is_https { Self::SECURE_COOKIE } else { Self::COOKIE }
    }

    /// Reads a cookie or form value; anything unknown is `System`.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.as_str() == raw)
            .unwrap_or_default()
    }

    /// Its name in the cookie, in the form and in the document.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What its button says.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}
