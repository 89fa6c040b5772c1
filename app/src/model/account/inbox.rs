use serde::{Deserialize, Serialize};

/// `/dev/mail`: what a development server would have mailed, the newest first, or one letter of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum InboxPage {
    All(Vec<Letter>),
    One {
        letter: Letter,
        /// The text part in paragraphs.
        text: Vec<String>,
    },
}

/// A letter as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    pub id: String,
    pub to: String,
    pub subject: String,
    /// When it was written, in words.
    pub at: String,
}
