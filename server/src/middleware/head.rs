//! What is asked of every request before anything is done for it: that its head is no larger than it may be, and that
//! it is for us.
//!
//! A page of another site whose name leads to this machine (DNS rebinding) is refused by that, as is what a proxy
//! passes on by mistake. The names are those of `BASE_URL` and of the origins the operator trusts; and whoever is on
//! this machine may call it by a loopback name. Ports do not matter, for proxies drop and change them and nothing here
//! depends on one.
//! Nothing builds an address from `Host`: `BASE_URL` is the only one we give away.

use super::{ClientAddress, RequestId, errors::is_api, rpc};
use crate::{
    auth::origins::{holds_host, host_of, is_loopback},
    error_page::error_page,
    problem::Problem,
    state::AppState,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, Version, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::net::SocketAddr;

/// Largest head of a request, in bytes.
pub const MAX_HEAD: usize = 32 * 1024;
/// Most of a name that is logged, in characters.
const MAX_LOGGED: usize = 100;

/// Answers 431 to a head that is too large, 400 to a request that does not say whom it is for (RFC 9112 §3.2), and 421
/// to one that is for somebody else. Health checks ask by address, so they are answered by whatever name.
pub(super) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if size_of_head(&request) > MAX_HEAD {
        return refuse(&state, &request, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "");
    }
    let is_health = matches!(request.uri().path(), "/healthz" | "/readyz");
    let names = match names_of(&request) {
        Some(names) => names,
        // HTTP/1.0 need not name a host (RFC 9112 §3.2), and simple health checks still speak it.
        None if is_health && request.version() < Version::HTTP_11 && !request.headers().contains_key(header::HOST) => {
            Vec::new()
        }
        None => return refuse(&state, &request, StatusCode::BAD_REQUEST, "Name the host, once."),
    };
    let stranger = names.iter().find(|name| !is_ours(&state, &request, name));
    match stranger {
        Some(name) if !is_health => {
            let base_url = &state.auth.settings.base_url;
            let name: String = name.chars().take(MAX_LOGGED).collect();
            tracing::warn!(
                server.address = name,
                base_url,
                "refused a request for another host; if people should reach it by that name, it belongs into BASE_URL or TRUSTED_ORIGINS"
            );
            let words = format!("This server is {base_url} and answers to no other name.");
            refuse(&state, &request, StatusCode::MISDIRECTED_REQUEST, &words)
        }
        _ => next.run(request).await,
    }
}

/// Whether somebody on this very machine asks, by a name that no other machine has, with no proxy between that could
/// stand for somebody else.
pub fn is_from_this_machine<B>(state: &AppState, request: &Request<B>) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let client = request.extensions().get::<ClientAddress>();
    let (Some(ConnectInfo(peer)), Some(ClientAddress(client))) = (peer, client) else {
        return false;
    };
    let is_trusted = state
        .trusted_proxies
        .iter()
        .any(|proxy| proxy.contains(&peer.ip().to_canonical()));
    let is_forwarded = is_forwarded(request.headers());
    peer.ip().to_canonical().is_loopback()
        && client.is_loopback()
        && (is_trusted || !is_forwarded)
        && names_of(request).is_some_and(|names| names.iter().all(|name| is_loopback(name)))
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"]
        .iter()
        .any(|name| headers.contains_key(*name))
}

fn is_ours(state: &AppState, request: &Request, name: &str) -> bool {
    let settings = &state.auth.settings;
    let own = host_of(&settings.base_url);
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let is_near = || peer.is_none_or(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback());
    // A loopback name is no other machine's, and no browser sends it for one; so whoever is on this one may use it.
    name == own || holds_host(&settings.trusted_origins, name) || is_loopback(name) && (is_loopback(own) || is_near())
}

/// Whom a request is for, in lower case: what its one `Host` says, and its target where that says it too (RFC 9112
/// §3.2.2). Nothing where that cannot be told.
fn names_of<B>(request: &Request<B>) -> Option<Vec<String>> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return None;
    };
    let host: Authority = host.to_str().ok()?.parse().ok()?;
    let names = [Some(&host), request.uri().authority()].into_iter().flatten();
    names
        .map(|name| (!name.as_str().contains('@')).then(|| name.host().to_ascii_lowercase()))
        .collect()
}

/// As it was sent, but for spaces around values.
fn size_of_head(request: &Request) -> usize {
    let target = request.uri();
    let target = match target.authority() {
        Some(_) => target.to_string().len(),
        None => target.path_and_query().map_or(1, |both| both.as_str().len()),
    };
    let first = request.method().as_str().len() + " ".len() + target + " HTTP/1.1\r\n".len();
    let fields = request.headers().iter();
    let fields = fields.map(|(name, value)| name.as_str().len() + ": ".len() + value.len() + "\r\n".len());
    first + fields.sum::<usize>() + "\r\n".len()
}

/// The answer in the words of whoever asks; nothing of what was sent is repeated.
fn refuse(state: &AppState, request: &Request, status: StatusCode, words: &str) -> Response {
    let path = request.uri().path();
    if is_api(path) {
        let mut problem = Problem::of_status(status);
        if !words.is_empty() {
            words.clone_into(&mut problem.detail);
        }
        return problem.into_response();
    }
    if rpc::is_call(request) {
        return status.into_response();
    }
    let request_id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    error_page(status, &state.assets.stylesheet, &request_id.0)
}
