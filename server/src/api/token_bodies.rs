//! What the token routes answer with.

use super::time::rfc3339;
use crate::auth::{self, Auth, LiveSession, OpenSession, role_of};
use serde::Serialize;
use utoipa::ToSchema;

/// A person.
#[derive(Serialize, ToSchema)]
pub(super) struct User {
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d")]
    pub(super) id: String,
    #[schema(example = "ada@example.com")]
    pub(super) email: String,
    pub(super) email_verified: bool,
    /// Whether the account may be used; `false` is never seen here, for one that is disabled opens nothing.
    #[schema(example = true)]
    pub(super) is_active: bool,
    #[schema(example = "Ada Lovelace")]
    pub(super) name: String,
    pub(super) image: Option<String>,
    /// `user` or `admin`; also in the token's claim `role`.
    #[schema(example = "user")]
    pub(super) role: &'static str,
    #[schema(example = "2026-11-22T08:00:00.000Z")]
    pub(super) created_at: String,
    #[schema(example = "2026-11-22T08:00:00.000Z")]
    pub(super) updated_at: String,
}

impl From<&LiveSession> for User {
    fn from(live: &LiveSession) -> Self {
        let user = live.user.clone();
        Self {
            role: role_of(&user).as_str(),
            created_at: rfc3339(user.created_at),
            updated_at: rfc3339(user.updated_at),
            id: user.id,
            email: user.email,
            email_verified: user.email_verified,
            is_active: user.is_active,
            name: user.name,
            image: user.image,
        }
    }
}

/// What opens the API, and what renews it.
#[derive(Serialize, ToSchema)]
pub(super) struct Tokens {
    /// For `Authorization: Bearer`, here and at other services; good for minutes.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiIsImtpZCI6IuKApiJ9.eyJzdWIiOiLigKYifQ.signature")]
    pub(super) access_token: String,
    /// Good once, at `/api/v1/auth/refresh`.
    #[schema(example = "3mJr7AoUXx2Wqd0uB1pKJ8nQ5sT6vYzRkHfLcGhIjKl")]
    pub(super) refresh_token: String,
    #[schema(example = "bearer")]
    pub(super) token_type: &'static str,
}

/// Somebody who has just proven who they are. `access_token` and `token_type` are also at the top, where
/// `OAuth2` clients look for them (RFC 6749 §5.1).
#[derive(Serialize, ToSchema)]
pub(super) struct SignedIn {
    pub(super) user: User,
    pub(super) tokens: Tokens,
    pub(super) access_token: String,
    #[schema(example = "bearer")]
    pub(super) token_type: &'static str,
}

impl Tokens {
    pub(super) fn of(auth: &Auth, open: &OpenSession) -> Result<Self, auth::Error> {
        Ok(Self {
            refresh_token: open.refresh_token.reveal().to_owned(),
            access_token: open.access_token(auth)?,
            token_type: "bearer",
        })
    }
}

impl SignedIn {
    pub(super) fn of(auth: &Auth, open: &OpenSession) -> Result<Self, auth::Error> {
        let tokens = Tokens::of(auth, open)?;
        Ok(Self {
            user: User::from(&open.live),
            access_token: tokens.access_token.clone(),
            token_type: "bearer",
            tokens,
        })
    }
}
