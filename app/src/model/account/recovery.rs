use serde::{Deserialize, Serialize};

/// `/forgot-password`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ForgotPage {
    /// There is no mail here, so no link can be sent.
    NoMail,
    Ask,
    Sent(SentLetter),
}

/// `/reset-password`, after the link has been opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ResetPage {
    Choose {
        /// Whose password it is, for password managers.
        email: String,
        min_length: usize,
    },
    /// The link has expired or was used before.
    Spent,
    Done,
}

/// `/verify-email`, after the link has been opened, and `/check-mail` before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum VerifyPage {
    /// A letter is on its way.
    CheckMail(SentLetter),
    Confirm {
        email: String,
        /// Whether the account has another address so far.
        is_change: bool,
        /// Where to go on to, for a link that a program has asked for.
        way_on: Option<String>,
    },
    Spent,
    Done {
        is_signed_in: bool,
    },
}

/// A letter that was sent a moment ago, if its recipient has an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentLetter {
    /// Where to, if that is still known.
    pub email: Option<String>,
    /// Seconds until another one can be sent.
    pub wait: u32,
    /// The reader's mailbox, by name and address, where the provider is known.
    pub mailbox: Option<(String, String)>,
    /// Whether letters end in the inbox of this development server.
    pub is_kept_here: bool,
}
