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
        /// What opens the account besides its password.
        factors: Vec<FactorLine>,
        keeping: Keeping,
    },
    /// The link has expired or was used before.
    Spent,
    Done,
}

/// Something that opens an account besides its password. Times are in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorLine {
    pub what: String,
    pub detail: String,
}

/// How such things can be kept when the password is reset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Keeping {
    /// Not at all: the address was never confirmed, so nothing shows whose they are.
    Never,
    /// By a tick: their owner is signed in here and has proved lately who it is.
    Here,
    /// By showing one of them.
    ByProof { has_passkey: bool, has_code: bool },
}

/// `/verify-email`, after the link has been opened, and `/check-mail` before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum VerifyPage {
    /// A letter is on its way.
    CheckMail(SentLetter),
    Confirm {
        kind: Confirmation,
        /// The address it is about.
        email: String,
        /// The one the account has, where that is another.
        present: Option<String>,
        /// Where to go on to, for a link that a program has asked for.
        way_on: Option<String>,
    },
    Spent,
    Done {
        is_signed_in: bool,
        /// Whether a password has still to be chosen, by the link this browser has.
        is_without_password: bool,
    },
    /// One mailbox has said yes to a change of address, and another still has to.
    Half,
    /// An address was had back, and this browser has a link to choose a new password.
    Undone,
}

/// What a link confirms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirmation {
    /// The address of an account or a sign-up, by whoever made it.
    Address,
    /// The same by whoever reads the mailbox, who is asked for the password that was chosen.
    WithPassword,
    /// A change of address, at the new one.
    NewAddress,
    /// The same at the present one.
    PresentAddress,
    /// That a change of address is undone.
    Undo,
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
