use serde::{Deserialize, Serialize};

/// `/settings/delete`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletePage {
    pub email: String,
    /// How many todos would go.
    pub todos: i64,
    /// Whether a letter has to be answered before anything goes.
    pub is_confirmed_by_mail: bool,
}

/// `/settings/delete/confirm?token=…`, where the letter leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmDeletionPage {
    pub email: String,
    pub todos: i64,
    /// Whether the link is good, for whoever is signed in.
    pub is_good: bool,
}
