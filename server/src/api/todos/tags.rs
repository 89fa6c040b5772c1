//! Entity tags (RFC 9110 §8.8.3): the version of a todo in quotes.

use super::wire::TodoBody;
use crate::todos::Expected;
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

/// What `If-Match` asks for (§13.1.1). A weak tag, and one that cannot be read, is no version of ours: who
/// sets a condition does not want it ignored.
pub(super) fn expected(headers: &HeaderMap) -> Expected {
    match read(headers, &header::IF_MATCH) {
        Condition::None | Condition::Any => Expected::Any,
        Condition::Tags(tags) => Expected::Versions(
            tags.into_iter()
                .filter(|tag| !tag.is_weak)
                .filter_map(|tag| tag.version)
                .collect(),
        ),
    }
}

/// Whether `If-None-Match` says that the client has this version (§13.1.2); here weak tags count too.
pub(super) fn is_known(headers: &HeaderMap, version: i64) -> bool {
    match read(headers, &header::IF_NONE_MATCH) {
        Condition::None => false,
        Condition::Any => true,
        Condition::Tags(tags) => tags.iter().any(|tag| tag.version == Some(version)),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Condition {
    None,
    Any,
    Tags(Vec<Tag>),
}

#[derive(Debug, PartialEq, Eq)]
struct Tag {
    is_weak: bool,
    /// `None` for a tag we have never given.
    version: Option<i64>,
}

fn read(headers: &HeaderMap, name: &HeaderName) -> Condition {
    let values: Vec<&str> = headers
        .get_all(name)
        .iter()
        .map(|value| value.to_str().unwrap_or_default().trim())
        .collect();
    match values.as_slice() {
        [] => Condition::None,
        ["*"] => Condition::Any,
        values => Condition::Tags(values.iter().flat_map(|value| parse(value)).collect()),
    }
}

/// Reads a list of tags up to the first thing that is none.
fn parse(mut rest: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let (is_weak, quoted) = match rest.strip_prefix("W/") {
            Some(quoted) => (true, quoted),
            None => (false, rest),
        };
        let Some((text, after)) = quoted.strip_prefix('"').and_then(|text| text.split_once('"')) else {
            return tags;
        };
        // Other spellings of the number were never given out.
        let version = text.parse().ok().filter(|version: &i64| version.to_string() == text);
        tags.push(Tag { is_weak, version });
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(name: HeaderName, values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(&name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn a_condition_names_versions() {
        for (values, versions) in [
            (&["\"1\""][..], &[1][..]),
            (&["\"1\", \"2\",\"3\""], &[1, 2, 3]),
            (&["\"1\"", "\"2\""], &[1, 2]),
            (&["\"a,b\", \"7\""], &[7]),
            (&["W/\"1\""], &[]),
            (&["W/\"1\", \"2\""], &[2]),
            (&["1"], &[]),
            (&[""], &[]),
            (&["\"01\""], &[]),
            (&["\"+1\""], &[]),
            (&["\"1"], &[]),
            (&["*", "*"], &[]),
            (&["\"1\", *"], &[1]),
        ] {
            let expected = expected(&headers(header::IF_MATCH, values));
            assert_eq!(expected, Expected::Versions(versions.to_vec()), "{values:?}");
        }
    }

    #[test]
    fn without_a_condition_and_with_a_star_any_version_will_do() {
        assert_eq!(expected(&HeaderMap::new()), Expected::Any);
        assert_eq!(expected(&headers(header::IF_MATCH, &["*"])), Expected::Any);
        assert!(!is_known(&HeaderMap::new(), 1));
        assert!(is_known(&headers(header::IF_NONE_MATCH, &["*"]), 1));
    }

    #[test]
    fn reading_again_compares_weakly() {
        for (value, is_known_as_2) in [
            ("\"2\"", true),
            ("W/\"2\"", true),
            ("\"1\", W/\"2\"", true),
            ("\"1\"", false),
            ("2", false),
        ] {
            let headers = headers(header::IF_NONE_MATCH, &[value]);
            assert_eq!(is_known(&headers, 2), is_known_as_2, "{value}");
        }
    }
}
