//! A line as words. A word ends at white space; punctuation at its end is told apart, so that "tomorrow," is the word
//! "tomorrow". What is quoted, and what the person wants as text, is a word that matches nothing.

use alloc::vec::Vec;
use core::ops::Range;

/// Punctuation that may cling to the end of a word without being part of it.
pub(crate) const TRAIL: &[char] = &[',', ';', '.', '!', '?', ':', ')', '…'];

pub(crate) struct Line<'l> {
    pub(crate) text: &'l str,
    pub(crate) words: Vec<Word>,
    /// What stands in quotation marks, with them.
    pub(crate) quotes: Vec<Quote>,
    kept: &'l [Range<usize>],
    /// The quotation marks that nothing closes from here on, so that no line is searched to its end again and again.
    unclosed: Vec<char>,
}

pub(crate) struct Word {
    /// Behind the backslash when it is escaped.
    pub(crate) start: usize,
    /// Before the punctuation that clings to it.
    pub(crate) end: usize,
    pub(crate) stop: usize,
    pub(crate) escaped: bool,
    opaque: bool,
}

pub(crate) struct Quote {
    pub(crate) open: Range<usize>,
    pub(crate) close: Range<usize>,
}

/// What stands between two words of one phrase.
#[derive(PartialEq, Eq)]
pub(crate) enum Gap {
    Space,
    Comma,
    Other,
}

impl<'l> Line<'l> {
    pub(crate) fn new(text: &'l str, kept: &'l [Range<usize>]) -> Self {
        let mut line = Line {
            text,
            words: Vec::new(),
            quotes: Vec::new(),
            kept,
            unclosed: Vec::new(),
        };
        let mut at = 0;
        loop {
            at = text.len() - text[at..].trim_start().len();
            if at == text.len() {
                return line;
            }
            at = line.push_word(at);
        }
    }

    /// Takes the word that begins at `at`, and answers where it stops.
    fn push_word(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let body = rest
            .strip_prefix('\\')
            .filter(|body| !body.starts_with(char::is_whitespace) && !body.is_empty());
        let escaped = body.is_some();
        let start = at + usize::from(escaped);
        let body = body.unwrap_or(rest);

        if let (false, Some(quote)) = (escaped, self.quote(start)) {
            let (end, stop) = (quote.close.end, word_stop(self.text, quote.close.end));
            self.quotes.push(quote);
            self.words.push(Word {
                start,
                end,
                stop,
                escaped,
                opaque: true,
            });
            return stop;
        }
        let named = body.starts_with('#').then(|| self.quote(start + 1)).flatten();
        let stop = word_stop(self.text, named.as_ref().map_or(start, |quote| quote.close.end));
        let end = match named {
            Some(quote) => quote.close.end,
            None => start + self.text[start..stop].trim_end_matches(TRAIL).len(),
        };
        let opaque = self.is_kept(start..end);
        self.words.push(Word {
            start,
            end,
            stop,
            escaped,
            opaque,
        });
        stop
    }

    fn quote(&mut self, at: usize) -> Option<Quote> {
        let mark = self.text[at..]
            .chars()
            .next()
            .filter(|mark| !self.unclosed.contains(mark))?;
        let found = quote(self.text, at);
        if found.is_none() {
            self.unclosed.push(mark);
        }
        found
    }

    /// The word without the punctuation that clings to it; empty when there is none, or none to be understood.
    pub(crate) fn word(&self, index: usize) -> &'l str {
        match self.words.get(index) {
            Some(word) if !word.opaque => &self.text[word.start..word.end],
            _ => "",
        }
    }

    /// The word before `index` when the two belong to one phrase, otherwise nothing.
    pub(crate) fn word_before(&self, index: usize) -> &'l str {
        let (Some(before), Some(word)) = (index.checked_sub(1), self.words.get(index)) else {
            return "";
        };
        let (from, to) = (self.words[before].end, word.start - usize::from(word.escaped));
        let joined = self.text[from..to].trim_start().is_empty() && !self.is_kept(from..to);
        if joined { self.word(before) } else { "" }
    }

    /// What stands between a place in the line and the word `next`.
    pub(crate) fn gap(&self, from: usize, next: usize) -> Gap {
        let Some(word) = self.words.get(next) else {
            return Gap::Other;
        };
        let between = self.text[from..word.start].trim_end();
        match between {
            _ if word.opaque || self.is_kept(from..word.start) => Gap::Other,
            "" => Gap::Space,
            "," => Gap::Comma,
            _ => Gap::Other,
        }
    }

    pub(crate) fn is_kept(&self, range: Range<usize>) -> bool {
        self.kept
            .iter()
            .any(|kept| kept.start.max(range.start) < kept.end.min(range.end))
    }
}

/// The quotation that begins at `at`: it is closed, it holds something, and what follows it ends a word.
pub(crate) fn quote(text: &str, at: usize) -> Option<Quote> {
    let mut chars = text[at..].chars();
    let (open, close) = match chars.next()? {
        '"' => ('"', '"'),
        '“' => ('“', '”'),
        _ => return None,
    };
    let inside = at + open.len_utf8();
    text[inside..]
        .match_indices(close)
        .map(|(offset, mark)| inside + offset..inside + offset + mark.len())
        .find(|close| ends_word(text, close.end) && !text[inside..close.start].trim().is_empty())
        .map(|close| Quote {
            open: at..inside,
            close,
        })
}

/// Whether a word may end at `at`: nothing but punctuation stands between it and the next space.
pub(crate) fn ends_word(text: &str, at: usize) -> bool {
    text[at..]
        .chars()
        .find(|char| !TRAIL.contains(char))
        .is_none_or(char::is_whitespace)
}

fn word_stop(text: &str, from: usize) -> usize {
    text[from..]
        .find(char::is_whitespace)
        .map_or(text.len(), |length| from + length)
}
