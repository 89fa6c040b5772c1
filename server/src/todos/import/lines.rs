//! Lists as people and small programs keep them: a line each, ticked or not; todo.txt; Markdown; and calendars.

use super::{
    Unreadable,
    fields::meaning,
    reading::{Field, Reading},
};
use std::borrow::Cow;

/// What stands before a line, and whether it says done; the longer ones first.
const BOXES: [(&str, bool); 18] = [
    ("[ ]", false),
    ("[]", false),
    ("[_]", false),
    ("[x]", true),
    ("[X]", true),
    ("[✓]", true),
    ("[✔]", true),
    ("[-]", true),
    ("☐", false),
    ("□", false),
    ("○", false),
    ("☑", true),
    ("☒", true),
    ("✅", true),
    ("✓", true),
    ("✔", true),
    ("x ", true),
    ("X ", true),
];
const BULLETS: [&str; 7] = ["- ", "* ", "+ ", "• ", "– ", "· ", "◦ "];

const TEXT: (&str, &str) = ("line of text", "lines of text");
const HEADING: (&str, &str) = ("heading", "headings");
const EVENT: (&str, &str) = ("event", "events");

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Heading,
    Plain,
    Bullet,
    Box,
}

struct Line<'a> {
    rank: Rank,
    completed: bool,
    /// Ticked as in todo.txt, where what is open has no mark.
    is_tick: bool,
    text: &'a str,
}

/// Reads a list of lines. Where some have boxes, only those are todos; where some have bullets, those; otherwise all
/// that are no headings.
///
/// # Errors
/// [`Unreadable::TooMany`].
pub(super) fn read(text: &str, reading: &mut Reading) -> Result<(), Unreadable> {
    let lines = || {
        let lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
        lines.map(line)
    };
    // Ticks of todo.txt have no box beside them: there, all lines are todos.
    let wanted = lines()
        .filter(|line| !line.is_tick)
        .map(|line| line.rank)
        .max()
        .unwrap_or(Rank::Plain);
    for (at, line) in lines().enumerate() {
        match line.rank {
            Rank::Heading => reading.leave_out(HEADING),
            rank if rank < wanted => reading.leave_out(TEXT),
            rank => {
                reading.remarks.tells_states |= rank == Rank::Box;
                reading.take_title(at + 1, line.text, line.completed, None)?;
            }
        }
    }
    Ok(())
}

fn line(whole: &str) -> Line<'_> {
    if whole.starts_with('#') && whole.trim_start_matches('#').starts_with(' ') || is_rule(whole) {
        return Line {
            rank: Rank::Heading,
            completed: false,
            is_tick: false,
            text: whole,
        };
    }
    let text = without_bullet(whole);
    let rank = if text.len() < whole.len() {
        Rank::Bullet
    } else {
        Rank::Plain
    };
    for (mark, completed) in BOXES {
        if let Some(rest) = text.strip_prefix(mark) {
            let text = rest.trim_start_matches('\u{fe0f}').trim();
            return Line {
                rank: Rank::Box,
                completed,
                is_tick: mark.ends_with(' '),
                text: if completed {
                    without_dates(without_priority(text))
                } else {
                    text
                },
            };
        }
    }
    Line {
        rank,
        completed: false,
        is_tick: false,
        text: without_dates(without_priority(text)),
    }
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && (line.chars().all(|letter| letter == '-') || line.chars().all(|letter| letter == '='))
}

fn without_bullet(line: &str) -> &str {
    if let Some(rest) = BULLETS.iter().find_map(|bullet| line.strip_prefix(bullet)) {
        return rest.trim_start();
    }
    let number = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = line.len() - number.len();
    match number.strip_prefix(". ").or_else(|| number.strip_prefix(") ")) {
        Some(rest) if (1..=4).contains(&digits) => rest.trim_start(),
        _ => line,
    }
}

/// The priority of todo.txt: `(A) `.
fn without_priority(text: &str) -> &str {
    let mut letters = text.chars();
    match (letters.next(), letters.next(), letters.next(), letters.next()) {
        (Some('('), Some('A'..='Z'), Some(')'), Some(' ')) => text[4..].trim_start(),
        _ => text,
    }
}

/// The days of todo.txt on which a todo was made and done.
fn without_dates(text: &str) -> &str {
    let is_date = |word: &str| {
        word.len() == 10
            && word.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    match text.split_once(' ') {
        Some((first, rest)) if is_date(first) => without_dates(rest.trim_start()),
        _ => text,
    }
}

/// Reads the todos of a calendar (RFC 5545 §3.6.2).
///
/// # Errors
/// [`Unreadable::TooMany`].
pub(super) fn read_calendar(text: &str, reading: &mut Reading) -> Result<(), Unreadable> {
    // A long line goes on after a line end and a space.
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let mut todo: Option<Vec<Field<'_>>> = None;
    let (mut row, mut within) = (0, 0);
    for line in unfolded.lines() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let name = name.split(';').next().unwrap_or_default();
        match (
            name.to_ascii_uppercase().as_str(),
            value.trim().to_ascii_uppercase().as_str(),
            &mut todo,
        ) {
            ("BEGIN", "VTODO", _) => todo = Some(Vec::new()),
            ("BEGIN", "VEVENT", _) => reading.leave_out(EVENT),
            // Alarms have descriptions too.
            ("BEGIN", _, Some(_)) => within += 1,
            ("END", "VTODO", Some(fields)) => {
                row += 1;
                reading.take(row, fields)?;
                todo = None;
            }
            ("END", _, Some(_)) => within -= 1,
            (_, _, Some(fields)) if within == 0 => {
                let shown = match name.to_ascii_uppercase().as_str() {
                    "SUMMARY" => "title",
                    "STATUS" => "status",
                    "COMPLETED" => "completedat",
                    "PERCENT-COMPLETE" => "percentcomplete",
                    "DUE" => "due",
                    "DTSTART" => "start",
                    "PRIORITY" => "priority",
                    "CATEGORIES" => "categories",
                    "DESCRIPTION" => "notes",
                    "RRULE" => "rrule",
                    "RELATED-TO" => "parent",
                    _ => continue,
                };
                fields.push(Field {
                    name: shown,
                    meaning: meaning(shown),
                    value: Cow::Owned(unescaped(value)),
                });
            }
            _ => {}
        }
    }
    Ok(())
}

fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => '\n',
                Some(other) => other,
                None => break,
            },
            other => other,
        });
    }
    text
}
