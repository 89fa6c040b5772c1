//! `POST /change-password`: the present password and a new one. The rules are those of `auth::change_password`; here
//! are the members, and the codes Better Auth has for them.

use super::{TAG, body::Body, error::BetterAuthError, maybe_user::MaybeUser, objects::UserObject, opened::Opened};
use crate::auth::{self, Auth, OtherSessions, Settings};
use app::model::Password;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tower_cookies::Cookies;
use utoipa::ToSchema;

/// The present password and the one that replaces it.
#[derive(ToSchema)]
#[schema(as = BetterAuthChangePassword, rename_all = "camelCase")]
pub(super) struct ChangePasswordBody {
    #[schema(format = Password, example = "a heron reads the weather")]
    new_password: String,
    #[schema(format = Password, example = "violet otter signs paper")]
    current_password: String,
    /// `true` ends every session, and opens a new one for who asks.
    #[schema(default = false)]
    revoke_other_sessions: Option<bool>,
}

impl ChangePasswordBody {
    fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let read = Self {
            new_password: members.text("newPassword"),
            current_password: members.text("currentPassword"),
            revoke_other_sessions: members.optional_bool("revokeOtherSessions"),
        };
        members.finish()?;
        Ok(read)
    }
}

/// The password is another one.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthChangedPassword)]
pub(super) struct ChangedPassword {
    /// The JWT of the new session; `null` when the old one goes on.
    #[schema(required, example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.…")]
    token: Option<String>,
    user: UserObject,
}

/// Replaces the password.
#[utoipa::path(
    post,
    path = "/change-password",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    request_body = ChangePasswordBody,
    responses(
        (status = 200, description = "The password is another one. With `revokeOtherSessions` cookies and `set-auth-token` belong to a new session.", body = ChangedPassword),
        (status = 400, description = "`INVALID_PASSWORD`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_COMPROMISED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn change_password(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    body: Body,
) -> Result<Response, BetterAuthError> {
    let body = ChangePasswordBody::read(body)?;
    let live = &requester.owner_or_password(true)?.live;
    let new = new_password(body.new_password, &auth.settings)?;
    let current = known_password(body.current_password)?;
    let others = match body.revoke_other_sessions {
        Some(true) => OtherSessions::End,
        _ => OtherSessions::Stay,
    };
    let change = auth::change_password(&auth, live, &current, &new, others, &requester.client).await?;
    let Some(open) = change.opened else {
        let user = UserObject::of(&auth, &live.user).await?;
        return Ok(Json(ChangedPassword { token: None, user }).into_response());
    };
    let Opened { user, token, header } = Opened::new(&auth, &cookies, &open)?;
    let changed = ChangedPassword {
        token: Some(token),
        user,
    };
    Ok((header, Json(changed)).into_response())
}

/// A password to be: its length is looked at before anything else. An empty one is too short.
pub(super) fn new_password(raw: String, settings: &Settings) -> Result<Password, BetterAuthError> {
    let password = Password::parse(raw)?;
    match password.length() < settings.password_min_length {
        true => Err(BetterAuthError::password_too_short()),
        false => Ok(password),
    }
}

/// A password somebody claims to have. An empty one nobody has.
pub(super) fn known_password(raw: String) -> Result<Password, BetterAuthError> {
    match raw.is_empty() {
        true => Err(BetterAuthError::wrong_password()),
        false => Ok(Password::parse(raw)?),
    }
}
