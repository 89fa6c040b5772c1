//! Why a use case of todos answers no result, and what a client hears of it.

use super::MAX_LABELS;
use crate::{auth, database, for_client::ForClient};
use app::model::{AppError, Field, FieldError, Problem, Steps};

/// What the use cases of this folder can answer instead of a result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such todo")]
    NotFound,
    #[error("the id is in use")]
    Conflict,
    #[error("the todo is of version {version} now")]
    Changed { version: i64 },
    #[error("the key was used for another request")]
    KeyReused,
    #[error("there are too many todos")]
    TooMany,
    #[error("the account has as many todos as it may have")]
    Full,
    #[error("the account has as many lists as it may have")]
    TooManyLists,
    #[error("{} of the todos are not there", .0.len())]
    NotAll(Vec<usize>),
    #[error("there is no such list")]
    NoList,
    #[error("there is no such todo in the list")]
    NoPlace,
    #[error("there is no such todo to be a step of")]
    NoParent,
    #[error("the todo has as many steps as it may have")]
    TooManySteps,
    #[error("the account has as many labels as it may have")]
    TooManyLabels,
    #[error("there is no such rule of recurrence")]
    NoRule,
    #[error("the changes after that number are not known any more")]
    Forgotten,
    #[error("todos are not kept in that order")]
    NoOrder,
    #[error("there is no such import waiting")]
    NoImport,
    #[error("a stored todo is not well formed")]
    Corrupt(FieldError),
    #[error(transparent)]
    Database(#[from] database::Error),
    /// What had to be written down beside a change could not be.
    #[error(transparent)]
    Record(#[from] auth::Error),
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Self::Corrupt(error)
    }
}

impl ForClient for Error {
    fn for_client(&self) -> Option<AppError> {
        match self {
            Self::NotFound | Self::NotAll(_) => Some(AppError::NotFound),
            Self::NoList => Some(AppError::field(Field::List, Problem::Missing)),
            Self::NoParent => Some(AppError::field(Field::Parent, Problem::Missing)),
            Self::TooManySteps => Some(AppError::field(Field::Parent, Problem::TooMany { max: Steps::MAX })),
            Self::TooManyLabels => Some(AppError::field(Field::Labels, Problem::TooMany { max: MAX_LABELS })),
            Self::NoRule => Some(AppError::field(Field::Recurrence, Problem::Unreadable)),
            Self::NoPlace => Some(AppError::field(Field::Id, Problem::Missing)),
            Self::Conflict | Self::Changed { .. } => Some(AppError::Conflict),
            Self::KeyReused | Self::TooMany | Self::Forgotten | Self::NoOrder | Self::NoImport => {
                Some(AppError::Malformed)
            }
            Self::Full | Self::TooManyLists => Some(AppError::ListFull),
            // The account has been deleted since the request came in, and all its sessions with it.
            Self::Database(database::Error::Orphan) => Some(AppError::SignedOut),
            Self::Database(database::Error::Unavailable(_)) => Some(AppError::Busy {
                retry_after: auth::BUSY_RETRY_AFTER,
            }),
            Self::Record(error) => error.for_client(),
            Self::Corrupt(_) | Self::Database(_) => None,
        }
    }
}
