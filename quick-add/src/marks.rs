//! What a sign announces: `#list`, `@label`, `p1` or `!1`, and `//notes`.

use crate::{Priority, Settings, cursor::Cursor, line};
use alloc::{borrow::ToOwned, string::String};

const LIST_NAME_LENGTH: usize = 100;
const LABEL_NAME_LENGTH: usize = 50;

pub(crate) struct ListName {
    pub(crate) name: String,
    pub(crate) is_new: bool,
}

/// `#Home`, `#"Side project"`, or `#Side project` when there is such a list.
pub(crate) fn list(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<ListName> {
    let written = cursor.word().strip_prefix('#')?;
    if let Some(quote) = line::quote(written, 0) {
        let name = written[quote.open.end..quote.close.start].trim();
        cursor.advance();
        return named(name, settings);
    }
    if let Some((known, end)) = longest_known(cursor, settings) {
        while cursor.line.words.get(cursor.next).is_some_and(|word| word.start < end) {
            cursor.advance();
        }
        cursor.end = end;
        return Some(ListName {
            name: known.to_owned(),
            is_new: false,
        });
    }
    if !written.starts_with(begins_name) {
        return None;
    }
    cursor.advance();
    named(written, settings)
}

fn named(name: &str, settings: &Settings<'_>) -> Option<ListName> {
    if let Some(known) = settings
        .lists
        .iter()
        .find(|known| same_letters(known, name) == Some(name.len()))
    {
        return Some(ListName {
            name: (*known).to_owned(),
            is_new: false,
        });
    }
    let fits = (1..=LIST_NAME_LENGTH).contains(&name.chars().count());
    fits.then(|| ListName {
        name: name.to_owned(),
        is_new: true,
    })
}

/// The longest of the person's lists that is written here, and where its name ends in the line.
fn longest_known<'s>(cursor: &Cursor<'_>, settings: &Settings<'s>) -> Option<(&'s str, usize)> {
    let start = cursor.line.words[cursor.next].start + 1;
    let text = cursor.line.text;
    let ends = settings.lists.iter().filter_map(|known| {
        let end = start + same_letters(known, &text[start..])?;
        let whole = end > start && line::ends_word(text, end) && !cursor.line.is_kept(start..end);
        whole.then_some((*known, end))
    });
    ends.max_by_key(|&(_, end)| end)
}

/// How many bytes of `text` spell `name`, whatever the case of the letters.
fn same_letters(name: &str, text: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    for wanted in name.chars() {
        let (_, found) = chars.next()?;
        if wanted != found && fold(wanted) != fold(found) {
            return None;
        }
    }
    Some(text.len() - chars.as_str().len())
}

/// Whether a name may begin so: with a letter of any script or a picture, not with a figure or punctuation. Unicode's
/// tables of letters would be larger than the parser's own, hence the blocks of punctuation people type.
fn begins_name(first: char) -> bool {
    first.is_ascii_alphabetic() || (first > '¿' && !matches!(first, '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}'))
}

/// A letter as its small form, in the alphabets that have two, as far as one range each will do. The tables of
/// `char::to_lowercase` would cost 5 kB of WASM.
fn fold(letter: char) -> char {
    let offset = match letter {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        'Ā'..='į' | 'Ĳ'..='ķ' | 'Ŋ'..='ŷ' | 'Ѡ'..='ҁ' | 'Ḁ'..='ẕ' | 'Ạ'..='ỿ' => {
            1 - (u32::from(letter) & 1)
        }
        'Ĺ'..='ň' | 'Ź'..='ž' => u32::from(letter) & 1,
        _ => 0,
    };
    char::from_u32(u32::from(letter) + offset).unwrap_or(letter)
}

/// `@bills`. A sign before a figure announces a time, and a word with a second sign is an address.
pub(crate) fn label(cursor: &mut Cursor<'_>) -> Option<String> {
    let name = cursor.word().strip_prefix('@')?;
    let is_label =
        name.starts_with(begins_name) && !name.contains('@') && name.chars().nth(LABEL_NAME_LENGTH).is_none();
    is_label.then(|| {
        cursor.advance();
        name.to_owned()
    })
}

/// `p1` to `p4`, or `!1` to `!4`. The fourth is no priority, and says so.
pub(crate) fn priority(cursor: &mut Cursor<'_>) -> Option<Option<Priority>> {
    let word = cursor.word();
    let priority = match word.as_bytes() {
        [b'p' | b'P' | b'!', b'1'] => Some(Priority::High),
        [b'p' | b'P' | b'!', b'2'] => Some(Priority::Medium),
        [b'p' | b'P' | b'!', b'3'] => Some(Priority::Low),
        [b'p' | b'P' | b'!', b'4'] => None,
        _ => return None,
    };
    cursor.advance();
    Some(priority)
}

/// `//` and everything behind it.
pub(crate) fn notes(cursor: &mut Cursor<'_>) -> Option<String> {
    if !cursor.word().starts_with("//") {
        return None;
    }
    let line = cursor.line;
    let start = line.words[cursor.next].start;
    let notes = line.text[start..].trim_end();
    let text = notes.strip_prefix("//")?.trim_start();
    if text.is_empty() {
        return None;
    }
    cursor.next = line.words.len();
    cursor.end = start + notes.len();
    Some(text.to_owned())
}

/// Whether two names are the same, whatever the case of their letters.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    same_letters(one, other) == Some(other.len())
}

#[cfg(test)]
mod tests {
    use super::{fold, same_name};

    #[test]
    fn folding_is_a_part_of_lower_case() {
        for letter in '\0'..='\u{2fff}' {
            let folded = fold(letter);
            assert!(
                folded == letter || letter.to_lowercase().eq([folded]) || letter == 'İ',
                "{letter} {folded}"
            );
        }
        for (large, small) in "ÄÉÑØÞĀŁŐŒŞŠŻŽΑΩΫАЯЁЇẞẾ".chars().zip("äéñøþāłőœşšżžαωϋаяёїẞế".chars())
        {
            assert_eq!(fold(large), small);
        }
    }

    #[test]
    fn names_are_the_same_whatever_their_case() {
        assert!(same_name("Übung", "üBUNG"));
        assert!(!same_name("Home", "Homes"));
        assert!(!same_name("Homes", "Home"));
    }
}
