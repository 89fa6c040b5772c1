//! Who asks the API, for handlers that are for somebody.

use crate::{auth::CurrentSession, middleware::session::Principal, problem::Problem};
use app::model::AppError;
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use std::convert::Infallible;

/// Somebody with a live session. A handler that takes this is for nobody else, and a router with it as a layer has no
/// other handlers.
#[derive(Clone)]
pub(super) struct CurrentUser(pub CurrentSession);

impl CurrentUser {
    /// The id of the person.
    pub(super) fn user_id(&self) -> &str {
        &self.0.live.user.id
    }
}

impl<S: Sync> FromRequestParts<S> for CurrentUser {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        match parts.extensions.get::<Principal>() {
            Some(Principal::User(current)) => Ok(Self(current.clone())),
            Some(Principal::Disabled) => Err(Problem::from(AppError::AccountDisabled).into_response()),
            Some(Principal::Anonymous(refusal)) => Err(Problem::unauthorized(*refusal).into_response()),
            None => Err(Problem::unauthorized(None).into_response()),
        }
    }
}

/// For a handler that anybody may ask.
impl<S: Sync> OptionalFromRequestParts<S> for CurrentUser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Infallible> {
        Ok(Principal::session_of(&parts.extensions).cloned().map(Self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        Router,
        body::Body,
        http::{Request, StatusCode},
        middleware::from_extractor,
        routing::get,
    };
    use tower::ServiceExt;

    /// Asks nobody who they are.
    async fn forgetful() -> &'static str {
        "for somebody only"
    }

    #[tokio::test]
    async fn one_layer_protects_a_router_whose_handlers_forget() {
        let router = Router::new()
            .route("/things", get(forgetful))
            .route_layer(from_extractor::<CurrentUser>());
        for (principal, status) in [
            (None, StatusCode::UNAUTHORIZED),
            (Some(Principal::Anonymous(None)), StatusCode::UNAUTHORIZED),
            (Some(Principal::Disabled), StatusCode::FORBIDDEN),
        ] {
            let mut request = Request::get("/things").body(Body::empty()).unwrap();
            principal.map(|principal| request.extensions_mut().insert(principal));
            assert_eq!(router.clone().oneshot(request).await.unwrap().status(), status);
        }
    }
}
