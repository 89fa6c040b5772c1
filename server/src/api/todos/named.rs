//! The id in an address, for every route of one todo or one list.

use crate::problem::Problem;
use app::model::AppError;
use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use std::str::FromStr;

/// The id in the address. One that is none names nothing, so the answer is that of a thing that is not there.
pub(super) struct Named<Id>(pub Id);

impl<S: Send + Sync, Id: FromStr> FromRequestParts<S> for Named<Id> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let raw = Path::<String>::from_request_parts(parts, state).await.ok();
        let id = raw.and_then(|Path(raw)| raw.parse().ok());
        id.map(Self).ok_or_else(|| AppError::NotFound.into())
    }
}
