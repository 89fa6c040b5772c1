//! Readers of values: numbers, times, words and lists. Each takes the variable's name for its faults, and repeats the
//! text that it cannot read; secrets are not read here.

use super::fault::Faults;
use crate::auth::origins::is_origin;
use ipnet::IpNet;
use lettre::Address;
use std::{fmt::Display, net::IpAddr, ops::RangeInclusive, str::FromStr, time::Duration};
use url::Url;

/// A number within `range`.
pub(super) fn number<T: FromStr + PartialOrd + Display>(
    variable: &'static str,
    raw: &str,
    range: RangeInclusive<T>,
    fix: &'static str,
    faults: &mut Faults,
) -> Option<T> {
    let number = raw.parse().ok().filter(|number| range.contains(number));
    number.or_else(|| {
        let (least, most) = (range.start(), range.end());
        faults.add(variable, format!("{raw:?} is not a number from {least} to {most}"), fix)
    })
}

/// A time such as `15m`, of a second or more.
pub(super) fn duration(
    variable: &'static str,
    raw: &str,
    example: &'static str,
    faults: &mut Faults,
) -> Option<Duration> {
    let problem = match humantime::parse_duration(raw) {
        Ok(duration) if duration >= Duration::from_secs(1) => return Some(duration),
        Ok(_) => format!("{raw:?} is too short"),
        Err(error) => format!("{raw:?} is not a time: {error}"),
    };
    faults.add(variable, problem, format!("Use a time such as {example}."))
}

/// What one of a few words stands for.
pub(super) fn choice<T: Copy>(
    variable: &'static str,
    raw: &str,
    choices: &[(&str, T)],
    faults: &mut Faults,
) -> Option<T> {
    if let Some((_, chosen)) = choices.iter().find(|(word, _)| *word == raw) {
        return Some(*chosen);
    }
    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
    let (last, others) = words.split_last()?;
    let fix = format!("Use {} or {last}.", others.join(", "));
    faults.add(variable, format!("{raw:?} is not known"), fix)
}

/// Whether something is on; nothing means off.
pub(super) fn switch(variable: &'static str, raw: &str, faults: &mut Faults) -> Option<bool> {
    match raw.trim() {
        "true" | "on" => Some(true),
        "false" | "off" | "" => Some(false),
        other => faults.add(
            variable,
            format!("{other:?} is neither true nor false"),
            "Use true or false.",
        ),
    }
}

/// A list of origins, each a scheme, a host and perhaps a port; the host may begin with `*.`.
pub(super) fn origins(variable: &'static str, raw: &str, faults: &mut Faults) -> Vec<String> {
    let mut origins = Vec::new();
    for item in items(raw) {
        if is_origin(item) {
            origins.push(item.to_owned());
        } else {
            let fix = "Use origins alone, such as https://app.example,https://admin.example:8443; https://*.app.example stands for one label.";
            faults.add::<()>(variable, format!("{item:?} is not an origin"), fix);
        }
    }
    origins
}

/// A list of contacts as URIs (RFC 9116 §2.5.3); an e-mail address becomes one.
pub(super) fn contacts(variable: &'static str, raw: &str, faults: &mut Faults) -> Vec<String> {
    let mut contacts = Vec::new();
    for item in items(raw) {
        let address = item.strip_prefix("mailto:").unwrap_or(item);
        let is_page = Url::parse(item).is_ok_and(|url| matches!(url.scheme(), "https" | "tel"));
        // A line break would start another field of security.txt.
        if is_page && item.bytes().all(|letter| letter.is_ascii_graphic()) {
            contacts.push(item.to_owned());
        } else if address.is_ascii() && address.parse::<Address>().is_ok() {
            contacts.push(format!("mailto:{address}"));
        } else {
            let fix =
                "Use e-mail addresses and https pages, such as security@todo.example,https://todo.example/security.";
            faults.add::<()>(
                variable,
                format!("{item:?} is not an e-mail address or an https page"),
                fix,
            );
        }
    }
    contacts
}

/// A list of proxies: addresses, networks, or `loopback`. One that holds everybody is refused, because the client's
/// address would be whatever the client says it is.
pub(super) fn proxies(variable: &'static str, raw: &str, faults: &mut Faults) -> Vec<IpNet> {
    let mut proxies = Vec::new();
    for item in items(raw) {
        let networks = match item {
            "loopback" => ["127.0.0.0/8", "::1/128"].map(network).into_iter().flatten().collect(),
            item => Vec::from_iter(network(item).filter(|network| network.prefix_len() > 0)),
        };
        if networks.is_empty() {
            let problem = format!("{item:?} is not an address or a network");
            let fix = "Use addresses and networks, such as loopback,10.0.0.0/8,2001:db8::1.";
            faults.add::<()>(variable, problem, fix);
        }
        proxies.extend(networks);
    }
    proxies
}

/// An address or a network. An IPv4 network written as IPv6 is an IPv4 network.
fn network(text: &str) -> Option<IpNet> {
    let network = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address.to_canonical()),
        Err(_) => text.parse().ok()?,
    };
    match network.addr().to_canonical() {
        IpAddr::V4(address) if network.addr().is_ipv6() => {
            IpNet::new(address.into(), network.prefix_len().checked_sub(96)?).ok()
        }
        _ => Some(network),
    }
}

fn items(raw: &str) -> impl Iterator<Item = &str> {
    raw.split(',').map(str::trim).filter(|item| !item.is_empty())
}
