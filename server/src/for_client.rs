//! What a client hears of an error. The error of a use case says so itself; what is none of the client's business is
//! logged, once, where the answer is made.

use app::{backend::Caller, model::AppError};
use std::error::Error;

/// An error of a use case.
pub(crate) trait ForClient: Error {
    /// The client's part of it; `None` for what is nobody's business but ours.
    fn for_client(&self) -> Option<AppError>;
}

/// What the client hears.
pub(crate) fn answer(error: &impl ForClient, caller: &Caller) -> AppError {
    match error.for_client() {
        Some(AppError::Busy { retry_after }) => {
            tracing::warn!(%error, "too busy for a request");
            AppError::Busy { retry_after }
        }
        Some(answer) => answer,
        None => {
            tracing::error!(%error, "a request failed");
            AppError::Internal {
                request_id: caller.request_id.clone(),
            }
        }
    }
}
