//! The public origin (`BASE_URL`). It is kept as browsers write it, because it is compared with what they send; in
//! production it must not carry cookies over plain http.

use super::{Environment, fault::Faults};
use crate::auth::origins::{host_of, is_loopback};
use std::net::SocketAddr;
use url::Url;

/// The origin in `BASE_URL`, without a slash at its end.
pub(super) fn read(raw: &str, environment: Environment, faults: &mut Faults) -> Option<String> {
    let fix = "Use the public origin alone, such as https://todo.example.";
    let Ok(url) = Url::parse(raw) else {
        return faults.add("BASE_URL", format!("{raw:?} is not a URL"), fix);
    };
    let has_more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
    let has_user = !url.username().is_empty() || url.password().is_some();
    if !matches!(url.scheme(), "http" | "https") || has_more || has_user {
        return faults.add("BASE_URL", format!("{raw:?} is not an origin"), fix);
    }
    let origin = url.origin().ascii_serialization();
    if environment.is_production() && url.scheme() == "http" && !is_http_on_this_machine(&origin) {
        return faults.add(
            "BASE_URL",
            "is plain http: anybody on the network path can read the cookies",
            "Put TLS in front and use https://….",
        );
    }
    Some(origin)
}

/// The origin at which a browser on this machine finds a server that listens on `address`. It is a name where it can
/// be, because passkeys need one.
pub(super) fn of_address(address: SocketAddr) -> String {
    match address.ip() {
        ip if ip.is_unspecified() || ip.is_loopback() => format!("http://localhost:{}", address.port()),
        _ => format!("http://{address}"),
    }
}

/// Whether an origin is plain http on a name that means this very machine, whoever looks it up.
pub(super) fn is_http_on_this_machine(origin: &str) -> bool {
    origin.starts_with("http:") && is_loopback(host_of(origin))
}
