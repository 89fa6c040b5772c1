//! The address of a profile picture, parsed. Profile and sign-up take no other kind, so no page or program that shows
//! one can be handed a script.

use url::Url;

/// The address of somebody's picture on the web. It is never fetched by us; whoever shows it may rely on it
/// being no script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageUrl(String);

impl ImageUrl {
    /// Longest address in characters.
    pub const MAX_LENGTH: usize = 2048;

    /// `None` for anything but an `https` or `http` address.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let is_short = raw.chars().count() <= Self::MAX_LENGTH;
        let url = Url::parse(raw).ok().filter(|_| is_short)?;
        let is_web = matches!(url.scheme(), "https" | "http") && url.has_host();
        (is_web && !raw.contains(|letter: char| letter.is_control() || letter.is_whitespace()))
            .then(|| Self(raw.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_pictures() {
        for raw in ["https://example.com/ada.png", "http://example.com/?a=b#c"] {
            assert_eq!(ImageUrl::parse(raw).unwrap().as_str(), raw);
        }
        let long = format!("https://example.com/{}", "a".repeat(ImageUrl::MAX_LENGTH));
        for raw in [
            "",
            "ada.png",
            "/ada.png",
            "//example.com/ada.png",
            "javascript:alert(1)",
            "data:image/svg+xml,<svg/>",
            "https://",
            " https://example.com/",
            "https://example.com/\n",
            long.as_str(),
        ] {
            assert_eq!(ImageUrl::parse(raw), None, "{raw:?} was accepted");
        }
    }
}
