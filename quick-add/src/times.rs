//! Words and figures that name a time of day, or a moment some hours from now.

use crate::{
    Settings,
    calendar::plus_days,
    cursor::{Cursor, is_one_of},
    names::{self, DayPart},
};
use jiff::civil::{Date, Time};

pub(crate) struct Clock {
    pub(crate) time: Time,
    /// The day, when a moment was named ("in 2 hours").
    pub(crate) date: Option<Date>,
    /// Whether it may as well be twelve hours later: "at 9" beside "tonight".
    pub(crate) half_day_unknown: bool,
    /// Whether it is a time only at the end of the line or before another token: not "at 10 Downing Street".
    pub(crate) needs_close: bool,
}

/// Reads a time. `after_day` says that a day or a recurrence stands right before it, which makes "at 9" a time also
/// when a plain word follows.
pub(crate) fn time(cursor: &mut Cursor<'_>, settings: &Settings<'_>, after_day: bool) -> Option<Clock> {
    let mut attempt = *cursor;
    let clock = match from_now(&mut attempt, settings) {
        Some(clock) => clock,
        None => {
            attempt = *cursor;
            time_of_day(&mut attempt, after_day)?
        }
    };
    *cursor = attempt;
    Some(clock)
}

/// "in 2 hours", "in 30 min".
fn from_now(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Clock> {
    if !cursor.take(&["in"]) {
        return None;
    }
    let count = cursor.read(names::count)?;
    let minutes = match cursor.word() {
        word if is_one_of(word, &["minute", "minutes", "min", "mins"]) => 1,
        word if is_one_of(word, &["hour", "hours"]) => 60,
        _ => return None,
    };
    cursor.advance();
    let minute = minute_of_day(settings.now.time()) + count * minutes;
    let date = plus_days(settings.now.date(), minute / MINUTES_OF_DAY)?;
    Some(Clock {
        time: time_at(minute)?,
        date: Some(date),
        half_day_unknown: false,
        needs_close: false,
    })
}

/// "5pm", "at 9", "@5pm", "17:00", "noon".
fn time_of_day(cursor: &mut Cursor<'_>, after_day: bool) -> Option<Clock> {
    let mut at = cursor.take(&["at", "@"]);
    let mut word = cursor.word();
    if let Some(rest) = word.strip_prefix('@').filter(|_| !at) {
        at = true;
        word = rest;
    }
    if let Some(hour) =
        names::find(&[("noon", 12), ("midday", 12), ("midnight", 0)], word).filter(|_| word == cursor.word())
    {
        cursor.advance();
        return clock(hour, 0, false, !at && !after_day);
    }

    let digits = word.len() - word.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let (hour, rest) = word.split_at(digits);
    let hour = names::digits(hour, 2)?;
    cursor.advance();
    let (minute, suffix) = minutes(rest)?;
    let dotted = rest.starts_with('.');
    match (half_day(suffix, cursor), minute) {
        (Some(afternoon), minute) if (1..=12).contains(&hour) => {
            clock(hour % 12 + afternoon, minute.unwrap_or(0), false, false)
        }
        (Some(_), _) => None,
        (None, Some(minute)) if suffix.is_empty() && !dotted => clock(hour, minute, true, false),
        (None, None) if suffix.is_empty() && at => clock(hour, 0, true, !after_day),
        // "8h" alone is how long something takes.
        (None, None) if is_one_of(suffix, &["h"]) && (at || hour > 12) => clock(hour, 0, false, false),
        _ => None,
    }
}

/// Minutes behind an hour, when there are some, and what is left: ":30pm", "h30", "pm".
fn minutes(rest: &str) -> Option<(Option<i32>, &str)> {
    let Some(figures) = rest.strip_prefix([':', '.']) else {
        return Some((None, rest));
    };
    let (minute, suffix) = figures.split_at_checked(2)?;
    Some((Some(names::digits(minute, 2).filter(|_| minute.len() == 2)?), suffix))
}

/// The hours that "am" or "pm" adds; it stands right behind the figures or is a word of its own.
fn half_day(suffix: &str, cursor: &mut Cursor<'_>) -> Option<i32> {
    const HALVES: &[(&str, i32)] = &[("am", 0), ("pm", 12), ("a.m", 0), ("p.m", 12)];
    let word = if suffix.is_empty() { cursor.word() } else { suffix };
    let hours = names::find(HALVES, word)?;
    if suffix.is_empty() {
        cursor.advance();
    }
    if word.contains('.') {
        cursor.take_trail('.');
    }
    Some(hours)
}

fn clock(hour: i32, minute: i32, half_day_unknown: bool, needs_close: bool) -> Option<Clock> {
    let time = Time::new(names::small(hour)?, names::small(minute)?, 0, 0).ok()?;
    let half_day_unknown = half_day_unknown && (1..12).contains(&hour);
    Some(Clock {
        time,
        date: None,
        half_day_unknown,
        needs_close,
    })
}

const MINUTES_OF_DAY: i32 = 24 * 60;

fn minute_of_day(time: Time) -> i32 {
    i32::from(time.hour()) * 60 + i32::from(time.minute())
}

/// The time that is so many minutes after a midnight.
fn time_at(minute: i32) -> Option<Time> {
    let minute = minute % MINUTES_OF_DAY;
    Time::new(names::small(minute / 60)?, names::small(minute % 60)?, 0, 0).ok()
}

/// The time in a part of the day: "tonight at 9" is 21:00.
pub(crate) fn in_part_of_day(clock: &Clock, part: Option<DayPart>) -> Time {
    let later = match part {
        Some(DayPart::Afternoon | DayPart::Evening | DayPart::Night) if clock.half_day_unknown => 12 * 60,
        _ => 0,
    };
    time_at(minute_of_day(clock.time) + later).unwrap_or(clock.time)
}

/// The time that a part of the day stands for.
pub(crate) fn time_of(part: DayPart) -> Option<Time> {
    time_at(match part {
        DayPart::Morning => 9 * 60,
        DayPart::Afternoon => 14 * 60,
        DayPart::Evening => 19 * 60,
        DayPart::Night => 20 * 60,
    })
}
