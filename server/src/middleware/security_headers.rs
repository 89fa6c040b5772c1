//! The security headers of every answer, and the content security policy of a page with its nonce. No handler has to
//! think of them; one that needs a stricter value sets it, and it stays.
//!
//! Whatever is no page may do nothing, and what does not say how long it may be kept is kept by nobody.

use crate::{random, state::AppState};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use std::sync::{Arc, OnceLock};

/// The nonce of one response: 144 random bits that its scripts must carry. Only a page has one, so they are drawn when
/// it asks.
#[derive(Clone, Default)]
pub struct CspNonce(Arc<OnceLock<String>>);

impl CspNonce {
    #[must_use]
    pub fn value(&self) -> &str {
        self.0.get_or_init(|| STANDARD_NO_PAD.encode(random::bytes::<18>()))
    }
}

/// The same for every answer, whatever it is.
const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    // Not `no-referrer`: that would also turn the `Origin` of our own forms into `null`.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        HeaderValue::from_static("require-corp"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// For whatever could be shown as a page. Built files are never that, and these would be a third of a small one.
const UNLESS_BUILT: [(HeaderName, HeaderValue); 3] = [
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("origin-agent-cluster"),
        HeaderValue::from_static("?1"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    ),
];

/// For everything that is not a page: it may do nothing at all.
const INERT: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// What a browser forgets with a session (ASVS 14.3.1): what it keeps of our pages, its back and forward included, and what
/// they have stored. Not its cookies: those that open something are removed by name, and this would take along the chosen
/// colours, the device's own name and, on a shared domain, the cookies of other sites.
const WHAT_IS_LEFT: HeaderValue = HeaderValue::from_static("\"cache\", \"storage\"");

/// Adds the security headers. They are set here and not while a page renders, because in Leptos 0.8
/// headers of a page in the making can end up on another answer.
pub(super) async fn add(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = CspNonce::default();
    request.extensions_mut().insert(nonce.clone());
    let is_built = request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let is_page = is_html(response.headers());
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        // A stricter one, as of a link that carries a token, stays.
        headers.entry(name).or_insert(value);
    }
    if !is_built || is_page {
        for (name, value) in UNLESS_BUILT {
            headers.insert(name, value);
        }
    }
    let policy = if is_page {
        page_policy(nonce.value(), state.assets.reload_script.is_some())
    } else {
        INERT
    };
    // A page with another need has said so.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    if let Some(transport_security) = state.transport_security {
        let value = HeaderValue::from_static(transport_security);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    if ends_session(headers, state.auth.settings.cookies.session) {
        headers.insert(CLEAR_SITE_DATA, WHAT_IS_LEFT);
    }
    // Files say themselves how long they keep; nothing else may be kept by anybody.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether an answer makes the browser forget its session, at whichever door it was signed out.
fn ends_session(headers: &HeaderMap, session_cookie: &str) -> bool {
    let mut cookies = headers.get_all(header::SET_COOKIE).iter();
    cookies.any(|cookie| {
        let cookie = cookie.to_str().unwrap_or_default();
        cookie
            .strip_prefix(session_cookie)
            .is_some_and(|rest| rest.starts_with("=;") && rest.contains("Max-Age=0"))
    })
}

pub(super) fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn page_policy(nonce: &str, is_watched: bool) -> HeaderValue {
    let live_reload = if is_watched {
        " ws://localhost:* ws://127.0.0.1:*"
    } else {
        ""
    };
    // `'strict-dynamic'` lets a script with the nonce import its modules, and WebAssembly is compiled with
    // `'wasm-unsafe-eval'` only.
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'{live_reload}; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(INERT)
}
