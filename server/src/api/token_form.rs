//! The form of a password grant (RFC 6749 §4.3.2), as OAuth 2 clients send it.

use crate::problem::{FieldProblem, Problem};
use axum::{
    extract::{FromRequest, Request},
    http::StatusCode,
    response::IntoResponse,
};

/// A form of `application/x-www-form-urlencoded`.
pub(super) struct Form(pub(super) Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let form = axum::extract::RawForm::from_request(request, state).await;
        let form = form.map_err(|rejection| match rejection.into_response().status() {
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "Send application/x-www-form-urlencoded, or use login/json.",
            ),
            status => Problem::of_status(status),
        })?;
        let pairs = serde_urlencoded::from_bytes(&form.0);
        pairs.map(Self).map_err(|_| Problem::of_status(StatusCode::BAD_REQUEST))
    }
}

impl Form {
    pub(super) fn optional(&self, name: &'static str, problems: &mut Vec<FieldProblem>) -> Option<String> {
        let is_there = self.0.iter().any(|(field, _)| field == name);
        is_there.then(|| self.required(name, problems))
    }

    pub(super) fn required(&self, name: &'static str, problems: &mut Vec<FieldProblem>) -> String {
        let mut values = self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (Some(value), None) => value.clone(),
            (Some(_), Some(_)) => {
                problems.push(FieldProblem::new(name, "duplicate", "This is given more than once."));
                String::new()
            }
            (None, _) => {
                problems.push(FieldProblem::new(name, "missing", "This is required."));
                String::new()
            }
        }
    }
}
