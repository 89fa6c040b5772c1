//! How large a body may be, and how long it and its answer may take. A body may be 64 KiB; only the addresses in
//! `UPLOADS` take more, and answer a client without a session before any of it is read.
//!
//! Whatever a handler reads has been counted here, so a client can neither fill the memory nor keep a connection for
//! ever by sending nothing.

use crate::todos::import::MAX_BYTES;
use axum::{
    body::Body,
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::Limited;
use std::time::Duration;
use tokio::time::timeout;
use tower_http::timeout::TimeoutBody;

/// The next piece of a body has to arrive within this time.
const PATIENCE: Duration = Duration::from_secs(10);

/// Largest body of a form or a call, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// Where a file may be sent, and the largest body there: a file and what a form puts around it. Who is not signed in
/// is sent away before any of it is read.
const UPLOADS: [(&str, usize); 1] = [("/settings/data", MAX_BYTES + MAX_BODY)];

/// An answer has to start within this time.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// And here, where a large file is sent over a slow line and read.
const UPLOAD_TIMEOUT: Duration = Duration::from_mins(5);

/// Answers a body that says it is too large with 413 before any of it is read, and cuts off one that turns out to be,
/// or that does not come.
pub(super) async fn limit(request: Request, next: Next) -> Response {
    let limit = limit_of(&request);
    let length = request.headers().get(header::CONTENT_LENGTH);
    let announced = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|announced| announced > limit as u64) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let watched = |body| Body::new(TimeoutBody::new(PATIENCE, Limited::new(body, limit)));
    next.run(request.map(watched)).await
}

/// Answers 503 where no answer starts in time.
pub(super) async fn answer_in_time(request: Request, next: Next) -> Response {
    let limit = if upload_limit(&request).is_some() {
        UPLOAD_TIMEOUT
    } else {
        ANSWER_TIMEOUT
    };
    match timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

fn limit_of(request: &Request) -> usize {
    upload_limit(request).unwrap_or(MAX_BODY)
}

/// The largest body of a request that brings a file.
fn upload_limit(request: &Request) -> Option<usize> {
    let upload = UPLOADS.iter().find(|(path, _)| *path == request.uri().path())?;
    (*request.method() == Method::POST).then_some(upload.1)
}
