//! Codes as people type them.

use crate::fold::in_plain_digits;

/// Most of a code that is looked at, in characters.
const MAX_TYPED: usize = 100;

/// A code as it is compared: in the digits and letters of ASCII, whatever keyboard they come from. Spaces and dashes are
/// for the eye, and what cannot be seen came along when the code was copied.
pub(super) fn typed(raw: &str) -> String {
    let is_for_the_eye = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '-' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    // Codes are short, and whatever else is sent is none.
    let raw: String = raw.chars().take(MAX_TYPED).collect();
    in_plain_digits(&raw)
        .chars()
        .filter(|letter| !is_for_the_eye(*letter))
        .collect()
}
