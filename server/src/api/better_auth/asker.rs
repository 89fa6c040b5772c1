use super::error::BetterAuthError;
use crate::{
    auth::{self, Auth, ClientInfo, jwt::Stamp},
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

    /// Somebody with a live session, by whatever credential: for what only reads.
    pub fn known(&self) -> Result<&Identity, BetterAuthError> {
        self.identity().ok_or_else(BetterAuthError::unauthorized)
    }

    /// Somebody with the session itself, and not merely with an access token, which other services may have seen: for
    /// what changes the account.
    pub fn owner(&self) -> Result<&Identity, BetterAuthError> {
        let identity = self.known()?;
        match identity.is_owner() {
            true => Ok(identity),
            false => Err(BetterAuthError::session_required()),
        }
    }

    /// The same, or somebody with an access token whose request brings the password besides. Where signing in takes a
    /// second step the password alone is not enough.
    pub fn owner_or_password(&self, has_password: bool) -> Result<&Identity, BetterAuthError> {
        let identity = self.known()?;
        match has_password && !identity.live.has_two_factor {
            true => Ok(identity),
            false => self.owner(),
        }
    }
}

/// A new access token for somebody's session; of one who has shown an access token, that one, for it must not live on
/// by itself.
pub fn fresh_token(auth: &Auth, identity: &Identity) -> Result<String, auth::Error> {
    match identity.is_owner() {
        true => auth::issue_access_token(auth, &identity.live, &Stamp::new(&auth.settings, auth.clock.now())),
        false => identity.access_token(auth),
    }
}
