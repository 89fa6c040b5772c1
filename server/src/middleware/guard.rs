//! Redirects guests from pages that need a session, and signed-in users from the sign-in page, before anything is
//! rendered. It saves a person a page that says no; it protects nothing, which the use cases do.

use crate::navigation::{next_of, see_other};
use app::{PROTECTED_PATHS, backend::Caller, model::NextPath};
use axum::{
    extract::Request,
    http::{Method, Uri},
    middleware::Next,
    response::Response,
};

/// Sends signed-out visitors of protected pages to the sign-in page, and signed-in visitors of that
/// page on. It decides before anything is rendered, so it is a real 303 for everybody; what
/// protects the data is that every use case asks for a session itself.
pub async fn protect_pages(request: Request, next: Next) -> Response {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_signed_in = request
        .extensions()
        .get::<Caller>()
        .is_some_and(|caller| caller.session.is_some());
    let path = request.uri().path();
    match (is_reading, is_signed_in) {
        (true, false) if is_protected(path) => {
            see_other(&NextPath::parse(Some(path_and_query(request.uri()))).sign_in_url())
        }
        (true, true) if matches!(path, "/sign-in" | "/sign-up") => see_other(next_of(request.uri()).as_str()),
        _ => next.run(request).await,
    }
}

fn is_protected(path: &str) -> bool {
    PROTECTED_PATHS.iter().any(|page| {
        path.strip_prefix(page)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn path_and_query(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |both| both.as_str())
}
