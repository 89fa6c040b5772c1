//! The one line by which a person adds a todo: "Pay rent tomorrow 5pm p1 #Home @bills every month //joint account".
//!
//! The server, the browser and the API call [`parse`], so that all of them understand a line alike. It takes the line
//! and the person's [`Settings`] and answers a [`QuickAdd`]; it never fails and never panics. What it does not
//! understand stays in the title, to the letter. The grammar, and what was decided where English is ambiguous, is in
//! the README.

#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod calendar;
mod cursor;
mod dates;
mod guards;
mod line;
mod lines;
mod marks;
mod names;
mod recurrences;
mod resolve;
mod rule;
mod scan;
mod times;
mod title;
mod written_dates;

use alloc::{string::String, vec::Vec};
use core::ops::Range;
use jiff::civil::{Date, DateTime, Time, Weekday};

pub use lines::{parse_lines, split_lines};

/// What the parser has to know about the person who writes.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// Now, on the clock of the person's own time zone.
    pub now: DateTime,
    /// How the person reads `3/12`.
    pub date_order: DateOrder,
    /// The first day of the person's week: it decides what "next week" and "next Monday" are.
    pub week_start: Weekday,
    /// The names of the person's lists. A name may hold spaces: `#Side project` is the longest of these that fits.
    pub lists: &'a [&'a str],
}

/// How a date of two numbers and a slash is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// `3/12` is the third of December.
    DayFirst,
    /// `3/12` is the twelfth of March.
    MonthFirst,
}

/// What a line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuickAdd {
    /// The line without its tokens. Empty only for a blank line; it may be longer than a title is allowed to be.
    pub title: String,
    /// The day it is due. A time or a recurrence without a day sets it as well.
    pub date: Option<Date>,
    /// The time of that day. Never without a date.
    pub time: Option<Time>,
    /// The list, spelled as in [`Settings::lists`] when it is one of them; otherwise as written, 1–100 characters.
    pub list: Option<String>,
    /// Whether `list` names none of [`Settings::lists`], and is yet to be made.
    pub list_is_new: bool,
    /// The labels in the order written: at most 20, of 1–50 characters, none twice (whatever the case of its letters).
    pub labels: Vec<String>,
    /// The priority; `None` also for an explicit `p4`.
    pub priority: Option<Priority>,
    /// How it repeats.
    pub recurrence: Option<Recurrence>,
    /// What follows `//`, without the spaces around it. Never empty; it may be longer than notes are allowed to be.
    pub notes: Option<String>,
    /// Which parts of the line were understood: in order, and none overlaps another.
    pub tokens: Vec<Token>,
}

/// How much a todo matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// `p1` or `!1`.
    High,
    /// `p2` or `!2`.
    Medium,
    /// `p3` or `!3`.
    Low,
}

/// How a todo repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// A rule of RFC 5545 without the name of its property, such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO`. An `UNTIL` is a
    /// date, also beside a time: the last day on which the todo may be due.
    pub rule: String,
    /// From where the next occurrence is counted.
    pub from: From,
}

/// From where the next occurrence of a recurrence is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// From the date it was due (`every`).
    DueDate,
    /// From the day it was done (`every!`).
    Completion,
}

/// A part of the line that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands: bytes of the line, on character boundaries, without spaces at its ends.
    pub range: Range<usize>,
    /// What it was understood as.
    pub kind: TokenKind,
}

/// What a part of the line was understood as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A day, perhaps with a part of it ("tomorrow morning").
    Date,
    /// A time of day, or a moment ("in 2 hours").
    Time,
    /// A list.
    List,
    /// A label.
    Label,
    /// A priority.
    Priority,
    /// A recurrence, with its end when it has one.
    Recurrence,
    /// Notes.
    Notes,
}

/// Reads one line.
///
/// `kept` are the ranges of the line, in bytes, that the person wants as plain text: nothing that overlaps one of them
/// is understood. Any range is allowed; an empty one, or one outside the line, says nothing.
#[must_use]
pub fn parse(line: &str, settings: &Settings<'_>, kept: &[Range<usize>]) -> QuickAdd {
    resolve::resolve(&line::Line::new(line, kept), settings)
}
