//! Whatever needs a mail: forgotten passwords, and addresses to be confirmed. Where there is no mail, what would send
//! one says so.

use super::{
    TAG,
    body::Body,
    callback_url::{in_ascii, with_parameter},
    change_password,
    error::BetterAuthError,
    maybe_user::MaybeUser,
    objects::UserObject,
    query::Query,
};
use crate::auth::{self, Auth, ChangeStep, Confirmed, FactorsAtReset, LinkProof, Settings, tokens::OneTimeToken};
use app::model::EmailAddress;
use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// An address to write to.
#[derive(ToSchema)]
#[schema(as = BetterAuthEmail)]
#[expect(dead_code, reason = "describes a body that is read member by member")]
pub(super) struct EmailBody {
    #[schema(format = Email, example = "ada@example.com")]
    email: String,
    /// Where the link leads on to, when a password is reset.
    #[schema(rename = "redirectTo", example = "/reset-password")]
    redirect_to: Option<String>,
    /// Where the link leads on to, when an address is verified.
    #[schema(rename = "callbackURL", example = "/todos")]
    callback_url: Option<String>,
}

impl EmailBody {
    /// The address, and where the link is to lead on to.
    fn read(body: Body, redirect_to: &str) -> Result<(EmailAddress, Option<String>), BetterAuthError> {
        read_address(body, "email", redirect_to)
    }
}

/// An address, and where the link that goes there leads on to, which has been checked with the body.
fn read_address(
    body: Body,
    address: &str,
    redirect_to: &str,
) -> Result<(EmailAddress, Option<String>), BetterAuthError> {
    let mut members = body.members()?;
    let email = members.email(address);
    let redirect_to = members
        .optional_text(redirect_to)
        .filter(|redirect_to| !redirect_to.is_empty());
    members.finish()?;
    match email {
        Some(email) => Ok((email, redirect_to)),
        // It has left an issue behind, so this is never reached.
        None => Err(BetterAuthError::validation(&["[body] Invalid input".to_owned()])),
    }
}

/// It is done, or would be.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthMailed)]
pub(super) struct Mailed {
    #[schema(example = true)]
    status: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
}

impl Mailed {
    const DONE: Self = Self {
        status: true,
        message: None,
    };
}

/// Sends a link to reset the password, if somebody has this address.
#[utoipa::path(
    post,
    path = "/request-password-reset",
    tag = TAG,
    request_body = EmailBody,
    responses(
        (status = 200, description = "The same for every address.", body = Mailed),
        (status = 400, description = "`RESET_PASSWORD_DISABLED` without mail, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_REDIRECT_URL`, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many emails; see `Retry-After`. There is no code.", body = BetterAuthError),
    ),
)]
pub(super) async fn request_password_reset(
    State(auth): State<Auth>,
    requester: MaybeUser,
    body: Body,
) -> Result<Json<Mailed>, BetterAuthError> {
    let (email, redirect_to) = EmailBody::read(body, "redirectTo")?;
    let disabled = BetterAuthError::bad_request("RESET_PASSWORD_DISABLED", "Reset password isn't enabled");
    auth::request_password_reset(&auth, &email, redirect_to, &requester.client)
        .await
        .map_err(|error| unless_off(error, disabled))?;
    Ok(Json(Mailed {
        message: Some("If this email exists in our system, check your email for the reset link"),
        ..Mailed::DONE
    }))
}

/// `disabled` where there is no mail.
fn unless_off(error: auth::Error, disabled: BetterAuthError) -> BetterAuthError {
    match error {
        auth::Error::MailOff => disabled,
        other => other.into(),
    }
}

/// Sends a link to verify the address, if somebody has it and has not done so. Somebody signed in can ask for their
/// own only.
#[utoipa::path(
    post,
    path = "/send-verification-email",
    tag = TAG,
    security((), ("cookie" = []), ("bearer" = [])),
    request_body = EmailBody,
    responses(
        (status = 200, description = "The same for every address.", body = Mailed),
        (status = 400, description = "`VERIFICATION_EMAIL_NOT_ENABLED` without mail, `EMAIL_MISMATCH`, `EMAIL_ALREADY_VERIFIED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_CALLBACK_URL`, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many emails; see `Retry-After`. There is no code.", body = BetterAuthError),
    ),
)]
pub(super) async fn send_verification_email(
    State(auth): State<Auth>,
    requester: MaybeUser,
    body: Body,
) -> Result<Json<Mailed>, BetterAuthError> {
    let (email, redirect_to) = EmailBody::read(body, "callbackURL")?;
    let disabled = BetterAuthError::bad_request("VERIFICATION_EMAIL_NOT_ENABLED", "Verification email isn't enabled");
    if let Some(current) = requester.current().filter(|_| auth.settings.is_mail_on) {
        let user = &current.live.user;
        if user.email != email.as_str() {
            return Err(BetterAuthError::bad_request("EMAIL_MISMATCH", "Email mismatch"));
        }
        if user.email_verified {
            return Err(BetterAuthError::bad_request(
                "EMAIL_ALREADY_VERIFIED",
                "Email is already verified",
            ));
        }
    }
    auth::request_verification(&auth, &email, redirect_to, &requester.client)
        .await
        .map_err(|error| unless_off(error, disabled))?;
    Ok(Json(Mailed::DONE))
}

