//! What a signed-in page knows: who is signed in, and in which session.
//!
//! The server makes it of the rows of the session and its user; hooks and the header show it. No token ever comes here:
//! those stay in their `HttpOnly` cookies.

use super::{EmailAddress, PersonName};
use serde::{Deserialize, Serialize};

/// A live session and the user it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionData {
    /// Who is signed in.
    pub user: User,
    /// By which session.
    pub session: SessionInfo,
}

/// A user, as the user may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The id of the row: a UUID.
    pub id: String,
    /// What the user wants to be called.
    pub name: PersonName,
    /// The address of the account.
    pub email: EmailAddress,
    /// Whether it has been shown that the user reads that mailbox.
    pub email_verified: bool,
    /// The address of a picture, which only programs set and read.
    pub image: Option<String>,
    /// What the user may do.
    pub role: Role,
    /// When the account was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When any of this last changed, in milliseconds since the Unix epoch.
    pub updated_at: i64,
}

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// What concerns the own account.
    User,
    /// Also what concerns other accounts: an administrator.
    Admin,
}

impl Role {
    /// Its name in the database, in tokens and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }
}

/// A session, as its user may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionInfo {
    /// The id of the row. It is no secret and opens nothing.
    pub id: String,
    /// When it ends unless it is used, in milliseconds since the Unix epoch.
    pub expires_at: i64,
}
