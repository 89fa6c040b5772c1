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
    /// Until when its links work, in words.
    pub until: String,
    /// Whether the link sent there has still to be followed.
    pub waits_for_new: bool,
    /// Whether the one sent to the present address has.
    pub waits_for_present: bool,
    /// Whether a code of the app can be given in its place.
    pub takes_code: bool,
    /// Whether a passkey can be shown in its place.
    pub takes_passkey: bool,
}
