use super::{
    TAG, asker::Asker, body::Body, change_password::known_password, error::BetterAuthError, sign_out::forget_session,
};
use crate::auth::{self, Auth};
use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use tower_cookies::Cookies;
use utoipa::ToSchema;

/// What proves that it is meant.
#[derive(ToSchema)]
#[schema(as = BetterAuthDeleteUser)]
pub struct DeleteUserBody {
    /// Not needed in a session that was opened within the last day.
    #[schema(format = Password, example = "violet otter signs paper")]
    password: Option<String>,
    /// Of a mail, none of which is ever sent.
    token: Option<String>,
    /// Where a link in a mail would lead.
    #[schema(rename = "callbackURL", example = "/")]
    #[expect(dead_code, reason = "checked with the body, and meant for a mail")]
    callback_url: Option<String>,
}

impl DeleteUserBody {
    fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let read = Self {
            callback_url: members.optional_text("callbackURL"),
            password: members.optional_text("password").filter(|text| !text.is_empty()),
            token: members.optional_text("token").filter(|text| !text.is_empty()),
        };
        members.finish()?;
        Ok(read)
    }
}

/// The account is gone.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthDeletedUser)]
pub struct DeletedUser {
    #[schema(example = true)]
    success: bool,
    #[schema(example = "User deleted")]
    message: &'static str,
}

/// Deletes the account of the person who asks, with all sessions and todos.
#[utoipa::path(
    post,
    path = "/delete-user",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    request_body = DeleteUserBody,
    responses(
        (status = 200, description = "The account is gone; the cookies are removed.", body = DeletedUser),
        (status = 400, description = "`INVALID_PASSWORD`, `PASSWORD_TOO_LONG`, `SESSION_EXPIRED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`, `INVALID_CALLBACK_URL`.", body = BetterAuthError),
        (status = 404, description = "`INVALID_TOKEN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub async fn delete_user(
    State(auth): State<Auth>,
    asker: Asker,
    cookies: Cookies,
    body: Body,
) -> Result<Json<DeletedUser>, BetterAuthError> {
    let body = DeleteUserBody::read(body)?;
    let live = &asker.known()?.live;
    let password = body.password.map(known_password).transpose()?;
    if body.token.is_some() {
        if let Some(password) = &password {
            auth::check_password(&auth, live, password, &asker.client).await?;
        }
        return Err(BetterAuthError::bad_token(StatusCode::NOT_FOUND));
    }
    auth::delete_user(&auth, live, password.as_ref(), &asker.client).await?;
    forget_session(&auth, &cookies);
    Ok(Json(DeletedUser {
        success: true,
        message: "User deleted",
    }))
}
