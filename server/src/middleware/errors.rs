//! Errors in the words of whoever asks: a page for a person, a problem for a program, the encoded error for a hydrated
//! page. Handlers and layers may answer a bare status; here it gets its words.
//!
//! Nothing of the inside is told: a panic is a 500 like any other, and its text goes into the log alone.

use super::{RequestId, rpc, security_headers::is_html};
use crate::{auth::BUSY_RETRY_AFTER, error_page::error_page, problem, state::AppState};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::Response,
};

/// Turns an error that was answered with bare text into a page that says what happened, for somebody
/// who asked for a page, and into an encoded error for a page that called a server function.
pub(super) async fn explain(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let request_id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let accept = request.headers().get(header::ACCEPT);
    let wants_page = accept.is_some_and(|accept| String::from_utf8_lossy(accept.as_bytes()).contains("text/html"));
    let is_call = rpc::is_call(&request);
    let dialect = Dialect::of(request.uri().path());
    let mut response = next.run(request).await;
    say_when_to_come_back(&mut response);
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    match dialect {
        Some(Dialect::Problem) if is_json(&response) => return response,
        Some(Dialect::Problem) => return problem::render(response, &request_id.0),
        Some(Dialect::BetterAuth) if is_json(&response) => return response,
        Some(Dialect::BetterAuth) => return problem::render_for_better_auth(response),
        None => {}
    }
    if is_call && !rpc::is_encoded(response.headers()) {
        with_headers_of(&response, rpc::refusal(status, request_id.0))
    } else if !is_call && wants_page && !is_html(response.headers()) {
        with_headers_of(&response, error_page(status, &state.assets.stylesheet, &request_id.0))
    } else {
        response
    }
}

/// Whoever is sent away because we are busy learns for how long. What took too long and was given up does not say it
/// by itself.
fn say_when_to_come_back(response: &mut Response) {
    let is_busy = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    if is_busy && !response.headers().contains_key(header::RETRY_AFTER) {
        problem::set_retry_after(response.headers_mut(), Some(BUSY_RETRY_AFTER));
    }
}

/// How a part of the API words its errors.
enum Dialect {
    Problem,
    /// `{"message", "code"}`, which Better Auth's client reads.
    BetterAuth,
}

impl Dialect {
    fn of(path: &str) -> Option<Self> {
        match path {
            path if is_better_auth(path) => Some(Self::BetterAuth),
            path if is_api(path) => Some(Self::Problem),
            _ => None,
        }
    }
}

/// Whether an address belongs to programs.
pub(super) fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

/// Whether an address belongs to Better Auth's API.
pub(super) fn is_better_auth(path: &str) -> bool {
    path.starts_with("/api/auth/")
}

/// Whether an error has been put into words already.
fn is_json(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/") && kind.as_bytes().ends_with(b"json"))
}

/// `Allow` and `Retry-After` stay true, and a session that was renewed on the way keeps its cookies: the
/// token the browser still has is used up.
fn with_headers_of(original: &Response, mut other: Response) -> Response {
    for name in [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE] {
        for value in original.headers().get_all(&name) {
            other.headers_mut().append(name.clone(), value.clone());
        }
    }
    other
}

/// The answer to a panic. Its text goes into the log and nowhere else.
pub(super) fn after_panic(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("of an unknown kind"), "a request panicked");
    let mut response = Response::new(axum::body::Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, http::HeaderValue};

    fn answer(status: StatusCode, retry_after: Option<&'static str>) -> Vec<HeaderValue> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        if let Some(seconds) = retry_after {
            let seconds = HeaderValue::from_static(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        say_when_to_come_back(&mut response);
        let refusal = rpc::refusal(response.status(), String::new());
        let said = with_headers_of(&response, refusal);
        said.headers().get_all(header::RETRY_AFTER).iter().cloned().collect()
    }

    #[test]
    fn whoever_finds_us_busy_is_told_once_when_to_come_back() {
        assert_eq!(answer(StatusCode::SERVICE_UNAVAILABLE, None), ["2"]);
        assert_eq!(answer(StatusCode::SERVICE_UNAVAILABLE, Some("7")), ["7"]);
        assert_eq!(answer(StatusCode::TOO_MANY_REQUESTS, Some("7")), ["7"]);
        assert!(answer(StatusCode::INTERNAL_SERVER_ERROR, None).is_empty());
    }
}
