use super::jwt::Refusal;
use crate::database;
use app::model::{AppError, FieldError};

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
    #[error("a letter could not be written down or read: {0}")]
    Letter(serde_json::Error),
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
            Self::StaleSession => Some(AppError::Unconfirmed),
            Self::SpentToken => Some(AppError::SpentLink),
            Self::NotFound => Some(AppError::NotFound),
            Self::LastAdmin => Some(AppError::LastAdmin),
            Self::EmailNotVerified => Some(AppError::EmailNotVerified),
            Self::Busy | Self::Database(database::Error::Unavailable(_)) => Some(AppError::Busy {
                retry_after: BUSY_RETRY_AFTER,
            }),
            Self::Database(_)
            | Self::Signing(_)
            | Self::Hashing(_)
            | Self::Letter(_)
            | Self::Sealed
            | Self::Task(_) => None,
        }
    }
}
