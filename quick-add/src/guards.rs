//! Where a day or a time is part of something else and stays text: "the 9/11 Report", "Good Friday", "Room 5:30",
//! "Call Tom", "Monday to Friday". Short tables of what people write in todos; the rest is for the backslash.

use crate::{
    Settings,
    cursor::{Cursor, is_one_of},
    dates::day,
    line::{Gap, Line},
    names,
    scan::Meaning,
    times::time,
};
use core::ops::Range;

/// Behind these a day or a time would leave the title unfinished, or is not when the todo is due.
const UNFINISHED: &[&str] = &[
    "the", "a", "an", "last", "past", "previous", "since", "until", "till", "before", "after", "to", "of", "about",
    "around", "than", "my", "your", "his", "her", "its", "our", "their", "every",
];

/// Behind these a figure is a number, not a date or a time.
const NUMBERED: &[&str] = &[
    "room", "chapter", "psalm", "verse", "version", "v", "ratio", "score", "page", "part", "step", "round", "episode",
    "lesson", "level", "unit", "no", "nr", "number", "track", "size",
];

const BEFORE_WEEKDAY: &[&str] = &[
    "good", "black", "ash", "man", "girl", "easter", "cyber", "palm", "holy", "super", "giving", "shrove", "maundy",
    "ruby", "freaky", "bloody", "blue", "manic", "casual",
];

const AFTER_WEEKDAY: &[&str] = &[
    "times",
    "mirror",
    "telegraph",
    "post",
    "addams",
    "murder",
    "lights",
    "football",
    "live",
    "fever",
];

/// Behind these "tom" is a person.
const BEFORE_PERSON: &[&str] = &[
    "call", "text", "email", "mail", "message", "meet", "ask", "tell", "with", "and", "see", "visit", "thank",
    "invite", "help", "for", "from", "pay", "ring", "phone", "remind", "uncle", "dear",
];

const BETWEEN: &[&str] = &["to", "until", "till", "through", "and", "or", "&", "-", "–", "—"];

/// Whether a day, a time or a recurrence that was read stays text because of the words around it. `from_repeat` says
/// that one word stands between it and a recurrence: "every day from Monday".
pub(crate) fn stays_text(line: &Line<'_>, words: &Range<usize>, meaning: &Meaning, from_repeat: bool) -> bool {
    let before = line.word_before(words.start);
    let first = line.word(words.start);
    let figures = first.starts_with(|first: char| first.is_ascii_digit());
    let is_day = matches!(meaning, Meaning::Day(_));
    if is_one_of(before, UNFINISHED) || (figures && is_one_of(before, NUMBERED)) {
        return true;
    }
    if figures && is_one_of(before, BETWEEN) && ends_in_figure(line.word_before(words.start - 1)) {
        return true;
    }
    if !is_day {
        return is_one_of(first, &["noon"]) && is_one_of(before, &["high"]);
    }
    let weekday = names::weekday(first).is_some();
    (is_one_of(before, &["from"]) && !from_repeat)
        || (weekday && (names::ordinal(before).is_some() || is_named(line, words, before)))
        || (is_one_of(first, &["tom", "tod"]) && is_one_of(before, BEFORE_PERSON))
        || (is_one_of(first, &["today"]) && is_one_of(before, &["usa"]))
        || (is_one_of(first, &["in"]) && is_one_of(before, &["world"]))
}

/// Whether a word may be the first half of "12 - 15 mar" or "5 or 6pm".
fn ends_in_figure(word: &str) -> bool {
    word.ends_with(|last: char| last.is_ascii_digit())
}

fn is_named(line: &Line<'_>, words: &Range<usize>, before: &str) -> bool {
    let joined = line.gap(line.words[words.end - 1].end, words.end) == Gap::Space;
    is_one_of(before, BEFORE_WEEKDAY) || (joined && is_one_of(line.word(words.end), AFTER_WEEKDAY))
}

/// Where the last of several days or times ends that stand side by side: "Monday to Friday", "5pm - 6pm", "mon, wed
/// and fri". None of them alone is when the todo is due.
pub(crate) fn end_of_several(mut cursor: Cursor<'_>, settings: &Settings<'_>, meaning: &Meaning) -> Option<usize> {
    let mut end = None;
    loop {
        let comma = cursor.at_comma();
        cursor.allow_comma();
        let between = cursor.take(BETWEEN);
        let another = match meaning {
            Meaning::Day(_) if between || comma => day(&mut cursor, settings).is_some(),
            Meaning::Clock(_) if between => time(&mut cursor, settings, false).is_some(),
            Meaning::Repeat(_) if between => day(&mut cursor, settings).is_some(),
            _ => false,
        };
        if !another {
            return end;
        }
        end = Some(cursor.next);
    }
}
