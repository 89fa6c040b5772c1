//! Everything in a line that may be a token, from left to right. Which of it counts is decided in `resolve`.

use crate::{
    Priority, Settings, TokenKind,
    cursor::Cursor,
    dates::{Day, day},
    guards::{end_of_several, stays_text},
    line::Line,
    marks::{self, ListName},
    recurrences::{Repeat, repeat},
    times::{Clock, time},
};
use alloc::{string::String, vec::Vec};
use core::ops::Range;

pub(crate) struct Candidate {
    pub(crate) words: Range<usize>,
    pub(crate) bytes: Range<usize>,
    pub(crate) meaning: Meaning,
    /// Whether a backslash stands before it.
    pub(crate) escaped: bool,
}

pub(crate) enum Meaning {
    Day(Day),
    Clock(Clock),
    List(ListName),
    Label(String),
    Priority(Option<Priority>),
    Repeat(Repeat),
    Notes(String),
}

impl Meaning {
    pub(crate) fn kind(&self) -> TokenKind {
        match self {
            Meaning::Day(_) => TokenKind::Date,
            Meaning::Clock(_) => TokenKind::Time,
            Meaning::List(_) => TokenKind::List,
            Meaning::Label(_) => TokenKind::Label,
            Meaning::Priority(_) => TokenKind::Priority,
            Meaning::Repeat(_) => TokenKind::Recurrence,
            Meaning::Notes(_) => TokenKind::Notes,
        }
    }

    /// Whether it counts only at the end of the line or before another token.
    pub(crate) fn needs_close(&self) -> bool {
        match self {
            Meaning::Day(day) => day.needs_close,
            Meaning::Clock(clock) => clock.needs_close,
            Meaning::Repeat(repeat) => repeat.needs_close,
            _ => false,
        }
    }
}

pub(crate) fn scan(line: &Line<'_>, settings: &Settings<'_>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut at = 0;
    while let Some(word) = line.words.get(at) {
        let before = found
            .last()
            .filter(|last| last.words.end == at && !last.escaped)
            .map(|last| last.meaning.kind());
        let mut cursor = Cursor::new(line, at);
        let meaning = read(&mut cursor, settings, before);
        let bytes = word.start..cursor.end;
        let Some(meaning) = meaning.filter(|_| !line.is_kept(bytes.clone())) else {
            at += 1;
            continue;
        };
        let words = at..cursor.next;
        let several = match word.escaped {
            true => None,
            false => end_of_several(cursor, settings, &meaning),
        };
        // A backslash before notes is about the two strokes alone.
        at = match meaning {
            Meaning::Notes(_) if word.escaped => at + 1,
            _ => several.unwrap_or(cursor.next),
        };
        let when = matches!(meaning, Meaning::Day(_) | Meaning::Clock(_) | Meaning::Repeat(_));
        let from_repeat = found
            .last()
            .is_some_and(|last| last.words.end + 1 == words.start && last.meaning.kind() == TokenKind::Recurrence);
        let is_text = when && stays_text(line, &words, &meaning, from_repeat);
        if several.is_none() && !is_text {
            found.push(Candidate {
                words,
                bytes,
                meaning,
                escaped: word.escaped,
            });
        }
    }
    found
}

/// Reads whatever begins here; `before` is what ended right before it.
fn read(cursor: &mut Cursor<'_>, settings: &Settings<'_>, before: Option<TokenKind>) -> Option<Meaning> {
    let start = *cursor;
    let after_day = matches!(before, Some(TokenKind::Date | TokenKind::Recurrence));
    let readers: [Reader<'_>; 7] = [
        &|cursor| marks::notes(cursor).map(Meaning::Notes),
        &|cursor| marks::list(cursor, settings).map(Meaning::List),
        &|cursor| marks::label(cursor).map(Meaning::Label),
        &|cursor| marks::priority(cursor).map(Meaning::Priority),
        &|cursor| repeat(cursor, settings).map(Meaning::Repeat),
        &|cursor| day(cursor, settings).map(Meaning::Day),
        &|cursor| time(cursor, settings, after_day).map(Meaning::Clock),
    ];
    readers.iter().find_map(|reader| {
        *cursor = start;
        reader(cursor)
    })
}

type Reader<'r> = &'r dyn Fn(&mut Cursor<'_>) -> Option<Meaning>;
