//! Mail: putting letters into words and handing them to a mail server.
//!
//! `auth::letters` says what is to be mailed and to whom; here it gets its words (`wording`), its looks (`layout`)
//! and its way out (`transport`). The queue is a table (`queue`), so a letter survives a crash, is tried again when
//! the mail server is away, and ends where the operator can see it when it cannot be sent at all.

mod inbox;
mod layout;
mod operator;
mod queue;
mod transport;
mod wording;

pub use inbox::{KeptMessage, kept_message, kept_messages};
pub use operator::{Queue, WaitingLetter, count_by_state, queue, retry_dead, send_test};
pub use queue::{deliver, deliver_due, forget_old_mails};
pub use transport::Transport;

use serde::{Deserialize, Serialize};

/// A message as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Auth(#[from] crate::auth::Error),
    #[error(transparent)]
    Database(#[from] crate::database::Error),
    #[error("the message cannot be put together: {0}")]
    Message(String),
    /// The mail server could not be reached, or asks to come back later.
    #[error("the mail server did not take it: {0}")]
    Temporary(String),
    /// The mail server will never take it.
    #[error("the mail server refused it: {0}")]
    Permanent(String),
}
