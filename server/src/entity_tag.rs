//! Entity tags as they come back in `If-Match` and `If-None-Match` (RFC 9110 §8.8.3, §13.1). A proxy that compresses on
//! its way makes a tag weak (nginx, Cloudflare) or adds the coding to it (Apache, Jetty); it stands for the same thing
//! still, so tags are compared by what they were when we gave them.

use axum::http::{HeaderMap, HeaderName};

/// What proxies add to a tag, after one of the separators.
const CODINGS: [&str; 4] = ["gzip", "br", "zstd", "deflate"];
const SEPARATORS: [&str; 3] = ["--", "-", ";"];

/// What a request makes its wish depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// Nothing.
    None,
    /// That there is anything at all: `*`.
    Any,
    /// One of these, without their quotes.
    Tags(Vec<String>),
}

/// The header is no list of quoted tags, and not `*` either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl Condition {
    /// Reads all headers of this name as one list.
    ///
    /// # Errors
    /// [`Unreadable`]; who sets a condition does not want it ignored.
    pub(crate) fn read(headers: &HeaderMap, name: &HeaderName) -> Result<Self, Unreadable> {
        let values = headers.get_all(name).iter();
        // A tag may hold bytes that are no text; those are none of ours.
        let values: Vec<String> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
            .collect();
        match values.as_slice() {
            [] => Ok(Self::None),
            [only] if only == "*" => Ok(Self::Any),
            values => {
                let lists: Option<Vec<Vec<String>>> = values.iter().map(|value| tags(value)).collect();
                let tags = lists.ok_or(Unreadable)?.concat();
                (!tags.is_empty()).then_some(Self::Tags(tags)).ok_or(Unreadable)
            }
        }
    }

    /// Whether it holds for something with this tag, which is said without quotes.
    #[must_use]
    pub(crate) fn holds_for(&self, tag: &str) -> bool {
        match self {
            Self::None => false,
            Self::Any => true,
            Self::Tags(tags) => tags.iter().any(|found| found == tag || without_coding(found) == tag),
        }
    }
}

/// A tag without what a proxy may have added to it.
#[must_use]
pub(crate) fn without_coding(tag: &str) -> &str {
    let cut = |coding: &&str| {
        let rest = tag.strip_suffix(coding)?;
        SEPARATORS.iter().find_map(|separator| rest.strip_suffix(separator))
    };
    CODINGS.iter().find_map(cut).unwrap_or(tag)
}

/// The tags of a list, weak or not; `None` where something else is in it.
fn tags(mut rest: &str) -> Option<Vec<String>> {
    let mut tags = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return Some(tags);
        }
        let quoted = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
        let (tag, after) = quoted.split_once('"')?;
        if !after.is_empty() && !after.starts_with([' ', '\t', ',']) {
            return None;
        }
        tags.push(tag.to_owned());
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderValue, header::IF_MATCH};

    fn read(values: &[&[u8]]) -> Result<Condition, Unreadable> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IF_MATCH, HeaderValue::from_bytes(value).unwrap());
        }
        Condition::read(&headers, &IF_MATCH)
    }

    #[test]
    fn a_list_is_read_however_it_is_written() {
        let tags = |tags: &[&str]| Ok(Condition::Tags(tags.iter().map(ToString::to_string).collect()));
        assert_eq!(read(&[]), Ok(Condition::None));
        assert_eq!(read(&[b" * "]), Ok(Condition::Any));
        for (values, expected) in [
            (&[&b"\"1\""[..]][..], &["1"][..]),
            (&[b"\"1\", W/\"2\",\"3\""], &["1", "2", "3"]),
            (&[b"\"1\"", b"\"2\""], &["1", "2"]),
            (&[b"\"a,b\", , \"7\""], &["a,b", "7"]),
            (&[b"\"\""], &[""]),
            (&[b"\"\xfc\", \"1\""], &["\u{fffd}", "1"]),
        ] {
            assert_eq!(read(values), tags(expected), "{values:?}");
        }
    }

    #[test]
    fn what_is_no_list_of_tags_is_told_from_one() {
        for value in [
            "1",
            "",
            "\"1",
            "1\"",
            "\"1\", *",
            "W/1",
            "\"1\"x",
            "\"1\"\"2\"",
            "'1'",
            "\"1\", 2",
        ] {
            assert_eq!(read(&[value.as_bytes()]), Err(Unreadable), "{value}");
        }
        assert_eq!(read(&[b"*", b"*"]), Err(Unreadable));
    }

    #[test]
    fn a_tag_is_the_same_after_a_proxy_has_compressed() {
        for value in [
            "\"7\"",
            "W/\"7\"",
            "\"7-gzip\"",
            "W/\"7-gzip\"",
            "\"7;gzip\"",
            "\"7--gzip\"",
            "\"7-br\"",
            "\"7-zstd\"",
        ] {
            assert!(read(&[value.as_bytes()]).unwrap().holds_for("7"), "{value}");
        }
        for value in [
            "\"77\"",
            "\"-gzip\"",
            "\"7-gz\"",
            "\"7gzip\"",
            "\"07\"",
            "\"7-gzip-gzip\"",
        ] {
            assert!(!read(&[value.as_bytes()]).unwrap().holds_for("7"), "{value}");
        }
        let of_a_file = read(&[b"W/\"abc-gzip\""]).unwrap();
        assert!(of_a_file.holds_for("abc-gzip"));
    }
}
