use super::{
    errors::{is_api, is_better_auth},
    session::bearer_token,
};
use crate::{auth::origins::holds, error_page::error_page, middleware::RequestId, problem::Problem, state::AppState};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Refuses whatever would change something and does not come from our own pages.
///
/// `tower_http::csrf` (0.7) is the same idea with other answers: it compares hosts but not schemes,
/// and lets a request with cookies and without any origin pass. Both matter here.
///
/// Programs that ask the API with a bearer token are not concerned, for no browser sends one by itself. Pages
/// of trusted origins may use the API too.
pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_api = is_api(request.uri().path());
    let settings = &state.auth.settings;
    if is_own(request.method(), request.headers(), &settings.base_url)
        || is_api && bearer_token(request.headers()).is_some()
        || is_api && comes_from(request.headers(), &settings.trusted_origins)
    {
        return next.run(request).await;
    }
    let request_id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    tracing::warn!(
        request.id = request_id.0,
        path = request.uri().path(),
        "refused a request from another origin"
    );
    if is_better_auth(request.uri().path()) {
        let code = reason(request.uri().path(), request.headers());
        return Problem::new(StatusCode::FORBIDDEN, code, "This request came from another site.").into_response();
    }
    if is_api {
        return StatusCode::FORBIDDEN.into_response();
    }
    error_page(StatusCode::FORBIDDEN, &state.assets.stylesheet, &request_id.0)
}

/// Why Better Auth would refuse it: a sign-in by another site's form, a request that does not say where it comes
/// from, or one that says so.
fn reason(path: &str, headers: &HeaderMap) -> &'static str {
    let is = |name: &HeaderName, value: &str| headers.get(name).is_some_and(|found| found == value);
    let opens_session = matches!(path, "/api/auth/sign-in/email" | "/api/auth/sign-up/email");
    if opens_session && is(&SEC_FETCH_SITE, "cross-site") && is(&SEC_FETCH_MODE, "navigate") {
        return "cross_site_navigation";
    }
    let origin = headers.get(header::ORIGIN).or_else(|| headers.get(header::REFERER));
    match origin.is_none_or(|origin| origin.is_empty() || origin == "null") {
        true => "missing_origin",
        false => "cross_site",
    }
}

fn comes_from(headers: &HeaderMap, origins: &[String]) -> bool {
    let mut named = headers.get_all(header::ORIGIN).iter();
    match (named.next(), named.next()) {
        (Some(origin), None) => origin.to_str().is_ok_and(|origin| holds(origins, origin)),
        _ => false,
    }
}

/// Fetch Metadata decides where the browser sends it (<https://www.w3.org/TR/fetch-metadata/>),
/// `Origin` where it does not. A sibling site is as foreign as any other.
fn is_own(method: &Method, headers: &HeaderMap, base_url: &str) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let sites: Vec<&[u8]> = headers
        .get_all(SEC_FETCH_SITE)
        .iter()
        .map(|value| value.as_bytes())
        .collect();
    let origins: Vec<&[u8]> = headers
        .get_all(header::ORIGIN)
        .iter()
        .map(|value| value.as_bytes())
        .collect();
    match (sites.as_slice(), origins.as_slice()) {
        ([b"same-origin" | b"none"], _) => true,
        ([], [origin]) => *origin == base_url.as_bytes(),
        // No browser sent this; without cookies there is nothing it could misuse.
        ([], []) => !headers.contains_key(header::COOKIE),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const BASE: &str = "https://app.test";

    fn is_allowed(method: Method, headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        is_own(&method, &map, BASE)
    }

    #[test]
    fn own_pages_and_old_browsers_may_write() {
        for headers in [
            vec![("sec-fetch-site", "same-origin"), ("origin", BASE), ("cookie", "a=b")],
            vec![("sec-fetch-site", "none"), ("cookie", "a=b")],
            vec![("origin", BASE), ("cookie", "a=b")],
            vec![],
        ] {
            assert!(is_allowed(Method::POST, &headers), "{headers:?} was refused");
        }
    }

    #[test]
    fn everybody_else_may_only_read() {
        for headers in [
            vec![("sec-fetch-site", "cross-site"), ("origin", "https://evil.test")],
            vec![("sec-fetch-site", "cross-site"), ("origin", BASE)],
            vec![("sec-fetch-site", "same-site"), ("origin", "https://sub.app.test")],
            vec![("sec-fetch-site", "same-origin, cross-site")],
            vec![("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
            vec![("origin", "null")],
            vec![("origin", "https://evil.test")],
            vec![("origin", "https://app.test.evil.test")],
            vec![("origin", "http://app.test")],
            vec![("origin", "https://app.test:8443")],
            vec![("origin", BASE), ("origin", "https://evil.test")],
            vec![("cookie", "a=b")],
        ] {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                assert!(
                    !is_allowed(method.clone(), &headers),
                    "{method} with {headers:?} was allowed"
                );
            }
            assert!(is_allowed(Method::GET, &headers));
        }
    }
}
