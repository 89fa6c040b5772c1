//! The layers around the routes, with the reason for each place.

mod body_limit;
mod client_address;
mod errors;
pub mod guard;
mod head;
mod origin_check;
mod own_cookies;
mod request_log;
pub mod rpc;
mod security_headers;
pub mod session;

pub use client_address::ClientAddress;
pub use head::{MAX_HEAD, is_from_this_machine};
pub use request_log::{RequestId, UserIdSlot};
pub use security_headers::CspNonce;

use crate::state::AppState;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, HeaderValue, Response, header},
    middleware::{from_fn, from_fn_with_state},
};
use tower::ServiceBuilder;
use tower_cookies::CookieManagerLayer;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel, Predicate, predicate::SizeAbove},
};

/// Puts all layers around the routes, the outermost first: read downwards to follow a request. They are one stack
/// and not a `layer` each, which would box every one of them and copy all boxes below it for each request.
pub fn around(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    routes.layer(
        ServiceBuilder::new()
            // Outermost, so that every answer has an id and a line in the log, whoever gave it.
            .layer(from_fn_with_state(state.clone(), request_log::log))
            // Everything from here on may answer with an error; all of them get the same headers.
            .layer(from_fn_with_state(state.clone(), security_headers::add))
            // A panic and every bare error becomes a page that a person can read.
            .layer(from_fn_with_state(state.clone(), errors::explain))
            .layer(CatchPanicLayer::custom(errors::after_panic))
            // Before anything counts attempts or trusts the transport.
            .layer(from_fn_with_state(state.clone(), client_address::resolve))
            // Before anything is done for a request that is not for us.
            .layer(from_fn_with_state(state.clone(), head::check))
            .layer(from_fn(body_limit::answer_in_time))
            // What a handler reads is counted here as it arrives, so axum has no limit of its own to keep.
            .layer(from_fn(body_limit::limit))
            .layer(DefaultBodyLimit::disable())
            // Files come compressed already, and nothing but pages is worth the time. Gzip it is: at its fastest,
            // Brotli makes a page no smaller and takes six times as long.
            .layer(
                CompressionLayer::new()
                    .quality(CompressionLevel::Fastest)
                    .compress_when(SizeAbove::new(1024).and(OnlyPages)),
            )
            // Before anything reads a cookie: only ours are there to be read.
            .layer(from_fn_with_state(state.clone(), own_cookies::keep))
            // What another site sends changes nothing.
            .layer(from_fn_with_state(state.clone(), origin_check::check))
            .layer(CookieManagerLayer::new())
            // Within the cookies: a session that was renewed before a handler panicked has to keep its new token.
            .layer(CatchPanicLayer::custom(errors::after_panic)),
    )
}

/// What .NET and PowerShell put before a text in UTF-8. It is no part of what is sent (RFC 8259 §8.1).
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Whether a body calls itself that, whatever its parameters are.
#[must_use]
pub fn has_content_type(headers: &HeaderMap, kind: &str) -> bool {
    let of_body = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let of_body = String::from_utf8_lossy(of_body.unwrap_or_default());
    let (of_body, _) = of_body.split_once(';').unwrap_or((&of_body, ""));
    of_body.trim().eq_ignore_ascii_case(kind)
}

/// HTML that has not been compressed yet.
#[derive(Clone, Copy)]
struct OnlyPages;

impl Predicate for OnlyPages {
    fn should_compress<B: hyper::body::Body>(&self, response: &Response<B>) -> bool {
        security_headers::is_html(response.headers())
    }
}
