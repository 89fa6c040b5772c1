//! What `todos` answers instead of a result, as a problem with its status. This is the one table for `/api/todos`; what
//! a client must not see becomes a 500 without detail.

use super::tags::tag;
use crate::{
    for_client::ForClient,
    problem::{FieldProblem, Problem},
    todos::Error,
};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// So many of the things that are not there are named.
const MAX_NAMED: usize = 20;

/// Why not. After a change that came too late it tells the tag there is now.
pub(super) struct Refusal {
    problem: Problem,
    version: Option<i64>,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem, version: None }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let problem = match (&error, error.for_client()) {
            (Error::Changed { .. }, _) => Problem::new(
                StatusCode::PRECONDITION_FAILED,
                "precondition_failed",
                "The todo has been changed meanwhile. Read it again and decide anew.",
            ),
            (Error::KeyReused, _) => Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another request. Use a new one for each request.",
            ),
            (Error::NotAll(places), _) => Problem::invalid(
                places
                    .iter()
                    .take(MAX_NAMED)
                    .map(|place| {
                        FieldProblem::new(
                            format!("ids[{place}]"),
                            "missing",
                            "There is no such todo, or it is not yours.",
                        )
                    })
                    .collect(),
            ),
            (Error::Forgotten, _) => Problem::new(
                StatusCode::GONE,
                "changes_forgotten",
                "The changes after this number are not known any more. Read everything anew, after 0.",
            ),
            (_, Some(answer)) => answer.into(),
            (_, None) => Problem::of_fault(&error),
        };
        let version = match error {
            Error::Changed { version } => Some(version),
            _ => None,
        };
        Self { problem, version }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self.version {
            Some(version) => ([(header::ETAG, tag(version))], self.problem).into_response(),
            None => self.problem.into_response(),
        }
    }
}
