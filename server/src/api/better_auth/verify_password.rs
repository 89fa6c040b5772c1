//! `POST /verify-password`: whether a password is the caller's. Guessing is limited and recorded as at sign-in.

use super::{
    TAG, body::Body, change_password::known_password, error::BetterAuthError, maybe_user::MaybeUser, objects::Done,
};
use crate::auth::{self, Auth};
use axum::{Json, extract::State};
use utoipa::ToSchema;

/// A password to check.
#[derive(ToSchema)]
#[schema(as = BetterAuthVerifyPassword)]
pub(super) struct VerifyPasswordBody {
    #[schema(format = Password, example = "violet otter signs paper")]
    password: String,
}

impl VerifyPasswordBody {
    fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let password = members.text("password");
        members.finish()?;
        Ok(Self { password })
    }
}

/// Whether it is the password of the person who asks.
#[utoipa::path(
    post,
    path = "/verify-password",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    request_body = VerifyPasswordBody,
    responses(
        (status = 200, description = "It is.", body = Done),
        (status = 400, description = "`INVALID_PASSWORD`, `PASSWORD_TOO_LONG`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn verify_password(
    State(auth): State<Auth>,
    requester: MaybeUser,
    body: Body,
) -> Result<Json<Done>, BetterAuthError> {
    let body = VerifyPasswordBody::read(body)?;
    let current = requester.known()?;
    let password = known_password(body.password)?;
    auth::check_password(&auth, &current.live, &password, &requester.client).await?;
    Ok(Json(Done::TRUE))
}
