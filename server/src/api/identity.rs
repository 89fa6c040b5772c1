use crate::{
    middleware::session::{Identity, Visitor},
    problem::Problem,
};
use app::model::AppError;
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use std::{convert::Infallible, sync::Arc};

/// Somebody with a live session. A handler that takes this is for nobody else.
#[derive(Clone)]
pub struct Known(pub Arc<Identity>);

impl Known {
    /// The id of the person.
    pub fn user_id(&self) -> &str {
        &self.0.live.user.id
    }
}

impl<S: Sync> FromRequestParts<S> for Known {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        match parts.extensions.get::<Visitor>() {
            Some(Visitor::Known(identity)) => Ok(Self(Arc::clone(identity))),
            Some(Visitor::Disabled) => Err(Problem::from(AppError::AccountDisabled).into_response()),
            Some(Visitor::Nobody(refusal)) => Err(Problem::unauthorized(*refusal).into_response()),
            None => Err(Problem::unauthorized(None).into_response()),
        }
    }
}

/// For a handler that anybody may ask.
impl<S: Sync> OptionalFromRequestParts<S> for Known {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Infallible> {
        Ok(match parts.extensions.get::<Visitor>() {
            Some(Visitor::Known(identity)) => Some(Self(Arc::clone(identity))),
            _ => None,
        })
    }
}
