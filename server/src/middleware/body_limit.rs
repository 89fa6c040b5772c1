use axum::{
    body::Body,
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::Limited;
use std::time::Duration;
use tower_http::timeout::TimeoutBody;

/// The next piece of a body has to arrive within this time.
const PATIENCE: Duration = Duration::from_secs(10);

/// Largest body of a form or a call, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// Where a file may be sent, and the largest body there: a file of 1 MB and what a form puts around it and its rows.
const UPLOADS: [(&str, usize); 1] = [("/settings/data", 1_200_000)];

/// Answers a body that says it is too large with 413 before any of it is read, and cuts off one that turns out to be,
/// or that does not come.
pub async fn limit(request: Request, next: Next) -> Response {
    let limit = limit_of(&request);
    let length = request.headers().get(header::CONTENT_LENGTH);
    let announced = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|announced| announced > limit as u64) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let watched = |body| Body::new(TimeoutBody::new(PATIENCE, Limited::new(body, limit)));
    next.run(request.map(watched)).await
}

fn limit_of(request: &Request) -> usize {
    let upload = UPLOADS.iter().find(|(path, _)| *path == request.uri().path());
    match upload {
        Some((_, limit)) if *request.method() == Method::POST => *limit,
        _ => MAX_BODY,
    }
}
