//! What a use case of `auth` answers instead of a result, and what a client may hear of it. What only links from emails,
//! two-step verification or passkeys can answer is an error of theirs. Better Auth's words for all of them are in
//! `api/better_auth/error.rs`.

use super::{LinkError, TwoFactorError, jwt::Refusal, passkeys::PasskeyError};
use crate::{database, for_client::ForClient, telemetry::metrics::Outcome};
use app::model::{AppError, Field, FieldError, Problem};

/// What the use cases of this folder can answer instead of a result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("a field is not acceptable")]
    Invalid(FieldError),
    #[error("unknown address or wrong password")]
    WrongCredentials,
    #[error("the account has been disabled")]
    AccountDisabled,
    /// Too many attempts; the next one is welcome after so many seconds.
    #[error("too many attempts")]
    TooManyAttempts { retry_after: u32 },
    /// Somebody signed in did not prove to know the password.
    #[error("the password is wrong")]
    WrongPassword,
    /// The session was opened too long ago for what was asked, and no password was given.
    #[error("the session is not fresh")]
    StaleSession,
    /// The new address is the present one.
    #[error("the address is the present one")]
    SameEmail,
    /// There is no mail to do this by.
    #[error("mail is switched off")]
    MailOff,
    #[error(transparent)]
    Link(#[from] LinkError),
    #[error(transparent)]
    TwoFactor(#[from] TwoFactorError),
    #[error(transparent)]
    Passkey(#[from] PasskeyError),
    /// The address has to be confirmed before anybody can sign in with it.
    #[error("the e-mail address is not confirmed")]
    EmailNotVerified,
    /// There is no such thing, or it is none of the asker's business.
    #[error("there is no such thing")]
    NotFound,
    /// Nobody would be left to look after things.
    #[error("there would be no administrator left")]
    LastAdmin,
    /// Too many passwords are waiting to be hashed.
    #[error("the password queue is full")]
    Busy,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
    /// A bearer token that opens nothing.
    #[error(transparent)]
    Token(#[from] Refusal),
    #[error(transparent)]
    Database(#[from] database::Error),
    #[error("a token could not be signed: {0}")]
    Signing(#[from] jsonwebtoken::errors::Error),
    #[error("a password could not be hashed: {0}")]
    Hashing(#[from] argon2::password_hash::Error),
    #[error("an email could not be written down or read: {0}")]
    Email(serde_json::Error),
    #[error("a passkey could not be written down or read: {0}")]
    PasskeyState(serde_json::Error),
    /// What is needed is encrypted under a secret that is gone; `latchkey doctor` tells how much.
    #[error("something is encrypted under another secret")]
    Sealed,
    #[error("a background task ended early: {0}")]
    Task(#[from] tokio::task::JoinError),
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Self::Invalid(error)
    }
}

/// What came of an attempt to sign in or up, for who counts them.
impl From<&Error> for Outcome {
    fn from(error: &Error) -> Self {
        match error {
            Error::Invalid(_) => Self::Invalid,
            Error::TooManyAttempts { .. } => Self::Limited,
            Error::AccountDisabled | Error::EmailNotVerified => Self::Refused,
            error => match error.for_client() {
                None => Self::Failed,
                Some(AppError::Busy { .. }) => Self::Busy,
                Some(_) => Self::Wrong,
            },
        }
    }
}

/// Seconds after which an operator may have put a secret back.
const SEALED_RETRY_AFTER: u32 = 600;

/// Seconds after which a busy server is worth another try.
pub const BUSY_RETRY_AFTER: u32 = 2;

impl ForClient for Error {
    fn for_client(&self) -> Option<AppError> {
        match self {
            Self::Invalid(error) => Some(AppError::Invalid(vec![error.clone()])),
            Self::WrongCredentials | Self::WrongPassword => Some(AppError::WrongCredentials),
            Self::AccountDisabled => Some(AppError::AccountDisabled),
            Self::TooManyAttempts { retry_after } => Some(AppError::TooManyAttempts {
                retry_after: *retry_after,
            }),
            Self::SignedOut | Self::Token(_) => Some(AppError::SignedOut),
            Self::StaleSession => Some(AppError::Unconfirmed),
            Self::SameEmail => Some(AppError::field(Field::Email, Problem::Unchanged)),
            Self::MailOff => Some(AppError::NotFound),
            Self::Link(error) => error.for_client(),
            Self::TwoFactor(error) => error.for_client(),
            Self::Passkey(error) => error.for_client(),
            Self::NotFound => Some(AppError::NotFound),
            Self::LastAdmin => Some(AppError::LastAdmin),
            Self::EmailNotVerified => Some(AppError::EmailNotVerified),
            Self::Busy | Self::Database(database::Error::Unavailable(_)) => Some(AppError::Busy {
                retry_after: BUSY_RETRY_AFTER,
            }),
            Self::Sealed => Some(AppError::KeyMissing {
                retry_after: SEALED_RETRY_AFTER,
            }),
            Self::Database(_)
            | Self::Signing(_)
            | Self::Hashing(_)
            | Self::Email(_)
            | Self::PasskeyState(_)
            | Self::Task(_) => None,
        }
    }
}
