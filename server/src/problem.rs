//! Errors for programs: problem details (RFC 9457).
//!
//! A handler answers with a [`Problem`]; the request's id is written into it on the way out, by
//! [`render`], and bare errors of the layers (404, 405, 413, …) become problems there too.

use crate::{
    auth::{self, jwt::Refusal},
    for_client::ForClient,
};
use app::model::{AppError, FieldError, Problem as FieldFault};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Media type of a problem.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What went wrong, as RFC 9457 lays it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status and the code say what it is.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// The status in words.
    #[schema(example = "Unprocessable Content")]
    title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    status: u16,
    /// What happened and what to do, for people.
    #[schema(example = "Please check the marked fields.")]
    pub detail: String,
    /// What happened, for programs; it does not change.
    #[schema(example = "invalid")]
    pub code: &'static str,
    /// What is wrong with each field, where it is about fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Finds the request in the log.
    #[schema(example = "Ttt8rWuWvcXR")]
    request_id: String,
    /// Seconds, for `Retry-After`.
    #[serde(skip)]
    retry_after: Option<u32>,
    /// For `WWW-Authenticate`, on 401.
    #[serde(skip)]
    challenge: Option<&'static str>,
    /// What is none of the client's business, on its way to the log.
    #[serde(skip)]
    fault: Option<String>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The name of the field in the body or the query.
    #[schema(example = "title")]
    pub field: String,
    /// What is wrong, for programs.
    #[schema(example = "too_long")]
    pub code: &'static str,
    /// What is wrong, for people.
    #[schema(example = "Use at most 500 characters.")]
    pub message: String,
}

impl Problem {
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            errors: Vec::new(),
            request_id: String::new(),
            retry_after: None,
            challenge: (status == StatusCode::UNAUTHORIZED).then_some("Bearer"),
            fault: None,
        }
    }

    /// Fields that need another value.
    #[must_use]
    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        let detail = match errors.as_slice() {
            [only] => format!("{}: {}", only.field, only.message),
            _ => "Please check the marked fields.".to_owned(),
        };
        Self {
            errors,
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
        }
    }

    /// No token, or one that opens nothing (RFC 6750 §3).
    #[must_use]
    pub fn unauthorized(refusal: Option<Refusal>) -> Self {
        let (code, detail, challenge) = match refusal {
            None => ("signed_out", "Not authenticated", "Bearer"),
            Some(Refusal::Expired) => (
                "token_expired",
                "Token has expired",
                "Bearer error=\"invalid_token\", error_description=\"Token has expired\"",
            ),
            Some(Refusal::Invalid) => (
                "invalid_token",
                "Could not validate credentials",
                "Bearer error=\"invalid_token\"",
            ),
        };
        Self {
            challenge: Some(challenge),
            ..Self::new(StatusCode::UNAUTHORIZED, code, detail)
        }
    }

    /// What a bare status means here.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::BAD_REQUEST => ("malformed", "The request could not be read."),
            StatusCode::UNAUTHORIZED => ("signed_out", "Not authenticated"),
            StatusCode::FORBIDDEN => ("cross_site", "This request came from another site."),
            StatusCode::NOT_FOUND => ("not_found", "There is nothing here."),
            StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "See the Allow header for what works here."),
            StatusCode::MISDIRECTED_REQUEST => ("misdirected", "This server answers to another name."),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                ("too_large", "The head of the request is larger than 32 KiB.")
            }
            StatusCode::REQUEST_TIMEOUT => ("timeout", "The request took too long to arrive."),
            StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "The body is larger than 64 KiB."),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported_media_type", "Send application/json."),
            StatusCode::URI_TOO_LONG => ("too_large", "The address is too long."),
            StatusCode::TOO_MANY_REQUESTS => ("too_many_attempts", "Too many requests. Please try again later."),
            StatusCode::SERVICE_UNAVAILABLE => ("busy", "The server is busy right now. Try again in a few seconds."),
            status if status.is_server_error() => ("internal", "Something broke on our side."),
            _ => ("malformed", "The request could not be answered."),
        };
        let problem = Self::new(status, code, detail);
        match status {
            StatusCode::SERVICE_UNAVAILABLE => problem.retry_after(auth::BUSY_RETRY_AFTER),
            _ => problem,
        }
    }

    /// A fault of ours. The client learns that there was one; [`render`] writes into the log what it was, beside the
    /// request's id.
    #[must_use]
    pub fn of_fault(fault: &impl std::fmt::Display) -> Self {
        Self {
            fault: Some(fault.to_string()),
            ..Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }

    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl FieldProblem {
    #[must_use]
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            code,
            message: message.into(),
        }
    }
}

