//! Why a link from an email opens nothing.

use crate::for_client::ForClient;
use app::model::AppError;

/// Why a link from an email opens nothing, for whoever brings it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It has expired, was used before, or never was one.
    #[error("the link is not good")]
    Spent,
    /// It is for another account than the one somebody is signed in to.
    #[error("the link belongs to another account")]
    AnotherAccount,
}

impl ForClient for LinkError {
    fn for_client(&self) -> Option<AppError> {
        Some(match self {
            Self::Spent => AppError::SpentLink,
            Self::AnotherAccount => AppError::AnotherAccount,
        })
    }
}
