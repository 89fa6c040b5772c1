//! Text as it is searched. The program folds it itself and the databases compare characters, so both find the same.

use unicode_normalization::UnicodeNormalization;

/// Compatible forms are one (NFKC), and so are upper and lower case. Letters are folded one by one: a rule that looks
/// at the end of a word would fold its beginning differently.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// What begins like `text`, for `like … escape '!'`.
#[must_use]
pub fn beginning(text: &str) -> String {
    format!("{}%", escaped(text))
}

/// What has `text` anywhere, for `like … escape '!'`.
#[must_use]
pub fn containing(text: &str) -> String {
    format!("%{}%", escaped(text))
}

/// The first text, in the order of characters, that comes after all that begin with `beginning`.
#[must_use]
pub fn after_all_with(beginning: &str) -> String {
    let mut letters: Vec<char> = beginning.chars().collect();
    while let Some(last) = letters.pop() {
        // The numbers in the middle that are no characters are stepped over.
        if let Some(next) = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32) {
            letters.push(next);
            return letters.into_iter().collect();
        }
    }
    // It consists of the very last character only; nothing that anybody writes comes after many of them.
    char::MAX.to_string().repeat(beginning.len() + 1)
}

fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in fold(text).chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_text_lies_between_it_and_the_text_after() {
        for (beginning, after) in [
            ("buy", "buz"),
            ("a", "b"),
            ("z", "{"),
            ("é", "ê"),
            ("a\u{d7ff}", "a\u{e000}"),
            ("a\u{10ffff}", "b"),
            ("", "\u{10ffff}"),
        ] {
            assert_eq!(after_all_with(beginning), after, "of {beginning:?}");
            for rest in ["", "a", "\u{ffff}\u{10000}"] {
                let text = format!("{beginning}{rest}");
                assert!(*beginning <= *text && *text < *after, "{text:?}");
            }
        }
        assert!(*"\u{10ffff}abc" < *after_all_with("\u{10ffff}"));
    }
}
