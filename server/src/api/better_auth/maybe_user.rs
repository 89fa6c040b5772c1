//! Who asks Better Auth's API, as an extractor, and how much what was shown is good for. A route says by `known`,
//! `owner` or `owner_or_password` what it takes; which route takes what is the table in `docs/SECURITY.md`, and a test
//! goes through it.

use super::error::BetterAuthError;
use crate::{
    auth::{self, Auth, Client, CurrentSession, jwt::Stamp},
    middleware::session::Principal,
};
use axum::{extract::FromRequestParts, http::request::Parts};
use std::convert::Infallible;

/// Who asks, whoever it is. Whether it has to be somebody is decided after the body has been read: a request that
/// makes no sense is told so first.
pub(super) struct MaybeUser {
    current: Option<CurrentSession>,
    pub client: Client,
}

impl<S: Sync> FromRequestParts<S> for MaybeUser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let current = Principal::session_of(&parts.extensions).cloned();
        let client = parts.extensions.get::<Client>().cloned().unwrap_or_default();
        Ok(Self { current, client })
    }
}

impl MaybeUser {
    /// Somebody with a live session, if it is somebody.
    pub(super) fn current(&self) -> Option<&CurrentSession> {
        self.current.as_ref()
    }

    /// Somebody with a live session, by whatever credential: for what only reads.
    pub(super) fn known(&self) -> Result<&CurrentSession, BetterAuthError> {
        self.current().ok_or_else(BetterAuthError::unauthorized)
    }

    /// Somebody with the session itself, and not merely with an access token, which other services may have seen: for
    /// what changes the account.
    pub(super) fn owner(&self) -> Result<&CurrentSession, BetterAuthError> {
        let current = self.known()?;
        match current.is_owner() {
            true => Ok(current),
            false => Err(BetterAuthError::session_required()),
        }
    }

    /// The same, or somebody with an access token whose request brings the password besides. Where signing in takes a
    /// second step the password alone is not enough.
    pub(super) fn owner_or_password(&self, has_password: bool) -> Result<&CurrentSession, BetterAuthError> {
        let current = self.known()?;
        match has_password && !current.live.has_two_factor {
            true => Ok(current),
            false => self.owner(),
        }
    }
}

/// A new access token for somebody's session; of one who has shown an access token, that one, for it must not live on
/// by itself.
pub(super) fn fresh_token(auth: &Auth, current: &CurrentSession) -> Result<String, auth::Error> {
    match current.is_owner() {
        true => auth::issue_access_token(auth, &current.live, &Stamp::new(&auth.settings, auth.clock.now())),
        false => current.access_token(auth),
    }
}
