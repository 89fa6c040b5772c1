//! Entity tags (RFC 9110 §8.8.3): the version of a todo in quotes.

use super::wire::TodoBody;
use crate::{
    entity_tag::{Condition, Unreadable, without_coding},
    problem::Problem,
    todos::Expected,
};
use axum::{
    Json,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};

/// A todo with its tag.
pub(super) fn tagged(todo: TodoBody) -> Response {
    ([(header::ETAG, tag(todo.version))], Json(todo)).into_response()
}

/// What the client already has, if it is this version.
pub(super) fn not_modified(version: i64) -> Response {
    (StatusCode::NOT_MODIFIED, [(header::ETAG, tag(version))]).into_response()
}

pub(super) fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// What `If-Match` asks for (§13.1.1). Its comparison is the strong one, by which a weak tag is none; ours count all
/// the same, for a proxy has made it weak and the version in it is the very one.
pub(super) fn expected(headers: &HeaderMap) -> Result<Expected, Problem> {
    Ok(match read(headers, &header::IF_MATCH)? {
        Condition::None | Condition::Any => Expected::Any,
        Condition::Tags(tags) => Expected::Versions(tags.iter().filter_map(|tag| version(tag)).collect()),
    })
}

/// Whether `If-None-Match` says that the client has this version (§13.1.2).
pub(super) fn is_known(headers: &HeaderMap, version: i64) -> Result<bool, Problem> {
    Ok(read(headers, &header::IF_NONE_MATCH)?.holds_for(&version.to_string()))
}

fn read(headers: &HeaderMap, name: &HeaderName) -> Result<Condition, Problem> {
    Condition::read(headers, name).map_err(|Unreadable| {
        let detail = "Write each entity tag in double quotes, as ETag gave it: \"1\". Several are parted by commas, and * stands for any.";
        Problem::new(StatusCode::BAD_REQUEST, "malformed_entity_tag", detail)
    })
}

/// The version a tag names; other spellings of the number were never given out.
fn version(tag: &str) -> Option<i64> {
    let tag = without_coding(tag);
    tag.parse().ok().filter(|version: &i64| version.to_string() == tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_condition_names_versions() {
        for (value, versions) in [
            ("\"1\", \"2\"", &[1, 2][..]),
            ("\"a,b\", W/\"7\"", &[7]),
            ("\"2-gzip\"", &[2]),
            ("\"01\", \"+1\", \"\"", &[]),
        ] {
            let expected = expected(&headers(header::IF_MATCH, value)).unwrap();
            assert_eq!(expected, Expected::Versions(versions.to_vec()), "{value}");
        }
        assert_eq!(expected(&headers(header::IF_MATCH, "*")).unwrap(), Expected::Any);
        assert_eq!(expected(&HeaderMap::new()).unwrap(), Expected::Any);
        assert!(!is_known(&HeaderMap::new(), 1).unwrap());
    }
}
