//! Who is on the other end: the client's address and how it reached the proxy.
//!
//! Anybody can send `X-Forwarded-For`. It counts only where the connection comes from a proxy on the
//! operator's list (`TRUSTED_PROXIES`), and then from its right end: that is where our own proxies write.
//! The right-most address that is not one of them is the client; whatever stands left of it is hearsay.

use crate::{problem::Problem, state::AppState};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The address of the client, as far as it can be trusted; a request extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Finds the client's address once for all that comes after. A client that reached the proxy without TLS is
/// sent to the same page with it, and may do nothing else: a password has been on the wire in the open.
pub(super) async fn resolve(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() else {
        return next.run(request).await;
    };
    // A socket for both families tells an IPv4 peer as `::ffff:192.0.2.1`, which no list of IPv4 networks holds.
    let (peer, proxies) = (peer.ip().to_canonical(), &*state.trusted_proxies);
    let client = client_of(peer, request.headers(), proxies);
    request.extensions_mut().insert(ClientAddress(client));
    let base_url = &state.auth.settings.base_url;
    if base_url.starts_with("https:") && is_trusted(peer, proxies) && came_in_the_open(request.headers()) {
        return with_tls(base_url, &request);
    }
    next.run(request).await
}

/// Whether the connection comes from a proxy of the operator's, whose word counts.
pub(super) fn is_from_trusted_proxy(request: &Request, proxies: &[IpNet]) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|ConnectInfo(peer)| is_trusted(peer.ip().to_canonical(), proxies))
}

fn is_trusted(address: IpAddr, proxies: &[IpNet]) -> bool {
    proxies.iter().any(|proxy| proxy.contains(&address))
}

fn client_of(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let mut client = peer;
    // A hop that cannot be read ends the walk: nothing left of it is better known than it is.
    for hop in hops(headers).iter().rev() {
        match hop {
            Some(address) if is_trusted(client, proxies) => client = *address,
            _ => break,
        }
    }
    client
}

/// The hops as they were written, the client's first. `Forwarded` (RFC 7239) counts where the older header
/// is absent.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    if headers.contains_key(X_FORWARDED_FOR) {
        return elements(headers, &X_FORWARDED_FOR)
            .into_iter()
            .map(|element| address_of(&element))
            .collect();
    }
    elements(headers, &header::FORWARDED)
        .into_iter()
        .map(|element| forwarded_for(&element))
        .collect()
}

/// The elements of all headers of this name, which are one list (RFC 9110 §5.3). Commas within quotes are
/// part of a value.
fn elements(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let mut elements = Vec::new();
    for value in headers.get_all(name) {
        let mut is_quoted = false;
        let value = String::from_utf8_lossy(value.as_bytes());
        let parts = value.split(|letter| {
            is_quoted ^= letter == '"';
            letter == ',' && !is_quoted
        });
        elements.extend(parts.map(|part| part.trim().to_owned()));
    }
    elements
}

/// The `for` of one element, such as `for="[2001:db8::1]:4711";proto=https`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, node) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    address_of(node.trim().trim_matches('"'))
}

/// An address with or without a port; an IPv6 address with one is in brackets.
fn address_of(text: &str) -> Option<IpAddr> {
    let without_brackets = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let address = without_brackets.unwrap_or(text).parse().ok();
    let address = address.or_else(|| text.parse().ok().map(|address: SocketAddr| address.ip()));
    Some(address?.to_canonical())
}

/// Whether the client spoke to the first proxy without TLS. Each proxy adds what it was spoken to with, so
/// the first value is the client's.
fn came_in_the_open(headers: &HeaderMap) -> bool {
    let protocols = elements(headers, &X_FORWARDED_PROTO);
    protocols
        .first()
        .is_some_and(|first| first.eq_ignore_ascii_case("http"))
}

