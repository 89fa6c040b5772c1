//! Whatever needs a mail. None is sent, and these answer as Better Auth does where no mail is configured: what
//! would send one says so, and since no token was ever given out, none is right.

use super::{
    TAG, asker::Asker, body::Body, callback_url::with_parameter, change_password, error::BetterAuthError, query::Query,
};
use crate::auth::{Auth, Settings};
use axum::{
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use utoipa::ToSchema;

/// An address to write to.
#[derive(ToSchema)]
#[schema(as = BetterAuthEmail)]
pub struct EmailBody {
    #[schema(format = Email, example = "ada@example.com")]
    #[expect(dead_code, reason = "there is no mail to send")]
    email: String,
    /// Where the link leads on to, when a password is reset.
    #[schema(rename = "redirectTo", example = "/reset-password")]
    #[expect(dead_code, reason = "there is no mail to send")]
    redirect_to: Option<String>,
    /// Where the link leads on to, when an address is verified.
    #[schema(rename = "callbackURL", example = "/todos")]
    #[expect(dead_code, reason = "there is no mail to send")]
    callback_url: Option<String>,
}

/// Would send a link to reset the password.
#[utoipa::path(
    post,
    path = "/request-password-reset",
    tag = TAG,
    request_body = EmailBody,
    responses(
        (status = 400, description = "`RESET_PASSWORD_DISABLED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_REDIRECT_URL`, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
    ),
)]
pub async fn request_password_reset(body: Body) -> BetterAuthError {
    match check_members(body, "email", "redirectTo") {
        Ok(()) => BetterAuthError::bad_request("RESET_PASSWORD_DISABLED", "Reset password isn't enabled"),
        Err(error) => error,
    }
}

/// Would send a link to verify the address.
#[utoipa::path(
    post,
    path = "/send-verification-email",
    tag = TAG,
    request_body = EmailBody,
    responses(
        (status = 400, description = "`VERIFICATION_EMAIL_NOT_ENABLED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_CALLBACK_URL`, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
    ),
)]
pub async fn send_verification_email(body: Body) -> BetterAuthError {
    match check_members(body, "email", "callbackURL") {
        Ok(()) => BetterAuthError::bad_request("VERIFICATION_EMAIL_NOT_ENABLED", "Verification email isn't enabled"),
        Err(error) => error,
    }
}

/// Another address.
#[derive(ToSchema)]
#[schema(as = BetterAuthChangeEmail, rename_all = "camelCase")]
pub struct ChangeEmailBody {
    #[schema(format = Email, example = "ada@example.org")]
    #[expect(dead_code, reason = "there is no mail to send")]
    new_email: String,
    #[schema(rename = "callbackURL", example = "/settings/profile")]
    #[expect(dead_code, reason = "there is no mail to send")]
    callback_url: Option<String>,
}

/// Would send a link to confirm another address.
#[utoipa::path(
    post,
    path = "/change-email",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    request_body = ChangeEmailBody,
    responses(
        (status = 400, description = "`CHANGE_EMAIL_DISABLED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_CALLBACK_URL`, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
    ),
)]
pub async fn change_email(asker: Asker, body: Body) -> BetterAuthError {
    match check_members(body, "newEmail", "callbackURL").and_then(|()| asker.known().map(drop)) {
        Ok(()) => BetterAuthError::bad_request("CHANGE_EMAIL_DISABLED", "Change email is disabled"),
        Err(error) => error,
    }
}

/// Whether there is an address, and where its link would lead is a text.
fn check_members(body: Body, email: &str, way_on: &str) -> Result<(), BetterAuthError> {
    let mut members = body.members()?;
    members.email(email);
    members.optional_text(way_on);
    members.finish()
}

/// A new password and what came by mail.
#[derive(ToSchema)]
#[schema(as = BetterAuthResetPassword, rename_all = "camelCase")]
pub struct ResetPasswordBody {
    #[schema(format = Password, example = "a heron reads the weather")]
    new_password: String,
    /// May stand in the query instead.
    token: Option<String>,
}

impl ResetPasswordBody {
    fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let read = Self {
            new_password: members.text("newPassword"),
            token: members.optional_text("token"),
        };
        members.finish()?;
        Ok(read)
    }
}

/// Would replace a forgotten password.
#[utoipa::path(
    post,
    path = "/reset-password",
    tag = TAG,
    request_body = ResetPasswordBody,
    params(("token" = Option<String>, Query, description = "What came by mail.")),
    responses(
        (status = 400, description = "`INVALID_TOKEN`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
    ),
)]
pub async fn reset_password(
    State(auth): State<Auth>,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, BetterAuthError> {
    let ResetPasswordBody { new_password, token } = ResetPasswordBody::read(body)?;
    let invalid = BetterAuthError::bad_token(StatusCode::BAD_REQUEST);
    let query = Query::parse(query.as_deref());
    let is_there = |token: &&str| !token.is_empty();
    if token
        .as_deref()
        .filter(is_there)
        .or(query.get("token").filter(is_there))
        .is_none()
    {
        return Err(invalid);
    }
    change_password::new_password(new_password, &auth.settings)?;
    Err(invalid)
}

/// Where a link to reset the password leads: to the page that was named, which is told that the token is invalid.
#[utoipa::path(
    get,
    path = "/reset-password/{token}",
    tag = TAG,
    params(
        ("token" = String, Path, description = "What came by mail."),
        ("callbackURL" = String, Query, description = "Where to go on to."),
    ),
    responses(
        (status = 302, description = "To `callbackURL` with `error=INVALID_TOKEN`."),
        (status = 400, description = "`VALIDATION_ERROR`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_CALLBACK_URL`.", body = BetterAuthError),
    ),
)]
pub async fn follow_reset_link(
    State(auth): State<Auth>,
    RawQuery(query): RawQuery,
) -> Result<Response, BetterAuthError> {
    let query = Query::parse(query.as_deref());
    query.required("callbackURL")?;
    let url = query.callback_url(&auth.settings)?.unwrap_or("/api/auth/error");
    Ok(found(url, &auth.settings))
}

/// Where a link to verify an address leads.
#[utoipa::path(
    get,
    path = "/verify-email",
    tag = TAG,
    params(
        ("token" = String, Query, description = "What came by mail."),
        ("callbackURL" = Option<String>, Query, description = "Where to go on to."),
    ),
    responses(
        (status = 302, description = "To `callbackURL` with `error=INVALID_TOKEN`."),
        (status = 400, description = "`VALIDATION_ERROR`.", body = BetterAuthError),
        (status = 401, description = "`INVALID_TOKEN`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_CALLBACK_URL`.", body = BetterAuthError),
    ),
)]
pub async fn verify_email(State(auth): State<Auth>, RawQuery(query): RawQuery) -> Result<Response, BetterAuthError> {
    let query = Query::parse(query.as_deref());
    query.required("token")?;
    match query.callback_url(&auth.settings)? {
        Some(url) => Ok(found(url, &auth.settings)),
        None => Err(BetterAuthError::bad_token(StatusCode::UNAUTHORIZED)),
    }
}

/// On to an address, which is told that the token is invalid.
fn found(url: &str, settings: &Settings) -> Response {
    let location = with_parameter(url, "error", "INVALID_TOKEN", settings).unwrap_or_else(|| "/".to_owned());
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}
