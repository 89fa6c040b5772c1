//! Names of sites. An origin of the operator's may begin its host with `*.`, which stands for exactly one label, as in
//! Better Auth and in certificates: `https://*.example.com` holds `https://app.example.com`, and neither
//! `https://example.com` nor `https://a.b.example.com`.

use std::net::{Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Whether one of the operator's origins is this one, as browsers write it.
#[must_use]
pub fn holds(origins: &[String], origin: &str) -> bool {
    origins.iter().any(|listed| match listed.split_once("*.") {
        Some((scheme, domain)) => label_before(origin, scheme, domain).is_some_and(is_label),
        None => listed == origin,
    })
}

/// Whether the host of one of the operator's origins has this name.
#[must_use]
pub fn holds_host(origins: &[String], name: &str) -> bool {
    origins.iter().any(|listed| match host_of(listed).strip_prefix("*.") {
        Some(domain) => label_before(name, "", domain).is_some_and(is_label),
        None => host_of(listed) == name,
    })
}

/// Whether this is an origin as browsers write it, perhaps with `*.` before a domain of two labels or more: with fewer
/// it would trust everybody who buys a name.
#[must_use]
pub fn is_origin(text: &str) -> bool {
    let is_plain = |text: &str| {
        Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text)
    };
    match text.split_once("://*.") {
        Some((scheme, rest)) => is_plain(&format!("{scheme}://{rest}")).is_some_and(
            |url| matches!(url.host(), Some(Host::Domain(name)) if name.contains('.') && !name.contains('*')),
        ),
        None => !text.contains('*') && is_plain(text).is_some(),
    }
}

/// The host of an origin, without its port; an IPv6 address keeps its brackets.
#[must_use]
pub fn host_of(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    match host.split_once(']') {
        Some((address, _)) => &host[..=address.len()],
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// Whether a host is this machine and no other.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match address {
        Some(address) => address.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback()),
        None => {
            host == "localhost"
                || host.ends_with(".localhost")
                || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        }
    }
}

fn label_before<'a>(text: &'a str, start: &str, domain: &str) -> Option<&'a str> {
    text.strip_prefix(start)?.strip_suffix(domain)?.strip_suffix('.')
}

/// What browsers send of a name is in lower case.
fn is_label(text: &str) -> bool {
    let is_inner = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, b'-' | b'_');
    !text.is_empty() && text.len() <= 63 && text.bytes().all(is_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_is_one_label() {
        let listed = ["https://*.example.com".to_owned(), "https://*.dev.test:8443".to_owned()];
        for origin in [
            "https://a.example.com",
            "https://xn--bcher-kva.example.com",
            "https://a.dev.test:8443",
        ] {
            assert!(holds(&listed, origin), "{origin}");
        }
        for origin in [
            "https://example.com",
            "https://.example.com",
            "https://a.b.example.com",
            "http://a.example.com",
            "https://a.example.com:8443",
            "https://a.dev.test",
            "https://aexample.com",
            "https://evil.test/.example.com",
            "https://evil.test#.example.com",
            "https://me@.example.com",
            "https://a.example.com.evil.test",
            "https://*.example.com",
            "https://A.example.com",
            "null",
            "",
        ] {
            assert!(!holds(&listed, origin), "{origin}");
        }
        assert!(holds_host(&listed, "a.dev.test") && holds_host(&listed, "a.example.com"));
        assert!(!holds_host(&listed, "example.com") && !holds_host(&listed, "a.b.dev.test"));
    }

    #[test]
    fn a_wildcard_stands_before_a_domain_and_nowhere_else() {
        for good in [
            "https://*.example.com",
            "http://*.localhost.test:3000",
            "https://a.example",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for wrong in [
            "*",
            "https://*",
            "*.example.com",
            "https://*.com",
            "https://*.*.example.com",
            "https://a.*.example.com",
            "https://a*.example.com",
            "https://*example.com",
            "https://*.example.com/",
            "https://*.example.com:*",
            "*://a.example.com",
            "https://*.127.0.0.1",
            "https://*.EXAMPLE.com",
            "ftp://*.example.com",
        ] {
            assert!(!is_origin(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_host_is_what_an_origin_names() {
        for (origin, host, is_here) in [
            ("https://todo.example:8443", "todo.example", false),
            ("http://localhost:3000", "localhost", true),
            ("http://app.localhost", "app.localhost", true),
            ("http://127.0.0.1:3000", "127.0.0.1", true),
            ("http://[::1]:3000", "[::1]", true),
            ("http://[2001:db8::1]", "[2001:db8::1]", false),
            ("http://127.0.0.1.evil.test", "127.0.0.1.evil.test", false),
            ("http://localhost.evil.test", "localhost.evil.test", false),
        ] {
            assert_eq!((host_of(origin), is_loopback(host_of(origin))), (host, is_here));
        }
    }
}
