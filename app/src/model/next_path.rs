//! Where to go after signing in (`next`).
//!
//! The server reads it from an address or a form; pages carry it on. It is an allow-list and not a filter: the path
//! must be a page we know and the query may hold only harmless characters. Everything else, whatever trick it tries,
//! becomes the todo list. The value is therefore safe in a `Location` header and in an attribute.

use serde::{Deserialize, Serialize};

/// The path of one of our own pages, with its query; never anything else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NextPath(String);

/// Where a sign-in goes on that needs a second step.
pub const SECOND_STEP_PATH: &str = "/sign-in/verify";

/// Pages one may be sent back to. A path below them with plain segments is one of theirs.
const PAGES: [&str; 7] = [
    "/todos",
    "/lists",
    "/labels",
    "/search",
    "/settings",
    "/admin",
    "/reset-password",
];
const MAX_LENGTH: usize = 512;

impl Default for NextPath {
    fn default() -> Self {
        Self(PAGES[0].to_owned())
    }
}

impl NextPath {
    /// Takes the `next` parameter; what is not one of our pages becomes `/todos`.
    #[must_use]
    pub fn parse(raw: Option<&str>) -> Self {
        match raw {
            Some(raw) if is_own_page(raw) => Self(raw.to_owned()),
            _ => Self::default(),
        }
    }

    /// The path with its query.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is where everybody goes who named no other page.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.0 == PAGES[0]
    }

    /// `/sign-in`, remembering this page.
    #[must_use]
    pub fn sign_in_url(&self) -> String {
        self.append_to("/sign-in")
    }

    /// `path` with this page as its `next` parameter; nothing is added for the default page.
    #[must_use]
    pub fn append_to(&self, path: &str) -> String {
        if self.is_default() {
            return path.to_owned();
        }
        let encoded = self
            .0
            .replace('%', "%25")
            .replace('&', "%26")
            .replace('+', "%2B")
            .replace('?', "%3F");
        format!("{path}?next={encoded}")
    }
}

fn is_own_page(raw: &str) -> bool {
    let (path, query) = raw.split_once('?').unwrap_or((raw, ""));
    raw.len() <= MAX_LENGTH && is_known_path(path) && query.bytes().all(is_plain_query_byte)
}

fn is_known_path(path: &str) -> bool {
    let is_plain =
        |segment: &str| !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    PAGES.iter().any(|page| match path.strip_prefix(page) {
        Some("") => true,
        Some(rest) => rest.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_plain)),
        None => false,
    })
}

fn is_plain_query_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"=&-_.~%+".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_pages_are_kept() {
        for path in [
            "/todos",
            "/todos?filter=active",
            "/search?q=buy+milk",
            "/todos?filter=completed&before=12-ab",
            "/settings/password",
            "/reset-password",
        ] {
            assert_eq!(NextPath::parse(Some(path)).as_str(), path);
        }
    }

    /// The open-redirect corpus: whatever leads off the site, to a non-page, or in circles.
    #[test]
    fn nothing_leads_off_the_site() {
        let long = format!("/todos?x={}", "a".repeat(10_000));
        for path in [
            "",
            "/",
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "\\/evil.test",
            "/%09/evil.test",
            "/\t/evil.test",
            "/%0d%0aLocation:https://evil.test",
            "/todos\r\nLocation: https://evil.test",
            "https:evil.test",
            "https://app.test@evil.test",
            "https://app.test.evil.test",
            "http://app.test",
            "javascript:alert(1)",
            "data:text/html,x",
            "//app.test\\@evil.test",
            "/..//evil.test",
            "/%2f%2fevil.test",
            "/%5cevil.test",
            "/。evil.test",
            "//％65vil",
            "/sign-out",
            "/rpc/sign-out",
            "/sign-in?next=/todos",
            "/todosevil",
            "/todos//evil.test",
            "/todos/../sign-out",
            "/todos/%2e%2e/sign-out",
            "/todos#x",
            "/todos?a=\"><script>",
            "/todos?x=\\",
            "/todos@evil.test",
            long.as_str(),
        ] {
            assert_eq!(NextPath::parse(Some(path)).as_str(), "/todos", "{path:?} was kept");
        }
        assert_eq!(NextPath::parse(None).as_str(), "/todos");
    }

    #[test]
    fn the_sign_in_address_remembers_the_page() {
        let next = NextPath::parse(Some("/todos?filter=active&before=1"));
        assert_eq!(next.sign_in_url(), "/sign-in?next=/todos%3Ffilter=active%26before=1");
        assert_eq!(NextPath::parse(None).sign_in_url(), "/sign-in");
    }
}
