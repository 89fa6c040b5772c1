use super::error::BetterAuthError;
use crate::{
    auth::{self, Auth, ClientInfo},
    middleware::session::{Identity, Visitor},
};
use axum::{extract::FromRequestParts, http::request::Parts};
use std::{convert::Infallible, sync::Arc};

/// Who asks, whoever it is. Whether it has to be somebody is decided after the body has been read: a request that
/// makes no sense is told so first.
pub struct Asker {
    identity: Option<Arc<Identity>>,
    pub client: ClientInfo,
}

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let identity = match parts.extensions.get::<Visitor>() {
            Some(Visitor::Known(identity)) => Some(Arc::clone(identity)),
            _ => None,
        };
        let client = parts.extensions.get::<ClientInfo>().cloned().unwrap_or_default();
        Ok(Self { identity, client })
    }
}

impl Asker {
    /// Somebody with a live session, if it is somebody.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_deref()
    }

    /// Somebody with a live session.
    pub fn known(&self) -> Result<&Identity, BetterAuthError> {
        self.identity().ok_or_else(BetterAuthError::unauthorized)
    }
}

/// The token of somebody's session: the JWT they came with, or a new one.
pub fn token_of(auth: &Auth, identity: &Identity) -> Result<String, auth::Error> {
    match &identity.jwt {
        Some(jwt) => Ok(jwt.clone()),
        None => fresh_jwt(auth, identity),
    }
}

/// A new JWT for somebody's session.
pub fn fresh_jwt(auth: &Auth, identity: &Identity) -> Result<String, auth::Error> {
    auth::issue_jwt(auth, &identity.live, auth.clock.now())
}
