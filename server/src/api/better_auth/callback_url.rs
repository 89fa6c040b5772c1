//! Addresses to go on to. They come from the request, so they may only lead to ourselves or to an origin the
//! operator trusts; anything else would make a trusted link out of a stranger's.

use crate::auth::Settings;
use url::Url;

/// Whether it is a path of our own or lies in a trusted origin.
pub fn is_trusted(raw: &str, settings: &Settings) -> bool {
    // Browsers drop tabs and line breaks and take `\` for `/`; each would make it another address than it looks.
    if raw.contains(|letter: char| letter.is_control() || letter == '\\') || raw.trim() != raw {
        return false;
    }
    match raw.starts_with('/') {
        true => is_own_path(raw, &settings.base_url),
        false => Url::parse(raw).is_ok_and(|url| is_trusted_origin(&url, settings)),
    }
}

/// The same address in the letters a header may have.
pub fn in_ascii(raw: &str) -> String {
    let encode = |byte: u8| match byte.is_ascii_graphic() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    raw.bytes().map(encode).collect()
}

/// The address in full, with a parameter that says how it went.
pub fn with_parameter(raw: &str, name: &str, value: &str, settings: &Settings) -> Option<String> {
    let mut url = Url::parse(&settings.base_url).ok()?.join(raw).ok()?;
    url.query_pairs_mut().append_pair(name, value);
    Some(url.into())
}

fn is_own_path(raw: &str, base_url: &str) -> bool {
    let path = raw.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let Ok(base) = Url::parse(base_url) else { return false };
    !raw.starts_with("//")
        && !path.contains("%2f")
        && !path.contains("%5c")
        && base.join(raw).is_ok_and(|url| url.origin() == base.origin())
}

fn is_trusted_origin(url: &Url, settings: &Settings) -> bool {
    let origin = url.origin().ascii_serialization();
    let is_web = matches!(url.scheme(), "https" | "http");
    is_web && (origin == settings.base_url || settings.trusted_origins.contains(&origin))
}
