//! Only our own cookies reach a handler. A `Cookie` header is bytes, and what other programs on the same host put there
//! may be of any encoding, so all others are left out before anything reads them.
//!
//! A new cookie gets its name in `auth::cookies`, or nobody sees it.

use super::session::cookie_headers;
use crate::{auth::cookie_header, state::AppState};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Leaves only our own cookies in a request. Other programs on the same host and the proxies in front of us set theirs,
/// in whatever encoding: they hide none of ours, and do not make a program's request look like a browser's.
pub(super) async fn keep(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::COOKIE) {
        let own = cookie_header::own(cookie_headers(request.headers()), &state.auth.settings.cookies);
        request.headers_mut().remove(header::COOKIE);
        if let Some(own) = own.and_then(|own| HeaderValue::try_from(own).ok()) {
            request.headers_mut().insert(header::COOKIE, own);
        }
    }
    next.run(request).await
}
