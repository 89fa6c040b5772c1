//! Mail: putting emails into words and handing them to a mail server.
//!
//! `auth::emails` says what is to be mailed and to whom; here it gets its words (`templates`), its looks (`layout`)
//! and its way out (`transport`). The queue is a table (`queue`), so an email survives a crash, is tried again when
//! the mail server is away, and ends where the operator can see it when it cannot be sent at all.

mod inbox;
mod layout;
mod operator;
mod queue;
mod templates;
mod transport;

pub use inbox::{KeptMessage, kept_message, kept_messages};
pub use operator::{Queue, QueuedEmail, count_by_state, queue, retry_dead, send_test};
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

impl Error {
    /// What may be kept and logged of it. Mail servers like to repeat whom an email is for, in whatever words, so of
    /// theirs only the codes are left (RFC 5321 §4.2, RFC 3463); `latchkey mail test` shows all of them.
    #[must_use]
    pub fn without_addresses(&self) -> String {
        match self {
            Self::Temporary(said) => Self::Temporary(codes_of(said)).to_string(),
            Self::Permanent(said) => Self::Permanent(codes_of(said)).to_string(),
            Self::Message(_) => "the message cannot be put together".into(),
            other => other.to_string(),
        }
    }
}

/// The codes in what a mail server has said, such as `550 5.1.1`; what we say ourselves, which has none, stays.
fn codes_of(said: &str) -> String {
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit());
    let is_code = |word: &&str| match word.split('.').collect::<Vec<_>>()[..] {
        [class, subject, detail] => matches!(class, "2" | "4" | "5") && is_number(subject) && is_number(detail),
        [only] => only.len() == 3 && is_number(only) && matches!(only.as_bytes()[0], b'4' | b'5'),
        _ => false,
    };
    let words = said.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.');
    let codes: Vec<&str> = words.filter(is_code).collect();
    match codes.as_slice() {
        [] if said.contains('@') => "in words that are not kept".into(),
        [] => said.to_owned(),
        [first, rest @ ..] => {
            let more = rest.iter().find(|code| code.contains('.'));
            more.map_or_else(|| (*first).to_owned(), |more| format!("{first} {more}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_a_mail_server_says_the_codes_are_kept() {
        for (said, kept) in [
            (
                "permanent error (550): 5.1.1 <victim.person@example.com>: no such user",
                "550 5.1.1",
            ),
            ("permanent error (550): no mailbox for victim.person here", "550"),
            (
                "transient error (451): 4.7.1 greylisted, victim=example.com@relay",
                "451 4.7.1",
            ),
            ("refused for <victim@example.com>", "in words that are not kept"),
            (
                "Connection error: Connection refused (os error 111)",
                "Connection error: Connection refused (os error 111)",
            ),
        ] {
            let error = Error::Permanent(said.into()).without_addresses();
            assert_eq!(error, format!("the mail server refused it: {kept}"));
            assert!(!error.contains("victim"));
        }
    }
}
