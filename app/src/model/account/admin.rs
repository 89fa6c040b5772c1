use super::FactorLine;
use serde::{Deserialize, Serialize};

/// `/admin`: everybody, the newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// What was looked for.
    pub search: String,
    pub people: Vec<PersonLine>,
    /// The address of the next part.
    pub next: Option<String>,
}

/// Somebody as they are listed. Times are in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonLine {
    pub id: String,
    pub name: String,
    pub email: String,
    pub is_admin: bool,
    pub is_active: bool,
    /// "Since 3 March 2026 · active 5 minutes ago"
    pub detail: String,
}

/// `/admin/people/:id`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonPage {
    pub person: PersonLine,
    pub email_verified: bool,
    /// What opens the account besides its password.
    pub factors: Vec<FactorLine>,
    pub has_passkeys: bool,
    pub has_two_step: bool,
    /// The last active first.
    pub sessions: Vec<PersonSession>,
    /// How many there are besides.
    pub unlisted_sessions: u32,
    pub events: Vec<PersonEvent>,
    /// The address of the events before these.
    pub earlier: Option<String>,
}

/// Where somebody is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonSession {
    pub id: String,
    pub device: String,
    pub detail: String,
}

/// What happened to the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonEvent {
    pub what: String,
    pub detail: String,
}
