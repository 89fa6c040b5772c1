//! Why a passkey ceremony comes to nothing. A passkey that does not prove what it should answers as a wrong password
//! does; which check failed stands in the log alone.

use crate::for_client::ForClient;
use app::model::AppError;

/// Why something about passkeys is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    #[error("there are no passkeys at an address that is a number")]
    Unavailable,
    #[error("there is no such ceremony any more")]
    Spent,
    #[error("the passkey does not prove what it should")]
    Unproven,
    #[error("the passkey is somebody's already")]
    Known,
    #[error("there is no such passkey, or it is somebody else's")]
    NotFound,
    #[error("the passkey is the last way into the account")]
    LastCredential,
}

impl ForClient for PasskeyError {
    fn for_client(&self) -> Option<AppError> {
        Some(match self {
            Self::Unavailable | Self::NotFound => AppError::NotFound,
            Self::Spent => AppError::SpentLink,
            Self::Unproven => AppError::WrongCredentials,
            Self::Known | Self::LastCredential => AppError::Conflict,
        })
    }
}
