use super::{RequestId, rpc, security_headers::is_html};
use crate::{error_page::error_page, problem, state::AppState};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::Response,
};

/// Turns an error that was answered with bare text into a page that says what happened, for somebody
/// who asked for a page, and into an encoded error for a page that called a server function.
pub async fn explain(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let request_id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    let wants_page = accept.contains("text/html");
    let is_call = rpc::is_call(&request);
    let dialect = Dialect::of(request.uri().path());
    let response = next.run(request).await;
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
pub fn after_panic(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("of an unknown kind"), "a request panicked");
    let mut response = Response::new(axum::body::Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
