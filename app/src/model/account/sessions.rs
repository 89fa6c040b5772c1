use serde::{Deserialize, Serialize};

/// `/settings/sessions`: where somebody is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionsPage {
    pub this: SessionLine,
    /// The last active first.
    pub others: Vec<SessionLine>,
    /// How many others there are besides.
    pub unlisted: u32,
}

/// A session as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionLine {
    pub id: String,
    /// In words: "Firefox on Linux".
    pub device: String,
    /// When it was last active, from which address, and since when, in words.
    pub detail: String,
}
