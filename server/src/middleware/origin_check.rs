//! Cross-site request forgery: what another site sends with our cookies changes nothing. Every request that may change
//! something passes here, at whatever route, before its handler runs.
//!
//! A request counts as ours by Fetch Metadata, or by `Origin`, or `Referer` where that is missing; a header that comes
//! twice proves nothing. Programs pass by a bearer token, or by having neither an origin nor a cookie of ours. What was
//! refused and what is expected stands in the answer and in the log.

use super::{
    errors::{is_api, is_better_auth},
    session::{bearer_token, cookie_headers},
};
use crate::{
    auth::{cookie_header, cookies::CookieNames, origins::holds},
    error_page::foreign_origin_page,
    middleware::RequestId,
    problem::Problem,
    state::AppState,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use url::Url;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Most of an origin that is told, in characters.
const MAX_ORIGIN: usize = 100;

/// Refuses whatever would change something and does not come from our own pages.
///
/// `tower_http::csrf` (0.7) is the same idea with other answers: it compares hosts but not schemes,
/// and lets a request with cookies and without any origin pass. Both matter here.
///
/// Programs that ask the API with a bearer token are not concerned, for no browser sends one by itself. Pages
/// of trusted origins may use the API too.
pub(super) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let (is_api, headers) = (is_api(path), request.headers());
    let settings = &state.auth.settings;
    let source = Source::of(headers);
    // Safe methods (RFC 9110 §9.2.1): a link from another site has to work, and the few that change something take the
    // token of a mailed link.
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        || source.is_own(&settings.base_url)
        || source.is_no_browser(headers, &settings.cookies)
        || is_api && bearer_token(headers).is_some()
        || is_api && source.is_trusted(&settings.trusted_origins)
    {
        return next.run(request).await;
    }
    let request_id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let (origin, expected) = (source.in_words(), &*settings.base_url);
    tracing::warn!(
        request.id = request_id.0,
        path,
        origin,
        expected,
        "refused a request from another origin"
    );
    if is_better_auth(path) {
        return Problem::new(
            StatusCode::FORBIDDEN,
            source.reason(path, headers),
            "This request came from another site.",
        )
        .into_response();
    }
    if is_api {
        return StatusCode::FORBIDDEN.into_response();
    }
    foreign_origin_page(&state.assets.stylesheet, &request_id.0, &origin, expected)
}

/// What a request says about where it comes from.
struct Source {
    /// What each `Sec-Fetch-Site` says.
    sites: Vec<Vec<u8>>,
    origin: Named,
    /// Whether `Sec-Fetch-Mode` says that a browser has sent this. `cors` does not: the `fetch` of Node says so too, and
    /// that of a browser names its origin besides.
    has_mode_of_browser: bool,
}

/// The origin a request names.
#[derive(PartialEq, Eq)]
enum Named {
    Nothing,
    /// There is a header, and it names nothing.
    Empty,
    One(String),
    /// More than one header, which may disagree.
    Several,
}

impl Source {
    /// `Origin` goes first, and `Referer` stands in where it is missing or empty, as in Better Auth.
    fn of(headers: &HeaderMap) -> Self {
        let values = |name: &HeaderName| -> Vec<Vec<u8>> {
            let all = headers.get_all(name).iter();
            all.map(|value| value.as_bytes().to_vec()).collect()
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let origin = match (&*values(&header::ORIGIN), &*values(&header::REFERER)) {
            ([], []) => Named::Nothing,
            ([origin], _) if !origin.is_empty() => Named::One(text(origin)),
            ([] | [_], [referer]) if !referer.is_empty() => Named::One(origin_of(&text(referer))),
            ([_, _, ..], _) | (_, [_, _, ..]) => Named::Several,
            _ => Named::Empty,
        };
        Self {
            sites: values(&SEC_FETCH_SITE),
            origin,
            has_mode_of_browser: headers.get_all(SEC_FETCH_MODE).iter().any(|mode| mode != "cors"),
        }
    }

    /// Fetch Metadata decides where the browser sends it (<https://www.w3.org/TR/fetch-metadata/>),
    /// the origin where it does not. A sibling site is as foreign as any other.
    fn is_own(&self, base_url: &str) -> bool {
        match self.sites.as_slice() {
            [] => matches!(&self.origin, Named::One(origin) if origin == base_url),
            [site] => matches!(site.as_slice(), b"same-origin" | b"none"),
            _ => false,
        }
    }

    fn is_trusted(&self, origins: &[String]) -> bool {
        matches!(&self.origin, Named::One(origin) if holds(origins, origin))
    }

    /// Whether no browser sent this, so that without cookies of ours there is nothing it could misuse.
    fn is_no_browser(&self, headers: &HeaderMap, names: &CookieNames) -> bool {
        self.sites.is_empty()
            && self.origin == Named::Nothing
            && !self.has_mode_of_browser
            && !cookie_header::can_act(cookie_headers(headers), names)
    }

    /// Why Better Auth would refuse it: a sign-in by another site's form, a request that does not say where it comes
    /// from, or one that says so.
    fn reason(&self, path: &str, headers: &HeaderMap) -> &'static str {
        let is_navigation = headers.get(SEC_FETCH_MODE).is_some_and(|mode| mode == "navigate");
        let opens_session = matches!(path, "/api/auth/sign-in/email" | "/api/auth/sign-up/email");
        if opens_session && is_navigation && self.sites.iter().any(|site| site == b"cross-site") {
            return "cross_site_navigation";
        }
        match &self.origin {
            Named::Nothing | Named::Empty => "missing_origin",
            Named::One(origin) if origin == "null" => "missing_origin",
            Named::One(_) | Named::Several => "cross_site",
        }
    }

