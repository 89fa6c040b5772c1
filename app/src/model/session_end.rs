//! How a session ended, for the page where one signs in again.
//!
//! The server finds out when a cookie names a session that is gone, and carries it in a cookie of ten minutes; the
//! sign-in page says it. It says nothing but what the owner of the account may know.

use super::EmailAddress;
use serde::{Deserialize, Serialize};

/// The end of a session that its browser had not ended itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEnd {
    /// Why it ended.
    pub reason: EndReason,
    /// Whose it was, where that is certain.
    pub email: Option<EmailAddress>,
}

/// Why, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndReason {
    /// It was not used for too long, or nothing is known but that it is over.
    Expired,
    /// By its owner on another device, or by an administrator.
    EndedElsewhere,
    /// The password of the account was changed or reset, which ends its other sessions.
    PasswordChanged,
}

impl EndReason {
    const ALL: [Self; 3] = [Self::Expired, Self::EndedElsewhere, Self::PasswordChanged];

    /// Its name in a cookie.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::EndedElsewhere => "ended-elsewhere",
            Self::PasswordChanged => "password-changed",
        }
    }

    /// Reads [`EndReason::as_str`].
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == raw)
    }

    /// In words, for the page where one signs in again.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Expired => "Your session has ended. Sign in to go on.",
            Self::EndedElsewhere => "You were signed out on this device. Sign in to go on.",
            Self::PasswordChanged => {
                "Your password was changed, so you were signed out on this device. Sign in to go on."
            }
        }
    }
}
