use serde::{Deserialize, Serialize};

/// `/settings/email`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmailPage {
    pub email: String,
    pub is_verified: bool,
    /// Whether letters can be sent at all.
    pub has_mail: bool,
    /// Whether they end in the inbox of this development server.
    pub is_kept_here: bool,
    /// The new address that waits to be confirmed.
    pub pending: Option<PendingEmail>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingEmail {
    pub email: String,
    /// Until when its link works, in words.
    pub until: String,
}
