//! The page for when rendering a page is out of the question. It needs no database, no script and
//! no Leptos: what happened, what to do, and the id that finds it in the log.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};

/// An error page. `request_id` is ours, so it needs no escaping.
pub(crate) fn error_page(status: StatusCode, stylesheet: &str, request_id: &str) -> Response<Body> {
    let (heading, advice) = match status {
        StatusCode::FORBIDDEN => (
            "That request came from somewhere else.",
            "Nothing was changed. Go back, reload the page, and try again.",
        ),
        StatusCode::MISDIRECTED_REQUEST => (
            "This is not the address of this site.",
            "Check the address. If it is yours to set up, it belongs into BASE_URL; the log says which one came.",
        ),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => (
            "Your browser sent more than we take.",
            "Most often that is cookies. Delete those of this site and of its domain, and try again.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ("That was too much at once.", "Go back and send something smaller."),
        StatusCode::REQUEST_TIMEOUT => ("That took too long to arrive.", "Check your connection and try again."),
        StatusCode::TOO_MANY_REQUESTS => (
            "That was too often.",
            "Nothing is lost. Please wait a minute and try again.",
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "We’re busy right now.",
            "Nothing is lost. Please try again in a few seconds.",
        ),
        status if status.is_client_error() => (
            "We couldn’t read that request.",
            "Go back, reload the page, and try again.",
        ),
        _ => ("Something broke on our side.", "It has been noted. Please try again."),
    };
    page(status, heading, advice, stylesheet, request_id)
}

/// The page for a request that came from elsewhere. Somebody who has opened the installation by another name than its
/// own learns here by which one it works. `origin` holds no character that means something in HTML.
pub(crate) fn foreign_origin_page(stylesheet: &str, request_id: &str, origin: &str, expected: &str) -> Response<Body> {
    let advice = format!(
        "Nothing was changed. It came from {origin}, and this installation takes requests from \
         <a href=\"{expected}\">{expected}</a>: open it there and try again. If that is not its address, whoever runs it \
         has to set BASE_URL."
    );
    let heading = "That request came from somewhere else.";
    page(StatusCode::FORBIDDEN, heading, &advice, stylesheet, request_id)
}

fn page(status: StatusCode, heading: &str, advice: &str, stylesheet: &str, request_id: &str) -> Response<Body> {
    let number = status.as_u16();
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\" data-theme=\"system\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{heading} · Latchkey</title><link rel=\"stylesheet\" href=\"{stylesheet}\"><link rel=\"icon\" href=\"/favicon.svg\"></head>\
         <body><main class=\"page\"><section class=\"message-page\"><p class=\"big-number\" aria-hidden=\"true\">{number}</p>\
         <h1>{heading}</h1><p>{advice}</p><p class=\"actions\"><a class=\"button button-primary\" href=\"/todos\">Go to your todos</a>\
         <a class=\"button\" href=\"/\">Go to the start page</a></p><p class=\"request-id\">Request {request_id}</p></section></main></body></html>"
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}
