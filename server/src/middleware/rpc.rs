use app::model::AppError;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// Marks an answer of `leptos_axum` that carries an encoded error.
const SERVER_FUNCTION_ERROR: &str = "serverfnerror";
/// No encoded error is longer.
const MAX_ERROR: usize = 16 * 1024;

/// Server functions answer programs, never people.
///
/// Leptos 0.8 would answer a request that accepts HTML with a redirect to its `Referer`, error text
/// in the address and all; forms without JavaScript have addresses of their own here, so that is
/// turned off. It also answers every error with 500; here each gets the status it has.
pub async fn plain_answers(mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/rpc/") {
        return next.run(request).await;
    }
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    request.headers_mut().remove(header::REFERER);
    let response = next.run(request).await;
    if response.headers().contains_key(SERVER_FUNCTION_ERROR) { with_status(response).await } else { response }
}

async fn with_status(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MAX_ERROR).await.unwrap_or_default();
    let error = serde_json::from_slice::<AppError>(&bytes).unwrap_or(AppError::Malformed);
    parts.status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(seconds) = error.retry_after() {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Response::from_parts(parts, Body::from(bytes))
}
