//! Bodies as Better Auth reads them: what may be sent, what is said about members that are not what they should
//! be (in the words of zod, which it checks with), and that an address to go on to is one of ours.

use super::error::BetterAuthError;
use crate::{
    api::body::is_json,
    auth::{Settings, is_trusted_redirect},
    middleware::{BYTE_ORDER_MARK, has_content_type},
    problem::Problem,
    state::AppState,
};
use app::model::EmailAddress;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A body of JSON, or none at all.
pub(super) struct Body {
    value: Option<Value>,
    /// Whether a body was announced.
    has_type: bool,
}

/// The same, and forms too: signing up and in works without JavaScript.
pub(super) struct BodyOrForm(pub Body);

impl FromRequest<AppState> for Body {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        read(request, state, &[JSON]).await
    }
}

impl FromRequest<AppState> for BodyOrForm {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        read(request, state, &[FORM, JSON]).await.map(Self)
    }
}

async fn read(request: Request, state: &AppState, allowed: &[&str]) -> Result<Body, Response> {
    let headers = request.headers().clone();
    let bytes = Bytes::from_request(request, state)
        .await
        .map_err(|rejection| Problem::of_status(rejection.status()).into_response())?;
    let value = parse(&headers, &bytes, allowed).map_err(IntoResponse::into_response)?;
    if let Some(value) = &value {
        check_addresses(value, &state.auth.settings).map_err(IntoResponse::into_response)?;
    }
    Ok(Body {
        value,
        has_type: headers.contains_key(header::CONTENT_TYPE),
    })
}

fn parse(headers: &HeaderMap, bytes: &[u8], allowed: &[&str]) -> Result<Option<Value>, BetterAuthError> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    if bytes.is_empty() {
        return Ok(None);
    }
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.map(|kind| String::from_utf8_lossy(kind.as_bytes()).into_owned());
    match kind {
        Some(_) if is_json(headers) => serde_json::from_slice(bytes).map(Some).map_err(|_| bad_json()),
        Some(_) if allowed.contains(&FORM) && has_content_type(headers, FORM) => Ok(Some(form(bytes))),
        Some(kind) => Err(unsupported(format!("Content-Type {kind:?} is not allowed."), allowed)),
        None => Err(unsupported("Content-Type is required.".to_owned(), allowed)),
    }
}

fn form(bytes: &[u8]) -> Value {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).unwrap_or_default();
    pairs
        .into_iter()
        .map(|(name, value)| (name, Value::String(value)))
        .collect()
}

fn bad_json() -> BetterAuthError {
    BetterAuthError::bad_request("BAD_REQUEST", "Invalid JSON in request body")
}

fn unsupported(reason: String, allowed: &[&str]) -> BetterAuthError {
    let message = format!("{reason} Allowed types: {}", allowed.join(", "));
    BetterAuthError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message)
}

/// The members that say where to go on, with what they are called and the code of a refusal. They are checked
/// before all others, whatever is asked.
const ADDRESSES: [(&str, &str, &str); 4] = [
    ("callbackURL", "callbackURL", "INVALID_CALLBACK_URL"),
    ("redirectTo", "redirectURL", "INVALID_REDIRECT_URL"),
    ("errorCallbackURL", "errorCallbackURL", "INVALID_ERROR_CALLBACK_URL"),
    (
        "newUserCallbackURL",
        "newUserCallbackURL",
        "INVALID_NEW_USER_CALLBACK_URL",
    ),
];

fn check_addresses(body: &Value, settings: &Settings) -> Result<(), BetterAuthError> {
    for (member, name, code) in ADDRESSES {
        match body.get(member) {
            None | Some(Value::Null | Value::Bool(false)) => {}
            Some(Value::String(text)) if text.is_empty() => {}
            Some(Value::String(text)) if is_trusted_redirect(text, settings) => {}
            Some(Value::String(_)) => {
                return Err(BetterAuthError::new(
                    StatusCode::FORBIDDEN,
                    code,
                    format!("Invalid {name}"),
                ));
            }
            Some(_) => {
                return Err(BetterAuthError::without_code(
                    StatusCode::BAD_REQUEST,
                    format!("Invalid {name}: expected a string"),
                ));
            }
        }
    }
    Ok(())
}

impl Body {
    /// The members of an object, which has to be there.
    pub(super) fn members(self) -> Result<Members, BetterAuthError> {
        self.members_of("object")
    }

    /// The same where the schema calls it otherwise.
    pub(super) fn members_of(self, kind: &str) -> Result<Members, BetterAuthError> {
        match self.value {
            Some(Value::Object(object)) => Ok(Members {
                object,
                issues: Vec::new(),
            }),
            None if self.has_type => Err(bad_json()),
            other => Err(BetterAuthError::validation(&[format!(
                "[body] Invalid input: expected {kind}, received {}",
                kind_of(other.as_ref())
            )])),
        }
    }
}

/// The members of a body, read one by one; those nobody asks for are ignored. What is wrong is collected, and
/// until [`Members::finish`] says that nothing is, a text that is none reads as empty.
pub(super) struct Members {
    object: Map<String, Value>,
    issues: Vec<String>,
}

impl Members {
    /// What was sent, whatever it is.
    pub(super) fn raw(&self, name: &str) -> Option<&Value> {
        self.object.get(name)
    }

    /// A text that has to be there.
    pub(super) fn text(&mut self, name: &str) -> String {
        match self.object.get(name) {
            Some(Value::String(text)) => text.clone(),
            other => {
                let received = kind_of(other);
                self.issue(name, &format!("Invalid input: expected string, received {received}"));
                String::new()
            }
        }
    }

    /// A text that may be missing; `null` is none.
    pub(super) fn optional_text(&mut self, name: &str) -> Option<String> {
        self.object.contains_key(name).then(|| self.text(name))
    }

    /// An e-mail address. Unlike our pages this trims nothing.
    pub(super) fn email(&mut self, name: &str) -> Option<EmailAddress> {
        let (before, text) = (self.issues.len(), self.text(name));
        let email = parse_email(&text);
        if email.is_none() && self.issues.len() == before {
            self.issue(name, "Invalid email address");
        }
        email
    }

    pub(super) fn optional_bool(&mut self, name: &str) -> Option<bool> {
        match self.object.get(name)? {
            Value::Bool(value) => Some(*value),
            other => {
                let received = kind_of(Some(other));
                self.issue(name, &format!("Invalid input: expected boolean, received {received}"));
                None
            }
        }
    }

    /// Notes what is wrong with a member, unless something has been found already.
    pub(super) fn issue(&mut self, name: &str, text: &str) {
        let place = format!("[body.{name}] ");
        if !self.issues.iter().any(|issue| issue.starts_with(&place)) {
            self.issues.push(format!("{place}{text}"));
        }
    }

    /// Ends the reading, with all that was found.
    pub(super) fn finish(self) -> Result<(), BetterAuthError> {
        match self.issues.as_slice() {
            [] => Ok(()),
            issues => Err(BetterAuthError::validation(issues)),
        }
    }
}

/// An e-mail address as it was sent, without anything around it.
pub(super) fn parse_email(raw: &str) -> Option<EmailAddress> {
    EmailAddress::parse(raw).ok().filter(|_| raw.trim() == raw)
}

fn kind_of(value: Option<&Value>) -> &'static str {
    match value {
        None => "undefined",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    }
}
