//! How many elements, comments and texts a page has: the shape by which the browser sees whether it is still the page
//! the server rendered.
//!
//! Hydration goes by position. A browser extension, a translator or a proxy that puts something into the page or takes
//! something out makes everything after it be taken for something else.

/// The shape of rendered HTML, as `elements.comments.texts`.
pub(crate) fn of(html: &str) -> String {
    let (mut elements, mut comments, mut texts) = (0, 0, 0);
    let mut rest = html.as_bytes();
    while !rest.is_empty() {
        let text = rest.iter().position(|byte| *byte == b'<').unwrap_or(rest.len());
        texts += usize::from(text > 0);
        rest = rest.get(text + 1..).unwrap_or_default();
        rest = match rest.first() {
            Some(b'!') => {
                comments += 1;
                after_comment(rest)
            }
            Some(b'/') | None => after_tag(rest),
            Some(_) => {
                elements += 1;
                after_tag(rest)
            }
        };
    }
    format!("{elements}.{comments}.{texts}")
}

/// What follows a comment, in which there may be anything but its end: `<!>` or `<!--…-->`.
fn after_comment(rest: &[u8]) -> &[u8] {
    let end: &[u8] = if rest.starts_with(b"!--") { b"-->" } else { b">" };
    let at = rest.windows(end.len()).position(|bytes| bytes == end);
    at.map_or(&[], |at| &rest[at + end.len()..])
}

/// What follows a tag, in whose attributes there may be anything.
fn after_tag(rest: &[u8]) -> &[u8] {
    let mut is_quoted = false;
    let end = rest.iter().position(|byte| {
        is_quoted ^= *byte == b'"';
        *byte == b'>' && !is_quoted
    });
    end.map_or(&[], |end| &rest[end + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_comments_and_texts_are_counted_and_nothing_else() {
        for (html, shape) in [
            ("", "0.0.0"),
            ("text &lt;b>", "0.0.1"),
            ("<p>text</p>", "1.0.1"),
            ("<p>one<!>two<!----></p><br>", "2.2.2"),
            (r#"<a title="1 < 2 > 0 <b>">x</a><input disabled>"#, "2.0.1"),
            ("<main><!--<() />--><b>x</b></main>", "2.1.1"),
            ("<!-- > <p> -->text", "0.1.1"),
            ("<p", "1.0.0"),
        ] {
            assert_eq!(of(html), shape, "{html}");
        }
    }
}
