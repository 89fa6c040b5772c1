use serde::{Deserialize, Serialize};

/// `/settings/data`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataPage {
    /// How many todos there are.
    pub todos: i64,
    /// Why the file that was sent cannot be taken.
    pub problem: Option<String>,
    /// A file that was sent, before it is imported.
    pub preview: Option<ImportPreview>,
}

/// What would come of an import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// What the file is, and from where.
    pub origin: String,
    /// How many todos would be added.
    pub new: usize,
    /// How many of those would be completed.
    pub completed: usize,
    /// How many of the file are in the list already.
    pub present: usize,
    /// The first that would be added.
    pub first: Vec<ImportRow>,
    /// What is to be known of the file as a whole.
    pub remarks: Vec<String>,
    /// What is wrong with which row.
    pub faults: Vec<String>,
    /// Why nothing of it can be added.
    pub problem: Option<String>,
    /// Names what was read, to be sent back.
    pub id: String,
}

/// A todo that would be added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportRow {
    pub title: String,
    pub completed: bool,
}
