//! When a repeating todo is due next: rules of RFC 5545 (`RRULE`) on civil dates.
//! The server calls this when a todo is completed, the parser of quick add and the imports when a rule comes in.
//! Promises: a [`Rule`] is valid and has one canonical text; no call takes long, whatever the rule; there is no clock and
//! no time zone in here. Answers agree with python-dateutil (`tests/dateutil.rs`), and where they must not, it says why.

mod occurrence;
mod parse;
mod rule;
mod words;

pub use crate::parse::RuleError;
pub use crate::rule::Rule;
pub use crate::words::words;

use jiff::civil::Date;

/// What the next due date is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum From {
    /// The series of dates that began with the first due date, whenever the todo is done: "every Monday".
    DueDate,
    /// The day on which it was done: "3 days after it is done".
    Completion,
}

/// The due date that follows when a todo that was due on `due` is done on `completed_on`, or `None` when that was the last.
///
/// `start` is the first due date of the series (DTSTART); `done` says how often the todo has been done, this time included.
///
/// - [`From::DueDate`]: the first date of the series after both `due` and `completed_on`. Done late, it does not come back
///   in the past; done early, the date for which it was done does not come again.
/// - [`From::Completion`]: the rule begins anew on `completed_on`, and the first date after that day is next.
#[must_use]
pub fn next(rule: &Rule, start: Date, due: Date, from: From, completed_on: Date, done: u32) -> Option<Date> {
    match from {
        From::DueDate => rule.next_after(start, done, due.max(completed_on)),
        From::Completion => rule.next_after(completed_on, done, completed_on),
    }
}
