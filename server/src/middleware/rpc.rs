//! Around server functions: they answer programs, in the encoding the hydrated page reads, each error with its own
//! status. A person never sees such an answer; a form without JavaScript is posted to the address of its page
//! (`forms`).

use super::BYTE_ORDER_MARK;
use crate::{auth::BUSY_RETRY_AFTER, problem::set_retry_after};
use app::model::AppError;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use leptos::server_fn::{ContentType, Decodes, Encodes, codec::PostcardEncoding};

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
    if !is_call(&request) {
        return next.run(request).await;
    }
    request
        .headers_mut()
        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    request.headers_mut().remove(header::REFERER);
    // Leptos would call a body that breaks off, or never ends, malformed arguments.
    let (parts, body) = request.into_parts();
    let body = match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(body) if body.starts_with(BYTE_ORDER_MARK) => body.slice(BYTE_ORDER_MARK.len()..),
        Ok(body) => body,
        Err(rejection) => return refusal(rejection.status(), String::new()),
    };
    let response = next.run(Request::from_parts(parts, body.into())).await;
    if response.headers().contains_key(SERVER_FUNCTION_ERROR) {
        with_status(response).await
    } else {
        response
    }
}

/// Whether a request is for a server function.
pub(super) fn is_call(request: &Request) -> bool {
    request.uri().path().starts_with("/rpc/")
}

/// Whether an answer is one that the calling page can read.
pub(super) fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == PostcardEncoding::CONTENT_TYPE)
}

/// The answer to a call that was refused before its function ran.
pub(super) fn refusal(status: StatusCode, request_id: String) -> Response {
    let error = match status {
        StatusCode::FORBIDDEN => AppError::CrossSite,
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => AppError::Busy {
            retry_after: BUSY_RETRY_AFTER,
        },
        status if status.is_server_error() => AppError::Internal { request_id },
        _ => AppError::Malformed,
    };
    let bytes = <PostcardEncoding as Encodes<AppError>>::encode(&error).unwrap_or_default();
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(PostcardEncoding::CONTENT_TYPE),
    );
    response
}

async fn with_status(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MAX_ERROR).await.unwrap_or_default();
    let error = <PostcardEncoding as Decodes<AppError>>::decode(bytes.clone()).unwrap_or(AppError::Malformed);
    parts.status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    parts.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(PostcardEncoding::CONTENT_TYPE),
    );
    set_retry_after(&mut parts.headers, error.retry_after());
    Response::from_parts(parts, Body::from(bytes))
}
