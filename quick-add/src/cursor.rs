//! A place in a line from which a phrase is read word by word. A phrase goes on over spaces only, or over a comma where
//! its grammar allows one; elsewhere the cursor reads an empty word, which matches nothing.

use crate::line::{Gap, Line};

#[derive(Clone, Copy)]
pub(crate) struct Cursor<'l> {
    pub(crate) line: &'l Line<'l>,
    pub(crate) first: usize,
    pub(crate) next: usize,
    /// The byte behind what was read.
    pub(crate) end: usize,
    comma_allowed: bool,
}

impl<'l> Cursor<'l> {
    pub(crate) fn new(line: &'l Line<'l>, first: usize) -> Self {
        Cursor {
            line,
            first,
            next: first,
            end: 0,
            comma_allowed: false,
        }
    }

    /// The next word of the phrase, or an empty one.
    pub(crate) fn word(&self) -> &'l str {
        let goes_on = self.next == self.first
            || match self.line.gap(self.end, self.next) {
                Gap::Space => true,
                Gap::Comma => self.comma_allowed,
                Gap::Other => false,
            };
        if goes_on { self.line.word(self.next) } else { "" }
    }

    /// The word before the phrase, or an empty one.
    pub(crate) fn word_before(&self) -> &'l str {
        self.line.word_before(self.first)
    }

    /// Takes the next word; there must be one.
    pub(crate) fn advance(&mut self) {
        if let Some(word) = self.line.words.get(self.next) {
            self.end = word.end;
            self.next += 1;
            self.comma_allowed = false;
        }
    }

    /// Takes the next word when it is one of these.
    pub(crate) fn take(&mut self, words: &[&str]) -> bool {
        let found = is_one_of(self.word(), words);
        if found {
            self.advance();
        }
        found
    }

    /// Takes these words, one after the other, or none of them.
    pub(crate) fn take_all(&mut self, words: &[&str]) -> bool {
        let mut cursor = *self;
        let found = words.iter().all(|word| cursor.take(&[word]));
        if found {
            *self = cursor;
        }
        found
    }

    /// Takes the next word when `read` makes something of it.
    pub(crate) fn read<T>(&mut self, read: fn(&str) -> Option<T>) -> Option<T> {
        let value = read(self.word())?;
        self.advance();
        Some(value)
    }

    /// Takes one character of the punctuation that clings to the word just read.
    pub(crate) fn take_trail(&mut self, mark: char) -> bool {
        let stop = self.next.checked_sub(1).map_or(0, |last| self.line.words[last].stop);
        let found = self.end < stop && self.line.text[self.end..stop].starts_with(mark);
        if found {
            self.end += mark.len_utf8();
        }
        found
    }

    /// The next word may also stand behind a comma.
    pub(crate) fn allow_comma(&mut self) {
        self.comma_allowed = true;
    }

    /// Whether the next word stands behind a comma.
    pub(crate) fn at_comma(&self) -> bool {
        self.line.gap(self.end, self.next) == Gap::Comma
    }
}

/// Whether a word is one of these, whatever the case of its (ASCII) letters.
pub(crate) fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|candidate| candidate.eq_ignore_ascii_case(word))
}
