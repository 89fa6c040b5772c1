//! What a signed-in page knows: who is signed in, and in which session.
//!
//! The server makes it of the rows of the session and its user; hooks and the header show it. No token ever comes here:
//! those stay in their HttpOnly cookies.

use super::{EmailAddress, PersonName};
use serde::{Deserialize, Serialize};

/// A live session and the user it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionData {
    pub user: User,
    pub session: SessionInfo,
}

/// A person as the person may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: String,
    pub name: PersonName,
    pub email: EmailAddress,
    pub email_verified: bool,
    pub image: Option<String>,
    pub role: Role,
    /// Milliseconds since the Unix epoch.
    pub created_at: i64,
    /// Milliseconds since the Unix epoch.
    pub updated_at: i64,
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    User,
    Admin,
}

impl Role {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }
}

/// One sign-in on one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionInfo {
    pub id: String,
    /// When it ends unless it is used, in milliseconds since the Unix epoch.
    pub expires_at: i64,
}
