//! Words that name a day, seen from today. The readers are tried one after the other, those of `written_dates` too; the
//! first that makes a day of the phrase has it.

use crate::{
    Settings,
    calendar::{days_until, month_end, month_start, plus_days, plus_units, week_start, weekend_start},
    cursor::{Cursor, is_one_of},
    names::{self, DayPart, Spelling, Unit},
    times,
    written_dates::{in_figures, is_announced, ordinal, ordinal_alone, written},
};
use jiff::civil::{Date, Weekday};

pub(crate) struct Day {
    pub(crate) date: Date,
    pub(crate) part: Option<DayPart>,
    /// Whether it is a day only at the end of the line or before another token: "gym sat", but not "sat nav".
    pub(crate) needs_close: bool,
}

impl Day {
    pub(crate) fn new(date: Date) -> Self {
        Day {
            date,
            part: None,
            needs_close: false,
        }
    }
}

type Reader = fn(&mut Cursor<'_>, &Settings<'_>) -> Option<Day>;

const READERS: &[Reader] = &[
    named,
    weekday,
    next_span,
    span_from_now,
    end_of_span,
    written,
    in_figures,
    ordinal_alone,
];

/// Reads a day, and the part of it that is named beside it.
pub(crate) fn day(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Day> {
    let mut day = day_alone(cursor, settings)?;
    if let Some(part) = day_part(cursor) {
        day.part = Some(part);
        day.needs_close = false;
    }
    Some(day)
}

/// Reads a day without a part of it.
pub(crate) fn day_alone(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Day> {
    READERS.iter().find_map(|reader| {
        let mut attempt = *cursor;
        let day = reader(&mut attempt, settings)?;
        *cursor = attempt;
        Some(day)
    })
}

/// "morning", "in the morning", "at night".
pub(crate) fn day_part(cursor: &mut Cursor<'_>) -> Option<DayPart> {
    let mut attempt = *cursor;
    if attempt.take(&["in"]) && !attempt.take(&["the"]) {
        return None;
    }
    attempt.take(&["at"]);
    let part = attempt.read(names::day_part)?;
    *cursor = attempt;
    Some(part)
}

/// "today", "tomorrow", "the day after tomorrow", "this evening".
fn named(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Day> {
    let today = settings.now.date();
    if cursor.take(&["the"]) {
        return cursor
            .take_all(&["day", "after", "tomorrow"])
            .then(|| plus_days(today, 2).map(Day::new))
            .flatten();
    }
    if cursor.take_all(&["day", "after", "tomorrow"]) {
        return plus_days(today, 2).map(Day::new);
    }
    if cursor.take(&["this"]) {
        let part = cursor.read(names::day_part)?;
        return Some(Day {
            part: Some(part),
            ..Day::new(today)
        });
    }
    let word = cursor.word();
    let part = is_one_of(word, &["tonight"]).then_some(DayPart::Night);
    // Tom and Tod are people; the short forms are written small.
    let needs_close = matches!(word, "tom" | "tod");
    let days = match word {
        "tom" => 1,
        "tod" => 0,
        _ => names::find(
            &[
                ("today", 0),
                ("tonight", 0),
                ("tomorrow", 1),
                ("tmrw", 1),
                ("yesterday", -1),
            ],
            word,
        )?,
    };
    cursor.advance();
    Some(Day {
        date: plus_days(today, days)?,
        part,
        needs_close,
    })
}

/// "friday", "this friday", "next friday", "fri 12 march".
fn weekday(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Day> {
    let today = settings.now.date();
    if cursor.take(&["next"]) {
        let (weekday, _) = cursor.read(names::weekday)?;
        let next_week = plus_days(week_start(today, settings.week_start)?, 7)?;
        return plus_days(next_week, days_until(settings.week_start, weekday)).map(Day::new);
    }
    let this = cursor.take(&["this"]);
    let (weekday, spelling) = cursor.read(names::weekday)?;
    let days = days_until(today.weekday(), weekday);
    if this {
        return plus_days(today, days).map(Day::new);
    }
    if let Some(date) = date_beside_weekday(cursor, settings, weekday) {
        return Some(Day::new(date));
    }
    let date = plus_days(today, if days == 0 { 7 } else { days })?;
    let needs_close = spelling == Spelling::Short && !is_announced(cursor);
    Some(Day {
        date,
        part: None,
        needs_close,
    })
}

/// The date that says which Friday is meant.
fn date_beside_weekday(cursor: &mut Cursor<'_>, settings: &Settings<'_>, weekday: Weekday) -> Option<Date> {
    let start = *cursor;
    let date = [written, in_figures].into_iter().find_map(|reader| {
        *cursor = start;
        cursor.allow_comma();
        Some(reader(cursor, settings)?.date)
    });
    if date.is_some() {
        return date;
    }
    *cursor = start;
    cursor.allow_comma();
    let day = ordinal(cursor, settings, Some(weekday)).filter(|_| {
        let mut next = Cursor::new(cursor.line, cursor.next);
        cursor.next == cursor.line.words.len() || times::time(&mut next, settings, true).is_some()
    });
    if day.is_none() {
        *cursor = start;
    }
    day.map(|day| day.date)
}

/// "next week", "next month", "this weekend".
fn next_span(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Day> {
    let today = settings.now.date();
    let next = cursor.take(&["next"]);
    if !next && !cursor.take(&["this"]) {
        return None;
    }
    if cursor.take(&["weekend"]) {
        let saturday = weekend_start(today)?;
        return match next {
            true => plus_days(saturday, 7).map(Day::new),
            false => Some(Day::new(saturday.max(today))),
        };
    }
    let unit = cursor.word();
    let date = match names::find(
        &[("week", Unit::Week), ("month", Unit::Month), ("year", Unit::Year)],
        unit,
    )? {
        _ if !next => None,
        Unit::Week => plus_days(week_start(today, settings.week_start)?, 7),
        Unit::Month => month_start(today, 1),
        _ => month_start(today, 13 - i32::from(today.month())),
    };
    cursor.advance();
    date.map(Day::new)
}

/// "in 3 days", "in a week", "3 days from now".
fn span_from_now(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Day> {
    let announced = cursor.take(&["in"]);
    let count = cursor.read(names::count)?;
    let unit = cursor.read(names::unit)?;
    let counted_from_now = announced || (cursor.take(&["from"]) && cursor.take(&["now", "today"]));
    counted_from_now
        .then(|| plus_units(settings.now.date(), count, unit).map(Day::new))
        .flatten()
}

/// "end of month", "at the end of the week".
fn end_of_span(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Day> {
    let today = settings.now.date();
    cursor.take(&["at"]);
    cursor.take(&["the"]);
    if !cursor.take_all(&["end", "of"]) {
        return None;
    }
    cursor.take(&["the", "this"]);
    let date = match cursor.read(names::unit)? {
        Unit::Week => plus_days(week_start(today, settings.week_start)?, 6),
        Unit::Month => month_end(today),
        Unit::Year => Date::new(today.year(), 12, 31).ok(),
        _ => None,
    };
    Some(Day {
        needs_close: true,
        ..Day::new(date?)
    })
}
