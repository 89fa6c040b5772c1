//! Redirect targets. They come from the request, so they may only lead to ourselves or to an origin the
//! operator trusts; anything else would make a trusted link out of a stranger's.

use super::{Settings, origins::holds};
use url::Url;

/// Whether it is a path of our own or lies in a trusted origin.
#[must_use]
pub fn is_trusted_redirect(raw: &str, settings: &Settings) -> bool {
    // Browsers drop tabs and line breaks and take `\` for `/`; each would make it another address than it looks.
    if raw.contains(|letter: char| letter.is_control() || letter == '\\') || raw.trim() != raw {
        return false;
    }
    match raw.starts_with('/') {
        true => is_own_path(raw, &settings.base_url),
        false => Url::parse(raw).is_ok_and(|url| is_trusted_origin(&url, settings)),
    }
}

fn is_own_path(raw: &str, base_url: &str) -> bool {
    let path = raw.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let Ok(base) = Url::parse(base_url) else { return false };
    // `//example.com` is an address elsewhere, and an encoded slash may become one behind a proxy that decodes it.
    !raw.starts_with("//")
        && !path.contains("%2f")
        && !path.contains("%5c")
        && base.join(raw).is_ok_and(|url| url.origin() == base.origin())
}

fn is_trusted_origin(url: &Url, settings: &Settings) -> bool {
    let origin = url.origin().ascii_serialization();
    let is_web = matches!(url.scheme(), "https" | "http");
    is_web && (origin == settings.base_url || holds(&settings.trusted_origins, &origin))
}