fn with_tls(base_url: &str, request: &Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |both| both.as_str());
    let location = HeaderValue::from_str(&format!("{base_url}{path}"));
    match (request.method(), location) {
        (&Method::GET | &Method::HEAD, Ok(location)) => {
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response()
        }
        _ => Problem::new(StatusCode::FORBIDDEN, "https_only", "Use https.").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, headers: &[(&'static str, &'static str)]) -> String {
        let proxies = ["10.0.0.0/8", "fd00::/8"].map(|net| net.parse().unwrap());
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        client_of(peer.parse().unwrap(), &map, &proxies).to_string()
    }

    #[test]
    fn headers_of_a_stranger_count_for_nothing() {
        for header in ["x-forwarded-for", "forwarded"] {
            assert_eq!(
                client("192.0.2.1", &[(header, "for=198.51.100.9, 198.51.100.9")]),
                "192.0.2.1"
            );
        }
        assert_eq!(client("192.0.2.1", &[("x-real-ip", "198.51.100.9")]), "192.0.2.1");
    }

    #[test]
    fn the_right_most_hop_that_is_no_proxy_is_the_client() {
        for (hops, expected) in [
            ("198.51.100.9", "198.51.100.9"),
            ("203.0.113.1, 198.51.100.9", "198.51.100.9"),
            ("203.0.113.1, 198.51.100.9, 10.1.1.1", "198.51.100.9"),
            ("198.51.100.9,10.1.1.1 ,  fd00::2", "198.51.100.9"),
            ("10.0.0.5, 198.51.100.9", "198.51.100.9"),
            ("198.51.100.9:4711", "198.51.100.9"),
            ("2001:db8::9", "2001:db8::9"),
            ("[2001:db8::9]", "2001:db8::9"),
            ("[2001:db8::9]:4711", "2001:db8::9"),
            ("::ffff:198.51.100.9", "198.51.100.9"),
            ("198.51.100.9, ::ffff:10.1.1.1", "198.51.100.9"),
        ] {
            assert_eq!(client("10.0.0.1", &[("x-forwarded-for", hops)]), expected, "for {hops}");
        }
    }

    #[test]
    fn several_headers_are_one_list() {
        let headers = [
            ("x-forwarded-for", "203.0.113.1"),
            ("x-forwarded-for", "198.51.100.9, 10.1.1.1"),
        ];
        assert_eq!(client("10.0.0.1", &headers), "198.51.100.9");
    }

    #[test]
    fn what_cannot_be_read_stops_at_the_last_good_hop() {
        for (hops, expected) in [
            ("", "10.0.0.1"),
            ("unknown", "10.0.0.1"),
            ("198.51.100.9, nonsense", "10.0.0.1"),
            ("198.51.100.9, nonsense, 10.1.1.1", "10.1.1.1"),
            ("198.51.100.9,,10.1.1.1", "10.1.1.1"),
            ("198.51.100.9 203.0.113.1", "10.0.0.1"),
            ("1.2.3.4.5", "10.0.0.1"),
            ("\"198.51.100.9", "10.0.0.1"),
        ] {
            assert_eq!(
                client("10.0.0.1", &[("x-forwarded-for", hops)]),
                expected,
                "for {hops:?}"
            );
        }
    }

    #[test]
    fn where_all_hops_are_proxies_the_first_is_the_client() {
        assert_eq!(
            client("10.0.0.1", &[("x-forwarded-for", "10.2.2.2, 10.1.1.1")]),
            "10.2.2.2"
        );
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn the_standard_header_counts_where_the_older_one_is_absent() {
        for (forwarded, expected) in [
            ("for=198.51.100.9", "198.51.100.9"),
            ("For=\"[2001:db8::9]:4711\";proto=https", "2001:db8::9"),
            (
                "for=203.0.113.1, proto=https; FOR=198.51.100.9;by=10.0.0.1",
                "198.51.100.9",
            ),
            ("for=198.51.100.9, for=10.1.1.1", "198.51.100.9"),
            ("for=198.51.100.9, for=_hidden", "10.0.0.1"),
            ("for=203.0.113.1;host=\"a,b\", for=198.51.100.9", "198.51.100.9"),
            ("by=198.51.100.9", "10.0.0.1"),
        ] {
            assert_eq!(
                client("10.0.0.1", &[("forwarded", forwarded)]),
                expected,
                "for {forwarded}"
            );
        }
        let both = [("forwarded", "for=203.0.113.1"), ("x-forwarded-for", "198.51.100.9")];
        assert_eq!(client("10.0.0.1", &both), "198.51.100.9");
    }
}