/// Another address.
#[derive(ToSchema)]
#[schema(as = BetterAuthChangeEmail, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes a body that is read member by member")]
pub(super) struct ChangeEmailBody {
    #[schema(format = Email, example = "ada@example.org")]
    new_email: String,
    #[schema(rename = "callbackURL", example = "/settings/profile")]
    callback_url: Option<String>,
}

/// Sends links to confirm another address: one there, and one to the present address if that is verified. Until both
/// are followed, the present one stays. It takes a session whose owner signed in, or gave the password, within ten
/// minutes.
#[utoipa::path(
    post,
    path = "/change-email",
    tag = TAG,
    security(("cookie" = []), ("session" = [])),
    request_body = ChangeEmailBody,
    responses(
        (status = 200, description = "The same for every address.", body = Mailed),
        (status = 400, description = "`CHANGE_EMAIL_DISABLED` without mail, `VALIDATION_ERROR`, `BAD_REQUEST`; the address of the account, without a code.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`SESSION_REQUIRED` for an access token, `SESSION_NOT_FRESH`, `INVALID_CALLBACK_URL`, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many emails; see `Retry-After`. There is no code.", body = BetterAuthError),
    ),
)]
pub(super) async fn change_email(
    State(auth): State<Auth>,
    requester: MaybeUser,
    body: Body,
) -> Result<Json<Mailed>, BetterAuthError> {
    let (email, redirect_to) = read_address(body, "newEmail", "callbackURL")?;
    let live = &requester.owner()?.live;
    let disabled = BetterAuthError::bad_request("CHANGE_EMAIL_DISABLED", "Change email is disabled");
    if !auth.settings.is_mail_on {
        return Err(disabled);
    }
    auth::require_confirmed(&auth, live)
        .map_err(|_| BetterAuthError::new(StatusCode::FORBIDDEN, "SESSION_NOT_FRESH", "Session is not fresh"))?;
    match auth::request_email_change(&auth, live, &email, redirect_to, &requester.client).await {
        Ok(()) => Ok(Json(Mailed::DONE)),
        Err(auth::Error::SameEmail) => Err(BetterAuthError::without_code(
            StatusCode::BAD_REQUEST,
            "Email is the same",
        )),
        Err(error) => Err(error.into()),
    }
}

