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
