//! Text as it is searched. The program folds it itself and the databases compare characters, so both find the same.

use unicode_normalization::UnicodeNormalization;

/// Compatible forms are one (NFKC), and so are upper and lower case. Letters are folded one by one: a rule that looks
/// at the end of a word would fold its beginning differently.
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// The text as its words are compared: folded, without the accents of Latin, Greek and Cyrillic letters, and with those
/// letters in two that people without them write so.
#[must_use]
pub(crate) fn fold_for_words(text: &str) -> String {
    let without_accents = text.nfkd().filter(|letter| !('\u{300}'..='\u{36f}').contains(letter));
    let mut folded = String::with_capacity(text.len());
    for letter in without_accents.nfc().flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            // As all other letters it has one form, at the end of a word too.
            'ς' => folded.push('σ'),
            letter => folded.push(letter),
        }
    }
    folded
}

/// The digits that no compatible form is known of, by the zero of each script; the other nine come after it (Unicode 16,
/// general category Nd).
const ZEROS: [char; 58] = [
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e950}',
];

/// Text in which every decimal digit is one of ASCII, and full-width letters are plain ones: keyboards of many scripts
/// send their own.
#[must_use]
pub(crate) fn in_plain_digits(text: &str) -> String {
    text.nfkc().map(plain_digit).collect()
}

fn plain_digit(letter: char) -> char {
    let value = |zero: &char| {
        let value = u32::from(letter).checked_sub(u32::from(*zero))?;
        char::from_digit(value, 10)
    };
    ZEROS.iter().find_map(value).unwrap_or(letter)
}

/// What begins like `text`, for `like … escape '!'`.
#[must_use]
pub(crate) fn beginning(text: &str) -> String {
    format!("{}%", escaped(text))
}

/// What has `text` anywhere, for `like … escape '!'`.
#[must_use]
pub(crate) fn containing(text: &str) -> String {
    format!("%{}%", escaped(text))
}

/// The first text, in the order of characters, that comes after all that begin with `beginning`.
#[must_use]
pub(crate) fn after_all_with(beginning: &str) -> String {
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
    fn digits_of_every_script_are_digits() {
        for digits in [
            "0123456789",
            "０１２３４５６７８９",
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
            "०१२३४५६७८९",
            "๐๑๒๓๔๕๖๗๘๙",
            "০১২৩৪৫৬৭৮৯",
            "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
            "𞥐𞥑𞥒𞥓𞥔𞥕𞥖𞥗𞥘𞥙",
        ] {
            assert_eq!(in_plain_digits(digits), "0123456789");
        }
        assert_eq!(in_plain_digits("ＡＢｃ-ab c"), "ABc-ab c");
        for zero in ZEROS {
            let digits = (0..10).filter_map(|value| char::from_u32(u32::from(zero) + value));
            assert!(
                digits.clone().count() == 10 && digits.clone().all(char::is_numeric),
                "{zero}"
            );
        }
    }

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