impl From<FieldError> for FieldProblem {
    fn from(error: FieldError) -> Self {
        let code = match error.problem {
            FieldFault::Missing => "missing",
            FieldFault::TooShort { .. } => "too_short",
            FieldFault::TooLong { .. } => "too_long",
            FieldFault::TooMany { .. } => "too_many",
            FieldFault::ControlCharacters => "control_characters",
            FieldFault::NotAnEmailAddress => "not_an_email_address",
            FieldFault::Taken => "taken",
            FieldFault::Common => "common",
            FieldFault::Unchanged => "unchanged",
            FieldFault::Wrong => "wrong",
            FieldFault::Used => "used",
            FieldFault::Unreadable => "unreadable",
        };
        Self::new(error.field.attribute(), code, error.message())
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let (retry_after, message) = (error.retry_after(), error.message());
        let problem = match error {
            AppError::SignedOut => Self::unauthorized(None),
            AppError::WrongCredentials => Self::new(status, "wrong_credentials", "Incorrect email or password"),
            AppError::AccountDisabled => Self::new(status, "account_disabled", "User account is disabled"),
            AppError::Unconfirmed => Self::new(status, "unconfirmed", message),
            AppError::EmailNotVerified => Self::new(status, "email_not_verified", message),
            AppError::AnotherAccount => Self::new(status, "another_account", message),
            AppError::SpentLink => Self::new(status, "spent_link", message),
            AppError::Invalid(errors) => Self::invalid(errors.into_iter().map(Into::into).collect()),
            AppError::NotFound => Self::new(status, "not_found", "There is no such thing, or it is not yours."),
            AppError::Conflict => Self::new(status, "conflict", "The id or the name is already in use."),
            AppError::LastAdmin => Self::new(status, "last_admin", message),
            AppError::ListFull => Self::new(status, "too_many_todos", message),
            AppError::TooManyAttempts { .. } => Self::new(status, "too_many_attempts", message),
            AppError::Busy { .. } => Self::new(status, "busy", message),
            AppError::KeyMissing { .. } => Self::new(status, "key_missing", message),
            AppError::CrossSite => Self::of_status(status),
            AppError::Malformed => Self::of_status(status),
            AppError::Internal { .. } | AppError::Unreachable => Self::of_status(status),
        };
        Self { retry_after, ..problem }
    }
}

impl From<auth::Error> for Problem {
    fn from(error: auth::Error) -> Self {
        match (&error, error.for_client()) {
            (auth::Error::Token(refusal), _) => Self::unauthorized(Some(*refusal)),
            (_, Some(answer)) => answer.into(),
            (_, None) => Self::of_fault(&error),
        }
    }
}

/// Until [`render`] has written it, a problem travels beside an empty body.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes a problem into the answer that carries it; its other headers stay.
#[must_use]
pub fn render(mut response: Response, request_id: &str) -> Response {
    let problem = response.extensions_mut().remove::<Problem>();
    let mut problem = problem.unwrap_or_else(|| Problem::of_status(response.status()));
    if let Some(fault) = &problem.fault {
        tracing::error!(error = fault, "a request failed");
    }
    request_id.clone_into(&mut problem.request_id);
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    if let Some(challenge) = problem.challenge {
        parts
            .headers
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    set_retry_after(&mut parts.headers, problem.retry_after);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    Response::from_parts(parts, Body::from(body))
}

/// Says when to try again, also by the name that Better Auth's client reads.
pub fn set_retry_after(headers: &mut HeaderMap, seconds: Option<u32>) {
    for name in [header::RETRY_AFTER, HeaderName::from_static("x-retry-after")] {
        if let Some(seconds) = seconds {
            headers.insert(name, seconds.into());
        }
    }
}

/// The same in the words of Better Auth: `message` and `code`, and nothing at all for an address it does not
/// know and for a fault of ours.
#[must_use]
pub fn render_for_better_auth(mut response: Response) -> Response {
    let problem = response.extensions_mut().remove::<Problem>();
    let problem = problem.unwrap_or_else(|| Problem::of_status(response.status()));
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    set_retry_after(&mut parts.headers, problem.retry_after);
    // It knows no wrong method: each is an address of its own.
    if parts.status == StatusCode::METHOD_NOT_ALLOWED {
        parts.status = StatusCode::NOT_FOUND;
    }
    if matches!(parts.status, StatusCode::NOT_FOUND | StatusCode::INTERNAL_SERVER_ERROR) {
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    let (code, message) = match problem.code {
        "signed_out" | "invalid_token" | "token_expired" => ("UNAUTHORIZED", "Unauthorized".to_owned()),
        "cross_site" => ("INVALID_ORIGIN", "Invalid origin".to_owned()),
        "missing_origin" => ("MISSING_OR_NULL_ORIGIN", "Missing or null Origin".to_owned()),
        "cross_site_navigation" => (
            "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED",
            "Cross-site navigation login blocked. This request appears to be a CSRF attack.".to_owned(),
        ),
        "malformed_json" => ("BAD_REQUEST", "Invalid JSON in request body".to_owned()),
        // The one error of its own that has no code.
        "too_many_attempts" => ("", "Too many requests. Please try again later.".to_owned()),
        "too_large" => ("PAYLOAD_TOO_LARGE", problem.detail),
        "busy" => ("SERVICE_UNAVAILABLE", problem.detail),
        _ => ("BAD_REQUEST", problem.detail),
    };
    let body = match code {
        "" => serde_json::json!({ "message": message }).to_string(),
        code => serde_json::json!({ "message": message, "code": code }).to_string(),
    };
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Response::from_parts(parts, Body::from(body))
}
