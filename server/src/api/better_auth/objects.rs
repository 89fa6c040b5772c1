//! People and sessions on the wire, with the members Better Auth has, in its order.

use crate::{
    api::time::rfc3339,
    auth::{self, Auth, LiveSession, SessionRow, UserRow, role_of, two_factor::has_two_factor},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A person.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthUser)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserObject {
    #[schema(example = "Ada Lovelace")]
    name: String,
    #[schema(example = "ada@example.com")]
    email: String,
    email_verified: bool,
    /// The address of a picture.
    #[schema(required, example = "https://example.com/ada.png")]
    image: Option<String>,
    #[schema(format = DateTime, example = "2026-01-01T00:00:00.000Z")]
    created_at: String,
    #[schema(format = DateTime, example = "2026-01-01T00:00:00.000Z")]
    updated_at: String,
    #[schema(example = "019b7671-4400-7000-8000-000000000000")]
    id: String,
    /// `user` or `admin`.
    #[schema(example = "user")]
    role: &'static str,
    /// Whether signing in takes a second step.
    #[schema(example = false)]
    two_factor_enabled: bool,
}

impl UserObject {
    /// A person, with whether two-step verification is on.
    pub(super) async fn of(auth: &Auth, user: &UserRow) -> Result<Self, auth::Error> {
        Ok(Self::new(user, has_two_factor(auth, &user.id).await?))
    }

    /// The person behind a session.
    pub(super) fn of_session(live: &LiveSession) -> Self {
        Self::new(&live.user, live.has_two_factor)
    }

    fn new(user: &UserRow, two_factor_enabled: bool) -> Self {
        Self {
            name: user.name.clone(),
            email: user.email.clone(),
            email_verified: user.email_verified,
            image: user.image.clone(),
            created_at: rfc3339(user.created_at),
            updated_at: rfc3339(user.updated_at),
            id: user.id.clone(),
            role: role_of(user).as_str(),
            two_factor_enabled,
        }
    }
}

/// A sign-in on one device.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthSession)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionObject {
    /// When it ends unless it is used.
    #[schema(format = DateTime, example = "2026-01-08T00:00:00.000Z")]
    expires_at: String,
    /// Of the session that asks: its JWT. Of any other: what `revoke-session` knows it by, and nothing that opens
    /// it.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.…")]
    token: String,
    #[schema(format = DateTime, example = "2026-01-01T00:00:00.000Z")]
    created_at: String,
    /// When its end was moved last.
    #[schema(format = DateTime, example = "2026-01-01T00:00:00.000Z")]
    updated_at: String,
    /// Where it was opened from; empty when that is not known.
    #[schema(example = "203.0.113.7")]
    ip_address: String,
    /// What it was opened with; empty when that is not known.
    #[schema(example = "Mozilla/5.0")]
    user_agent: String,
    #[schema(example = "019b7671-4400-7000-8000-000000000000")]
    user_id: String,
    #[schema(example = "019b7671-4400-7000-8000-000000000001")]
    id: String,
}

impl SessionObject {
    pub(super) fn new(session: SessionRow, user_id: &str, token: String) -> Self {
        Self {
            expires_at: rfc3339(session.expires_at),
            token,
            created_at: rfc3339(session.opened_at),
            updated_at: rfc3339(session.renewed_at),
            ip_address: session.ip_address.unwrap_or_default(),
            user_agent: session.user_agent.unwrap_or_default(),
            user_id: user_id.to_owned(),
            id: session.session_id,
        }
    }
}

/// It is done.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthStatus)]
pub(super) struct Done {
    #[schema(example = true)]
    status: bool,
}

impl Done {
    pub(super) const TRUE: Self = Self { status: true };
}
