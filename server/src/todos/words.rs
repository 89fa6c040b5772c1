//! The words of a todo as they are searched, and of what is typed to find it. Both are made here, so that both are the
//! same on either database.
//!
//! A word is letters and digits, folded (`fold.rs`). Where a script has no spaces, a word begins at each letter.

use crate::fold::{after_all_with, fold_for_words};
use crate::store::todo_words::Term;
use std::collections::BTreeSet;
use unicode_normalization::char::is_combining_mark;

/// Characters of a word that count.
const LONGEST: usize = 32;
/// The same where each letter begins a word.
const LONGEST_SPACELESS: usize = 6;
/// Words of a todo that are found. Nobody writes more in ten thousand characters, but a program may try.
const MOST_WORDS: usize = 1_000;

/// What is stored of a todo to find it by, of all its texts: each word once, with a space around it.
pub(super) fn words_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut seen = BTreeSet::new();
    let mut stored = String::new();
    for text in texts {
        for word in words(text) {
            if seen.len() < MOST_WORDS && !seen.contains(&word) {
                stored.push(' ');
                stored.push_str(&word);
                seen.insert(word);
            }
        }
    }
    if !stored.is_empty() {
        stored.push(' ');
    }
    stored
}

/// All words of a text, in their order.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in runs(&fold_for_words(text)) {
        match is_spaceless(run[0]) {
            true => words.extend((0..run.len()).map(|at| first(&run[at..], LONGEST_SPACELESS))),
            false => words.push(first(&run, LONGEST)),
        }
    }
    words
}

/// What a search looks for: its words, each once, at most [`Term::MOST`]. The last one may be the beginning of a word.
pub(super) fn terms_of(text: &str) -> Vec<Term> {
    let runs = runs(&fold_for_words(text));
    let mut terms: Vec<Term> = Vec::new();
    for (number, run) in runs.iter().enumerate() {
        let is_beginning = number + 1 == runs.len() || is_spaceless(run[0]);
        let longest = if is_spaceless(run[0]) {
            LONGEST_SPACELESS
        } else {
            LONGEST
        };
        let term = term(&first(run, longest), is_beginning);
        if terms.len() < Term::MOST && !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// Whether a text has a word like this.
pub(super) fn has_word(text: &str, term: &Term) -> bool {
    words(text)
        .iter()
        .any(|word| *term.from <= **word && **word < *term.until)
}

fn term(word: &str, is_beginning: bool) -> Term {
    // Nothing in a word is special in a pattern, and no word goes on with a space.
    match is_beginning {
        true => Term {
            until: after_all_with(word),
            pattern: format!("% {word}%"),
            from: word.to_owned(),
        },
        false => Term {
            until: format!("{word} "),
            pattern: format!("% {word} %"),
            from: word.to_owned(),
        },
    }
}

/// Letters and digits that stand together, those of scripts with spaces and those without them apart.
fn runs(folded: &str) -> Vec<Vec<char>> {
    let is_apart = |letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter);
    let mut runs = Vec::new();
    for together in folded.split(is_apart) {
        let letters: Vec<char> = together.chars().collect();
        let alike = letters.chunk_by(|one, other| is_spaceless(*one) == is_spaceless(*other));
        runs.extend(alike.map(<[char]>::to_vec));
    }
    runs
}

/// Thai, Lao, Burmese, Khmer, kana and the characters of Chinese.
fn is_spaceless(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn first(letters: &[char], length: usize) -> String {
    letters.iter().take(length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a todo is found, as the statements decide it.
    fn finds(title: &str, search: &str) -> bool {
        let stored = words_of([title]);
        let terms = terms_of(search);
        let is_there = |term: &Term| stored.contains(term.pattern.trim_matches('%'));
        let found = !terms.is_empty() && terms.iter().all(is_there);
        assert_eq!(
            found,
            !terms.is_empty() && terms.iter().all(|term| has_word(title, term)),
            "{search}"
        );
        found
    }

    #[test]
    fn words_are_found_anywhere_and_the_last_by_its_beginning() {
        let title = "Buy the milk, for Bob’s café (№ 5)";
        for search in [
            "milk",
            "MI",
            "buy mil",
            "bob cafe",
            "milk buy",
            "CAFÉ",
            "cafe\u{301}",
            "5",
            "ｍｉｌｋ",
            "no",
        ] {
            assert!(finds(title, search), "{search}");
        }
        for search in ["ilk", "bu milk", "milk tea", "", " ", "%", "mi lk"] {
            assert!(!finds(title, search), "{search}");
        }
    }

    #[test]
    fn letters_of_all_scripts_are_folded() {
        for (title, search) in [
            ("Straße", "STRASSE"),
            ("ΟΔΟΣ", "οδος"),
            ("Ελλάδα", "ελλαδα"),
            ("İstanbul", "istanb"),
            ("Iğdır", "igdir"),
            ("Łódź", "lodz"),
            ("Ёлка", "елка"),
            ("हिन्दी", "हिन्दी"),
            ("ﬁne Ångström", "angstrom fi"),
            ("한국어", "한국"),
        ] {
            assert!(finds(title, search), "{search} of {title}");
        }
    }

    #[test]
    fn where_a_script_has_no_spaces_a_word_begins_at_each_letter() {
        let title = "牛乳を買うTODO明日";
        for search in ["牛乳", "買う", "を買", "todo", "明日", "明日 牛乳", "牛乳を買うto"] {
            assert!(finds(title, search), "{search}");
        }
        assert!(!finds(title, "乳牛"));
        assert!(finds("ซื้อนม", "นม"));
    }

    #[test]
    fn each_word_is_stored_once_and_no_more_than_there_may_be() {
        assert_eq!(words_of(["Tea, tea and Tea", "and more"]), " tea and more ");
        assert_eq!(words_of(["…", "-"]), "");
        assert_eq!(words_of([&*"a".repeat(500)]), format!(" {} ", "a".repeat(LONGEST)));
        let many: String = (0..3_000).map(|number| format!("{number} ")).collect();
        assert_eq!(words_of([&*many]).split_whitespace().count(), MOST_WORDS);
        assert_eq!(terms_of(&many).len(), Term::MOST);
    }

    #[test]
    fn nothing_in_a_search_is_an_operator() {
        for search in [
            "milk*", "\"milk", "(milk", "milk%", "milk:", "-milk", "milk'", "^milk", "milk\\", "{milk} +",
        ] {
            assert_eq!(terms_of(search), terms_of("milk"), "{search}");
        }
        // In a list of words these are words.
        assert_eq!(terms_of("a OR b NOT near").len(), 5);
    }
}