/// A new password and what came by mail.
#[derive(ToSchema)]
#[schema(as = BetterAuthResetPassword, rename_all = "camelCase")]
pub(super) struct ResetPasswordBody {
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

/// Replaces a forgotten password. The link is used up, every session ends, and nobody is signed in. Passkeys and
/// two-step verification are removed; who wants to keep them does it on our own page.
#[utoipa::path(
    post,
    path = "/reset-password",
    tag = TAG,
    request_body = ResetPasswordBody,
    params(("token" = Option<String>, Query, description = "What came by mail.")),
    responses(
        (status = 200, description = "The password is the new one.", body = Mailed),
        (status = 400, description = "`INVALID_TOKEN`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_COMPROMISED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn reset_password(
    State(auth): State<Auth>,
    requester: MaybeUser,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Json<Mailed>, BetterAuthError> {
    let ResetPasswordBody { new_password, token } = ResetPasswordBody::read(body)?;
    let invalid = || BetterAuthError::bad_token(StatusCode::BAD_REQUEST);
    let query = Query::parse(query.as_deref());
    let is_there = |token: &&str| !token.is_empty();
    let token = token
        .as_deref()
        .filter(is_there)
        .or(query.get("token").filter(is_there));
    let token = OneTimeToken::unverified(token.ok_or_else(invalid)?);
    let new_password = change_password::new_password(new_password, &auth.settings)?;
    let factors = FactorsAtReset::Remove;
    match auth::reset_password(&auth, &token, &new_password, factors, &requester.client).await {
        Ok(()) => Ok(Json(Mailed::DONE)),
        Err(auth::Error::Link(auth::LinkError::Spent)) => Err(invalid()),
        Err(error) => Err(error.into()),
    }
}

/// Where a link to reset the password leads: to the page that was named, with the token, or with the news that it is
/// no longer good. Nothing is used up by following it.
#[utoipa::path(
    get,
    path = "/reset-password/{token}",
    tag = TAG,
    params(
        ("token" = String, Path, description = "What came by mail."),
        ("callbackURL" = String, Query, description = "Where to go on to."),
    ),
    responses(
        (status = 302, description = "To `callbackURL` with `token`, or with `error=INVALID_TOKEN`."),
        (status = 400, description = "`VALIDATION_ERROR`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_CALLBACK_URL`.", body = BetterAuthError),
    ),
)]
pub(super) async fn follow_reset_link(
    State(auth): State<Auth>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, BetterAuthError> {
    let query = Query::parse(query.as_deref());
    query.required("callbackURL")?;
    let url = query.callback_url(&auth.settings)?.unwrap_or("/api/auth/error");
    match auth::owner_of_reset_link(&auth, &OneTimeToken::unverified(&token)).await {
        Ok(_) => Ok(found(url, "token", &token, &auth.settings)),
        Err(auth::Error::Link(auth::LinkError::Spent)) => Ok(not_found(url, &auth.settings)),
        Err(error) => Err(error.into()),
    }
}

/// What came of verifying an address.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthVerified)]
pub(super) struct Verified {
    #[schema(example = true)]
    status: bool,
    /// The account, when its address has changed; `null` also where a change still waits for the other mailbox.
    user: Option<UserObject>,
}

/// Verifies an address, or changes it to the one the token was sent to once both mailboxes have said yes. The links in
/// our emails lead to a page that asks first, for mail scanners follow links too, and asks for the password that was
/// chosen. Without that page, verifying confirms what the token is bound to as it is; who does it without a session of
/// the account ends its sessions and removes its passkeys and two-step verification.
#[utoipa::path(
    get,
    path = "/verify-email",
    tag = TAG,
    security((), ("cookie" = []), ("bearer" = [])),
    params(
        ("token" = String, Query, description = "What came by mail."),
        ("callbackURL" = Option<String>, Query, description = "Where to go on to."),
    ),
    responses(
        (status = 200, description = "Done, and there was no `callbackURL`.", body = Verified),
        (status = 302, description = "To `callbackURL`, with `error=INVALID_TOKEN` if the token is no longer good."),
        (status = 400, description = "`VALIDATION_ERROR`.", body = BetterAuthError),
        (status = 401, description = "`INVALID_TOKEN`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_CALLBACK_URL`.", body = BetterAuthError),
    ),
)]
pub(super) async fn verify_email(
    State(auth): State<Auth>,
    requester: MaybeUser,
    RawQuery(query): RawQuery,
) -> Result<Response, BetterAuthError> {
    let query = Query::parse(query.as_deref());
    let token = OneTimeToken::unverified(query.required("token")?);
    let url = query.callback_url(&auth.settings)?;
    let live = requester.current().map(|current| &*current.live);
    let confirmed = auth::confirm_address(&auth, &token, LinkProof::LinkAlone, live, &requester.client).await;
    match (confirmed, url) {
        (Ok(_), Some(url)) => Ok((StatusCode::FOUND, [(header::LOCATION, in_ascii(url))]).into_response()),
        (Ok(confirmed), None) => {
            let user = match confirmed {
                Confirmed::Change(ChangeStep::Done(user)) => Some(UserObject::of(&auth, &user).await?),
                _ => None,
            };
            Ok(Json(Verified { status: true, user }).into_response())
        }
        (Err(auth::Error::Link(auth::LinkError::Spent | auth::LinkError::AnotherAccount)), Some(url)) => {
            Ok(not_found(url, &auth.settings))
        }
        (Err(auth::Error::Link(auth::LinkError::Spent | auth::LinkError::AnotherAccount)), None) => {
            Err(BetterAuthError::bad_token(StatusCode::UNAUTHORIZED))
        }
        (Err(error), _) => Err(error.into()),
    }
}

/// On to an address, which is told that the token is invalid.
fn not_found(url: &str, settings: &Settings) -> Response {
    found(url, "error", "INVALID_TOKEN", settings)
}

/// On to an address with a parameter.
fn found(url: &str, name: &str, value: &str, settings: &Settings) -> Response {
    let location = with_parameter(url, name, value, settings).unwrap_or_else(|| "/".to_owned());
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}
