//! What every single answer of the program promises. The client checks it each time, so the whole
//! suite is a crawl over all routes, methods and statuses.

use super::{answer::Answer, html::tags};
use std::collections::BTreeMap;
use tower_cookies::cookie::time::Duration;

const ALWAYS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// What only a page needs; built files go without.
const UNLESS_BUILT: [(&str, &str); 3] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("origin-agent-cluster", "?1"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
];

/// Names of our own cookies that open something.
const CREDENTIALS: [&str; 8] = [
    "session",
    "refresh",
    "trusted",
    "challenge",
    "__Host-session",
    "__Host-refresh",
    "__Host-trusted",
    "__Host-challenge",
];

/// Public keys, which everybody may keep.
const KEYS: &str = "/api/auth/jwks";

pub fn check(answer: &Answer, path: &str, origin: &str, sent: &BTreeMap<String, String>) {
    check_headers(answer, path, origin);
    check_cookies(answer, origin);
    check_secrecy(answer, sent);
}

fn check_headers(answer: &Answer, path: &str, origin: &str) {
    for (name, value) in ALWAYS {
        assert_eq!(answer.header(name), Some(value), "{name} of {answer:?}");
    }
    if !path.starts_with("/pkg/") || answer.is_page() {
        for (name, value) in UNLESS_BUILT {
            assert_eq!(answer.header(name), Some(value), "{name} of {answer:?}");
        }
    }
    // The page that a link with a token leads to must not hear of it.
    let sets_link = answer.cookies().iter().any(|cookie| cookie.name().ends_with("link"));
    let takes_token = sets_link && path.contains("token=");
    let referrer = if takes_token { "no-referrer" } else { "same-origin" };
    assert_eq!(answer.header("referrer-policy"), Some(referrer), "{answer:?}");
    let transport = origin
        .starts_with("https:")
        .then_some("max-age=63072000; includeSubDomains; preload");
    assert_eq!(answer.header("strict-transport-security"), transport);

    let policies: Vec<_> = answer.headers.get_all("content-security-policy").iter().collect();
    let [policy] = policies.as_slice() else {
        panic!("{} policies in {answer:?}", policies.len())
    };
    let policy = policy.to_str().unwrap();
    match answer.is_page() {
        // An email has its styles in itself, and may do nothing else.
        true if path.starts_with("/dev/mail/") && path.ends_with("/html") && answer.status == 200 => assert_eq!(
            policy,
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        true => check_nonce(answer, policy),
        false => assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'"),
    }

    assert!(
        answer.header("x-request-id").is_some_and(|id| id.len() >= 12),
        "no request id in {answer:?}"
    );
    let caching = answer.header("cache-control").unwrap_or_default();
    let is_file = caching == "no-cache" && !answer.is_page() && answer.cookies().is_empty();
    let are_keys = path == KEYS && caching == "public, max-age=60" && answer.cookies().is_empty();
    assert!(caching == "no-store" || is_file || are_keys, "{answer:?} may be kept");
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert_eq!(answer.header(name), None, "{name} in {answer:?}");
    }
    if answer.status == 503 || answer.status == 429 {
        assert_eq!(
            answer.headers.get_all("retry-after").iter().count(),
            1,
            "whoever sees {answer:?} cannot know when to come back"
        );
    }
}

/// The nonce stands in the policy and in `nonce` attributes, and nowhere a style sheet could read it.
fn check_nonce(answer: &Answer, policy: &str) {
    let nonce = nonce(policy);
    let parts = [
        "default-src 'none'",
        &format!("script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'"),
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ];
    assert_eq!(policy, parts.join("; "));
    if answer.header("content-encoding").is_some() {
        return;
    }
    let text = answer.text();
    let attributes = text.matches(&format!("nonce=\"{nonce}\"")).count();
    assert_eq!(
        text.matches(nonce).count(),
        attributes,
        "the nonce is outside a nonce attribute in {text}"
    );
    assert_eq!(
        text.matches("<script").count(),
        attributes,
        "a script without the nonce in {text}"
    );
    let forbidden = tags(text)
        .into_iter()
        .find(|tag| tag.contains(" style=") || tag.contains(" on") || tag.starts_with("base"));
    assert_eq!(forbidden, None, "the policy forbids it, in {text}");
}

/// The nonce of a policy.
pub fn nonce(policy: &str) -> &str {
    let (_, rest) = policy.split_once("'nonce-").unwrap();
    rest.split_once('\'').unwrap().0
}

fn is_session(name: &str) -> bool {
    matches!(name, "__Host-session" | "latchkey_session")
}

fn check_cookies(answer: &Answer, origin: &str) {
    let cookies = answer.cookies();
    let ends_session = cookies
        .iter()
        .any(|cookie| is_session(cookie.name()) && cookie.max_age() == Some(Duration::ZERO));
    let cleared = ends_session.then_some("\"cache\", \"storage\"");
    assert_eq!(answer.header("clear-site-data"), cleared, "{answer:?}");
    for cookie in &cookies {
        let same_name = cookies.iter().filter(|other| other.name() == cookie.name()).count();
        assert_eq!(same_name, 1, "{} is set twice", cookie.name());
        assert_eq!(cookie.path(), Some("/"));
        assert_eq!(cookie.domain(), None);
        assert_eq!(cookie.same_site(), Some(tower_cookies::cookie::SameSite::Lax));
        assert_eq!(
            cookie.secure().unwrap_or_default(),
            origin.starts_with("https:"),
            "Secure of {}",
            cookie.name()
        );
        assert_eq!(
            cookie.http_only().unwrap_or_default(),
            !cookie.name().ends_with("theme"),
            "HttpOnly of {}",
            cookie.name()
        );
    }
}

/// The name of a cookie of ours, as it is on https but for the prefix.
fn plain(name: &str) -> &str {
    name.strip_prefix("latchkey_").unwrap_or(name)
}

/// What opens a session in a browser travels in cookies only: never in a page, in JSON or in an address.
fn check_secrecy(answer: &Answer, sent: &BTreeMap<String, String>) {
    let set = answer.cookies();
    let received = set.iter().map(|cookie| (cookie.name(), cookie.value()));
    let known = sent
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(received);
    for (name, value) in known.filter(|(name, value)| CREDENTIALS.contains(&plain(name)) && value.len() > 20) {
        assert!(!answer.says(value), "the {name} cookie is in the body of {answer:?}");
        assert!(!answer.location().contains(value), "the {name} cookie is in an address");
    }
}
