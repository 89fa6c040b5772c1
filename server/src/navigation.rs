//! Where a browser goes: what its address asks for, and where it is led.

use app::model::NextPath;
use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, Uri, header},
    response::IntoResponse,
};
use url::form_urlencoded;

/// 303, so that the browser goes on with `GET` and a reload sends nothing again.
pub(crate) fn see_other(location: &str) -> Response<Body> {
    // A checked path holds nothing a header could not.
    let location = HeaderValue::from_str(location).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// The first query parameter of this name.
pub(crate) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    form_urlencoded::parse(uri.query()?.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Where to go after signing in, as the address of a page says.
pub(crate) fn next_of(uri: &Uri) -> NextPath {
    NextPath::parse(parameter(uri, "next").as_deref())
}
