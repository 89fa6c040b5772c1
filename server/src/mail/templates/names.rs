//! Names in e-mails. What people call themselves must neither become a link in a mail program nor turn the text around.

use crate::fold::fold;
use app::model::without_unseen;

/// A name within a sentence: one that is written from right to left must not turn the words after it around. Older
/// names may hold what nobody sees.
pub(super) fn isolated(name: &str) -> String {
    let name = without_unseen(name);
    let is_from_right = |letter: char| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    match name.contains(is_from_right) {
        // First strong isolate, and its end (https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates).
        true => format!("\u{2068}{name}\u{2069}"),
        false => name,
    }
}

/// Longest name that a letter says, in characters.
const LONGEST_NAME: usize = 50;
/// More digits than a name has are a telephone number.
const MOST_DIGITS: usize = 4;

/// Whether a name says who somebody is and nothing else. Names are what people write about themselves, and what looks
/// like an address or a number in an email from us becomes a link in the mail program.
pub(super) fn is_mere_name(name: &str) -> bool {
    // Full-width emails and dots count as those they look like.
    let name: String = fold(name).replace(['\u{3002}', '\u{2024}', '\u{fe52}'], ".");
    let has_mark = name.contains([
        '/', '\\', '@', ':', '<', '>', '|', '#', '?', '=', '&', '%', '[', ']', '{', '}', '!',
    ]);
    let has_domain = name.split('.').skip(1).any(|rest| {
        let label = rest
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '-');
        label.count() > 1
    });
    let is_number = name.chars().filter(|letter| letter.is_numeric()).count() > MOST_DIGITS;
    let is_hidden = |letter: char| {
        letter.is_control()
            || matches!(
                letter,
                '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{feff}'
            )
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(letter, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    !has_mark
        && !has_domain
        && !is_number
        && !name.starts_with("www")
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_said_and_what_could_be_a_link_or_a_number_is_not() {
        for name in [
            "Ada",
            "Ada Lovelace",
            "J.R.R. Tolkien",
            "O’Brien-Smith",
            "Zoë",
            "Łukasz",
            "李小龍",
            "محمد",
            "Henry VIII",
            "R2D2",
            "Ada (1815)",
            "Martin Luther King, Jr.",
            "Dr. No",
        ] {
            assert!(is_mere_name(name), "{name:?} was left out");
        }
        for name in [
            "unlock it at https://evil.example/unlock",
            "evil.example",
            "www evil example",
            "evil．example",
            "evil。example",
            "call +1 555 0100 now",
            "call ０１２３４５",
            "call ٠١٢٣٤٥",
            "ada@evil.example",
            "mailto:ada",
            "Ada\u{202e}elpmaxe.live",
            "Ada\u{2066}",
            "Ada\u{200b}Lovelace",
            "Your account has been locked, please write to the support team",
            "a/b",
        ] {
            assert!(!is_mere_name(name), "{name:?} was said");
        }
    }
}
