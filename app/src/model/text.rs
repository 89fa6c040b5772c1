//! The rules that every text a user types has in common.
//!
//! The types of this model use them, and those of the server for what only it knows. What passes has one line, a length
//! that is known, and no control characters.

use super::{Field, FieldError, Problem};

/// Trims `raw` and checks its length in characters (Unicode scalar values), refusing control
/// characters: PostgreSQL cannot store U+0000, and line breaks do not belong into one-line texts.
///
/// # Errors
/// A [`FieldError`] for `field`.
pub fn parse_line(raw: &str, field: Field, max: usize) -> Result<String, FieldError> {
    let text = raw.trim();
    if text.is_empty() {
        return Err(FieldError::new(field, Problem::Missing));
    }
    if text.chars().any(char::is_control) {
        return Err(FieldError::new(field, Problem::ControlCharacters));
    }
    if text.chars().count() > max {
        return Err(FieldError::new(field, Problem::TooLong { max }));
    }
    Ok(text.to_owned())
}

/// A count in digits, by thousands: `1,234,567`.
#[must_use]
pub fn grouped(count: impl ToString) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `raw` without characters that nobody sees: marks and overrides of direction, fillers, tags. A name with one can look
/// like another name, or turn the words after it around. Joiners between visible letters stay, for scripts and emoji
/// need them; what separates lines and paragraphs becomes a space.
#[must_use]
pub fn without_unseen(raw: &str) -> String {
    let is_joiner = |letter: char| matches!(letter, '\u{200c}' | '\u{200d}');
    let on_a_line = |letter| {
        if matches!(letter, '\u{2028}' | '\u{2029}') {
            ' '
        } else {
            letter
        }
    };
    let seen: String = raw
        .chars()
        .filter(|letter| !is_unseen(*letter))
        .map(on_a_line)
        .collect();
    let seen = seen.trim_matches(|letter: char| is_joiner(letter) || letter.is_whitespace());
    seen.to_owned()
}

fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'
        | '\u{200e}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_by_thousands() {
        for (count, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345, "12,345"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(count), text);
        }
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        for (raw, seen) in [
            ("Ada\u{202e}ecalevoL", "AdaecalevoL"),
            ("\u{2067}Ada\u{2069}", "Ada"),
            ("A\u{200b}d\u{feff}a\u{ad}", "Ada"),
            ("\u{200d}Ada \u{200c}", "Ada"),
            ("\u{3164}", ""),
            ("\u{2800}\u{200b}\u{200d}", ""),
            ("علی\u{200c}رضا", "علی\u{200c}رضا"),
            ("👩\u{200d}💻 Ada", "👩\u{200d}💻 Ada"),
            ("Ada\u{e0041}\u{e007f}", "Ada"),
            ("O’Néill-Łukasz 李", "O’Néill-Łukasz 李"),
            ("Ada\u{2028}King", "Ada King"),
        ] {
            assert_eq!(without_unseen(raw), seen, "{raw:?}");
        }
    }
}
