//! Why a second step is not taken, or not set up.

use crate::for_client::ForClient;
use app::model::{AppError, Field, Problem};

/// Why something about two-step verification is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TwoFactorError {
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
    On,
    #[error("two-step verification is off")]
    Off,
}

impl ForClient for TwoFactorError {
    fn for_client(&self) -> Option<AppError> {
        Some(match self {
            Self::WrongCode => AppError::field(Field::Code, Problem::Wrong),
            Self::UsedCode => AppError::field(Field::Code, Problem::Used),
            Self::SpentChallenge | Self::TooManyCodes => AppError::SignedOut,
            Self::On | Self::Off => AppError::Conflict,
        })
    }
}