    /// The origin, in letters that mean nothing to a page or a log.
    fn in_words(&self) -> String {
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || "-._~:/[]%".contains(*letter);
        match &self.origin {
            Named::Nothing | Named::Empty => "an address it does not name".to_owned(),
            Named::Several => "several addresses at once".to_owned(),
            Named::One(origin) if origin == "null" => "an address it does not name".to_owned(),
            Named::One(origin) => origin.chars().filter(is_plain).take(MAX_ORIGIN).collect(),
        }
    }
}

/// The origin of the page an address names; what cannot be read is nobody's.
fn origin_of(address: &str) -> String {
    Url::parse(address).map_or_else(|_| "null".to_owned(), |url| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const BASE: &str = "https://app.test";

    fn is_allowed(headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        let source = Source::of(&map);
        source.is_own(BASE) || source.is_no_browser(&map, &CookieNames::for_origin(true))
    }

    #[test]
    fn own_pages_and_old_browsers_may_write() {
        let cookie = ("cookie", "__Host-session=b");
        for headers in [
            vec![("sec-fetch-site", "same-origin"), ("origin", BASE), cookie],
            vec![("sec-fetch-site", "same-origin"), ("origin", "null"), cookie],
            vec![("sec-fetch-site", "none"), cookie],
            vec![("origin", BASE), cookie],
            vec![("referer", "https://app.test/todos?filter=active"), cookie],
            vec![("origin", ""), ("referer", "https://app.test"), cookie],
            vec![("sec-fetch-mode", "navigate"), ("referer", "https://app.test/"), cookie],
            vec![],
            vec![("cookie", "AWSALB=b; session=c")],
            vec![("sec-fetch-mode", "cors")],
        ] {
            assert!(is_allowed(&headers), "{headers:?} was refused");
        }
    }

    #[test]
    fn everybody_else_may_only_read() {
        for headers in [
            vec![("sec-fetch-site", "cross-site"), ("origin", "https://evil.test")],
            vec![("sec-fetch-site", "cross-site"), ("origin", BASE)],
            vec![("sec-fetch-site", "cross-site"), ("referer", "https://app.test/")],
            vec![("sec-fetch-site", "same-site"), ("origin", "https://sub.app.test")],
            vec![("sec-fetch-site", "same-origin, cross-site")],
            vec![("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
            vec![("origin", "null")],
            vec![("origin", "null"), ("referer", "https://app.test/")],
            vec![("origin", "https://evil.test")],
            vec![("origin", "https://evil.test"), ("referer", "https://app.test/")],
            vec![("origin", "https://app.test.evil.test")],
            vec![("origin", "http://app.test")],
            vec![("origin", "https://app.test:8443")],
            vec![("origin", BASE), ("origin", "https://evil.test")],
            vec![("referer", "https://evil.test/https://app.test/")],
            vec![("referer", "https://app.test@evil.test/")],
            vec![("referer", "https://app.test.evil.test/")],
            vec![("referer", "app.test")],
            vec![("referer", "https://app.test/"), ("referer", "https://evil.test/")],
            vec![("sec-fetch-mode", "navigate")],
            vec![("sec-fetch-mode", "no-cors")],
            vec![("sec-fetch-mode", "cors"), ("cookie", "__Host-session=b")],
            vec![("cookie", "__Host-refresh=b")],
            vec![("cookie", "a=b; __Host-challenge=b")],
        ] {
            assert!(!is_allowed(&headers), "{headers:?} was allowed");
        }
    }

    #[test]
    fn what_a_request_says_of_itself_means_nothing_to_a_page() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "origin",
            HeaderValue::from_static("https://<b>evil</b>.test\" onload=x"),
        );
        assert_eq!(Source::of(&headers).in_words(), "https://bevil/b.testonloadx");
    }
}
