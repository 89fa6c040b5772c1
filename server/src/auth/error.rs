//! What a use case of `auth` answers instead of a result, and what a client may hear of it: `for_client` is the table
//! for pages and our own API, and Better Auth's has one of its own (`api/better_auth/error.rs`). What it leaves out is
//! logged once, at the boundary, and answered without detail.

use super::{jwt::Refusal, passkeys::PasskeyError};
use crate::{database, telemetry::metrics::Outcome};
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
    /// What came by mail has expired or was used before.
    #[error("a one-time token is not good")]
    SpentToken,
    /// What came by mail is for another account than the one somebody is signed in to.
    #[error("a one-time token belongs to another account")]
    AnotherAccount,
    /// The new address is the present one.
    #[error("the address is the present one")]
    SameEmail,
    /// There is no mail to do this by.
    #[error("mail is switched off")]
    MailOff,
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
    /// A code of an app that is not right, or a recovery code that is not, or was used before.
    #[error("the code is not right")]
    WrongCode,
    /// A code of an app that is right, and was used before. It counts as a wrong one.
    #[error("the code was used before")]
    UsedCode,
    /// A sign-in waited too long for its second step, or has had it.
    #[error("there is no sign-in that waits for a second step")]
    SpentChallenge,
    /// So many wrong codes were tried for one sign-in that it has to begin anew.
    #[error("too many codes were tried for one sign-in")]
    TooManyCodes,
    #[error("two-step verification is on already")]
    TwoFactorOn,
    #[error("two-step verification is off")]
    TwoFactorOff,
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
    #[error("a letter could not be written down or read: {0}")]
    Letter(serde_json::Error),
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

impl Error {
    /// The client's part of the error; `None` for what is nobody's business but ours.
    #[must_use]
    pub fn for_client(&self) -> Option<AppError> {
        match self {
            Self::Invalid(error) => Some(AppError::Invalid(vec![error.clone()])),
            Self::WrongCredentials | Self::WrongPassword => Some(AppError::WrongCredentials),
            Self::AccountDisabled => Some(AppError::AccountDisabled),
            Self::TooManyAttempts { retry_after } => Some(AppError::TooManyAttempts {
                retry_after: *retry_after,
            }),
            Self::SignedOut | Self::Token(_) => Some(AppError::SignedOut),
            Self::WrongCode => Some(AppError::field(Field::Code, Problem::Wrong)),
            Self::UsedCode => Some(AppError::field(Field::Code, Problem::Used)),
            Self::SpentChallenge | Self::TooManyCodes => Some(AppError::SignedOut),
            Self::TwoFactorOn | Self::TwoFactorOff => Some(AppError::Conflict),
            Self::StaleSession => Some(AppError::Unconfirmed),
            Self::SpentToken => Some(AppError::SpentLink),
            Self::AnotherAccount => Some(AppError::AnotherAccount),
            Self::SameEmail => Some(AppError::field(Field::Email, Problem::Unchanged)),
            Self::MailOff => Some(AppError::NotFound),
            Self::Passkey(refusal) => Some(refusal.for_client()),
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
            | Self::Letter(_)
            | Self::PasskeyState(_)
            | Self::Task(_) => None,
        }
    }
}
