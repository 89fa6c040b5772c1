use serde::{Deserialize, Serialize};

/// `/settings/activity?before=…`: what happened to an account, the newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityPage {
    pub lines: Vec<ActivityLine>,
    /// Where the list goes on, if it does.
    pub earlier: Option<String>,
    /// Whether there are later ones on another page.
    pub is_later: bool,
}

/// Something that happened, in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityLine {
    pub what: String,
    /// When, and from which device and address.
    pub detail: String,
    /// Whether it was done in the session that asks.
    pub is_here: bool,
}
