use crate::random;
use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names a request in the log and on error pages. It is ours alone: one that a client sends is ignored.
#[derive(Clone, Debug, Default)]
pub struct RequestId(pub String);

/// Gives every request an id and leaves one line about it. The query is left out, for people put
/// all kinds of things there.
#[expect(
    clippy::disallowed_methods,
    reason = "how long an answer took is no business of the tests"
)]
pub async fn log(mut request: Request, next: Next) -> Response {
    let id = URL_SAFE_NO_PAD.encode(random::bytes::<9>());
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let started = tokio::time::Instant::now();
    let mut response = next.run(request).await;
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    // Files are asked for by the dozen and say little.
    if path.starts_with("/pkg/") {
        tracing::debug!(request.id = id, %method, path, status, duration_ms, "answered");
    } else {
        tracing::info!(request.id = id, %method, path, status, duration_ms, "answered");
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
