//! Errors in the words of Better Auth: a message and, nearly always, a code. This is the one table from error to
//! status and code.

use crate::{
    auth::{self, TwoFactorError},
    for_client::ForClient,
    problem::Problem,
};
use app::model::{AppError, Field, FieldError, Problem as FieldFault};
use axum::{
    Json,
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// What a client is told when something is wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BetterAuthError)]
pub(super) struct BetterAuthError {
    #[serde(skip)]
    status: StatusCode,
    /// What happened, for people.
    #[schema(example = "Invalid email or password")]
    message: String,
    /// What happened, for programs; a few errors have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "INVALID_EMAIL_OR_PASSWORD")]
    code: Option<&'static str>,
    /// What is none of the client's business, on its way to the log.
    #[serde(skip)]
    fault: Option<Fault>,
}

#[derive(Clone, Debug)]
struct Fault(Arc<auth::Error>);

impl BetterAuthError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            ..Self::without_code(status, message)
        }
    }

    pub(super) fn without_code(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            code: None,
            fault: None,
        }
    }

    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// Members that are not what they should be, in the words of Better Auth's schemas.
    pub(super) fn validation(issues: &[String]) -> Self {
        Self::bad_request("VALIDATION_ERROR", issues.join("; "))
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "Unauthorized")
    }

    /// An access token, where it takes the session itself.
    pub(super) fn session_required() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "SESSION_REQUIRED",
            "An access token does not allow this. Use the session's cookie or its bearer session token.",
        )
    }

    pub(super) fn wrong_credentials() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "INVALID_EMAIL_OR_PASSWORD",
            "Invalid email or password",
        )
    }

    pub(super) fn password_too_short() -> Self {
        Self::bad_request("PASSWORD_TOO_SHORT", "Password too short")
    }

    pub(super) fn wrong_password() -> Self {
        Self::bad_request("INVALID_PASSWORD", "Invalid password")
    }

    /// Nobody is signed in, and no sign-in waits for a second step.
    pub(super) fn no_challenge() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "INVALID_TWO_FACTOR_COOKIE",
            "Invalid two factor cookie",
        )
    }

    /// A one-time token that opens nothing.
    pub(super) fn bad_token(status: StatusCode) -> Self {
        Self::new(status, "INVALID_TOKEN", "Invalid token")
    }
}

impl From<FieldError> for BetterAuthError {
    fn from(error: FieldError) -> Self {
        match (error.field, error.problem) {
            (Field::Email, FieldFault::Taken) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL",
                "User already exists. Use another email.",
            ),
            (Field::Email, _) => Self::bad_request("INVALID_EMAIL", "Invalid email"),
            (Field::Password, FieldFault::Missing | FieldFault::TooShort { .. }) => Self::password_too_short(),
            (Field::Password, FieldFault::TooLong { .. }) => {
                Self::bad_request("PASSWORD_TOO_LONG", "Password too long")
            }
            (Field::Password, _) => Self::bad_request("PASSWORD_COMPROMISED", error.message()),
            (field, _) => Self::validation(&[format!("[body.{}] {}", field.attribute(), error.message())]),
        }
    }
}

impl From<TwoFactorError> for BetterAuthError {
    fn from(error: TwoFactorError) -> Self {
        match error {
            TwoFactorError::WrongCode | TwoFactorError::UsedCode => {
                Self::new(StatusCode::UNAUTHORIZED, "INVALID_CODE", "Invalid code")
            }
            TwoFactorError::SpentChallenge => Self::no_challenge(),
            TwoFactorError::TooManyCodes => Self::bad_request(
                "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE",
                "Too many attempts. Please request a new code.",
            ),
            TwoFactorError::On => Self::bad_request("TOTP_ALREADY_ENABLED", "TOTP is already enabled"),
            TwoFactorError::Off => Self::bad_request("TOTP_NOT_ENABLED", "TOTP not enabled"),
        }
    }
}

impl From<auth::Error> for BetterAuthError {
    fn from(error: auth::Error) -> Self {
        match error {
            auth::Error::Invalid(error) => error.into(),
            auth::Error::WrongCredentials => Self::wrong_credentials(),
            auth::Error::WrongPassword => Self::wrong_password(),
            auth::Error::TwoFactor(error) => error.into(),
            auth::Error::StaleSession => Self::bad_request(
                "SESSION_EXPIRED",
                "Session expired. Re-authenticate to perform this action.",
            ),
            auth::Error::AccountDisabled => Self::new(StatusCode::FORBIDDEN, "BANNED_USER", "User account is disabled"),
            auth::Error::EmailNotVerified => {
                Self::new(StatusCode::FORBIDDEN, "EMAIL_NOT_VERIFIED", "Email not verified")
            }
            auth::Error::LastAdmin => {
                Self::new(StatusCode::CONFLICT, "LAST_ADMIN", "The last administrator has to stay")
            }
            auth::Error::SignedOut | auth::Error::Token(_) => Self::unauthorized(),
            other => Self {
                fault: Some(Fault(Arc::new(other))),
                ..Self::without_code(StatusCode::INTERNAL_SERVER_ERROR, "")
            },
        }
    }
}

impl IntoResponse for BetterAuthError {
    fn into_response(self) -> Response {
        let Some(fault) = self.fault else {
            return (self.status, Json(self)).into_response();
        };
        let mut response = match fault.0.for_client() {
            Some(answer) => Problem::from(answer).into_response(),
            None => Problem::of_status(self.status).into_response(),
        };
        response.extensions_mut().insert(fault);
        response
    }
}

/// Writes what a client is not told into the log, once.
pub(super) async fn log_faults(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(Fault(error)) = response.extensions().get() {
        match error.for_client() {
            Some(AppError::TooManyAttempts { .. }) => {}
            Some(_) => tracing::warn!(%error, "too busy for a request"),
            None => tracing::error!(%error, "a request failed"),
        }
    }
    response
}
