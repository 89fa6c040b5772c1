//! Addresses to go on to, on their way into a header.

use crate::auth::Settings;
use url::Url;

/// An address in the emails a header may have.
pub(super) fn in_ascii(raw: &str) -> String {
    let encode = |byte: u8| match byte.is_ascii_graphic() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    raw.bytes().map(encode).collect()
}

/// The address in full, with a parameter that says how it went.
pub(super) fn with_parameter(raw: &str, name: &str, value: &str, settings: &Settings) -> Option<String> {
    let mut url = Url::parse(&settings.base_url).ok()?.join(raw).ok()?;
    url.query_pairs_mut().append_pair(name, value);
    Some(url.into())
}
