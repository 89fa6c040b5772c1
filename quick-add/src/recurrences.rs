//! Words that say how a todo repeats: "every mon, wed and fri", "every! 3 days", "daily until 1 may".

use crate::{
    From, Settings,
    cursor::{Cursor, is_one_of},
    dates,
    names::{self, DayPart, Unit, weekday_bit},
    rule::{End, Frequency, On, Rule, WORKDAYS, month_day_bit},
    written_dates::month_day,
};
use jiff::civil::Weekday;

pub(crate) struct Repeat {
    pub(crate) rule: Rule,
    pub(crate) from: From,
    pub(crate) part: Option<DayPart>,
    /// Whether it counts only at the end of the line or before another token: not "daily newspaper".
    pub(crate) needs_close: bool,
}

const ADVERBS: &[(&str, (Frequency, i32))] = &[
    ("daily", (Frequency::Day, 1)),
    ("weekly", (Frequency::Week, 1)),
    ("fortnightly", (Frequency::Week, 2)),
    ("monthly", (Frequency::Month, 1)),
    ("quarterly", (Frequency::Month, 3)),
    ("yearly", (Frequency::Year, 1)),
    ("annually", (Frequency::Year, 1)),
];

pub(crate) fn repeat(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Repeat> {
    let mut repeat = match cursor.read(|word| names::find(ADVERBS, word)) {
        Some((every, interval)) => adverb(cursor, every, interval),
        None => {
            let every = cursor.take(&["every"]);
            let from = if every && cursor.take_trail('!') {
                From::Completion
            } else {
                From::DueDate
            };
            let (rule, part, needs_close) = if every {
                interval(cursor)?
            } else {
                of_every_month(cursor)?
            };
            Repeat {
                rule,
                from,
                part,
                needs_close,
            }
        }
    };
    repeat.part = repeat.part.or_else(|| dates::day_part(cursor));
    if let Some(end) = end(cursor, settings) {
        repeat.rule.end = end;
        repeat.needs_close = false;
    }
    Some(repeat)
}

fn adverb(cursor: &mut Cursor<'_>, every: Frequency, interval: i32) -> Repeat {
    let on = on(cursor, every);
    let needs_close = on.is_none();
    let rule = Rule::new(every, interval, on.unwrap_or(On::Start));
    Repeat {
        rule,
        from: From::DueDate,
        part: None,
        needs_close,
    }
}

type Interval = (Rule, Option<DayPart>, bool);

/// What stands behind "every".
fn interval(cursor: &mut Cursor<'_>) -> Option<Interval> {
    let start = *cursor;
    let readers: [fn(&mut Cursor<'_>) -> Option<Interval>; 5] = [year_day, units, weekdays, nth, parts];
    readers.into_iter().find_map(|reader| {
        *cursor = start;
        reader(cursor)
    })
}

/// "12 mar".
fn year_day(cursor: &mut Cursor<'_>) -> Option<Interval> {
    let day = month_day(cursor)?;
    // In a leap year, which has all days.
    jiff::civil::Date::new(2000, day.month, day.day).ok()?;
    Some((
        Rule::new(Frequency::Year, 1, On::YearDay(day.month, day.day)),
        None,
        false,
    ))
}

/// "day", "2 weeks", "other month", "week on mon", "workday".
fn units(cursor: &mut Cursor<'_>) -> Option<Interval> {
    if cursor.take(&["weekday", "workday"]) {
        return Some((Rule::new(Frequency::Week, 1, On::Weekdays(WORKDAYS)), None, false));
    }
    if cursor.take(&["weekend"]) {
        return Some((
            Rule::new(Frequency::Week, 1, On::Weekdays(weekday_bit(Weekday::Saturday))),
            None,
            false,
        ));
    }
    let interval = match cursor.take(&["other"]) {
        true => 2,
        false => cursor.read(names::number).unwrap_or(1),
    };
    let unit = cursor.read(names::unit).filter(|_| (1..1000).contains(&interval))?;
    Some((of_unit(cursor, unit, interval), None, false))
}

fn of_unit(cursor: &mut Cursor<'_>, unit: Unit, interval: i32) -> Rule {
    let (every, interval) = match unit {
        Unit::Day => (Frequency::Day, interval),
        Unit::Week => (Frequency::Week, interval),
        Unit::Month => (Frequency::Month, interval),
        Unit::Quarter => (Frequency::Month, interval * 3),
        Unit::Year => (Frequency::Year, interval),
    };
    let on = on(cursor, every);
    Rule::new(every, interval, on.unwrap_or(On::Start))
}

/// "on mon and fri" of a week, "on the 15th" of a month, "on 12 mar" of a year.
fn on(cursor: &mut Cursor<'_>, every: Frequency) -> Option<On> {
    let mut attempt = *cursor;
    if !attempt.take(&["on"]) {
        return None;
    }
    let on = match every {
        Frequency::Day => return None,
        Frequency::Week => On::Weekdays(weekday_list(&mut attempt)?),
        Frequency::Month => {
            attempt.take(&["the"]);
            nth(&mut attempt)
                .filter(|(rule, ..)| rule.every == Frequency::Month)?
                .0
                .on
        }
        Frequency::Year => year_day(&mut attempt)?.0.on,
    };
    *cursor = attempt;
    Some(on)
}

/// "mon, wed and fri", "other tuesday".
fn weekdays(cursor: &mut Cursor<'_>) -> Option<Interval> {
    let interval = if cursor.take(&["other"]) { 2 } else { 1 };
    let days = weekday_list(cursor)?;
    Some((Rule::new(Frequency::Week, interval, On::Weekdays(days)), None, false))
}

/// "mon", "mon, wed and fri", "mon wed fri", "mon to fri".
fn weekday_list(cursor: &mut Cursor<'_>) -> Option<u8> {
    let first = cursor.read(names::weekday)?.0;
    let mut days = weekday_bit(first);
    if let Some(last) = end_of_range(cursor) {
        let mut day = first;
        while day != last {
            day = day.next();
            days |= weekday_bit(day);
        }
        return Some(days);
    }
    while let Some((day, _)) = next_of_list(cursor, names::weekday).or_else(|| cursor.read(names::weekday)) {
        days |= weekday_bit(day);
    }
    Some(days)
}

/// "to fri", "- fri".
fn end_of_range(cursor: &mut Cursor<'_>) -> Option<Weekday> {
    let mut attempt = *cursor;
    if !attempt.take(&["to", "through", "-", "–"]) {
        return None;
    }
    let (last, _) = attempt.read(names::weekday)?;
    *cursor = attempt;
    Some(last)
}

/// What follows in an enumeration: behind a comma, behind "and", or behind both.
fn next_of_list<T>(cursor: &mut Cursor<'_>, read: fn(&str) -> Option<T>) -> Option<T> {
    let mut attempt = *cursor;
    let comma = attempt.at_comma();
    attempt.allow_comma();
    let and = attempt.take(&["and", "&"]);
    if !comma && !and {
        return None;
    }
    let value = attempt.read(read)?;
    *cursor = attempt;
    Some(value)
}

/// "2nd tue", "last day of the month", "third week", "15th", "1st and 15th".
fn nth(cursor: &mut Cursor<'_>) -> Option<Interval> {
    let nth = cursor.read(names::ordinal)?;
    if let Some((weekday, _)) = cursor.read(names::weekday) {
        of_the_month(cursor);
        let rule = Rule::new(Frequency::Month, 1, On::NthWeekday(nth, weekday));
        return (nth <= 5).then_some((rule, None, false));
    }
    if cursor.take(&["weekday", "workday"]) {
        of_the_month(cursor);
        let rule = Rule::new(Frequency::Month, 1, On::NthWorkday(nth));
        return (nth <= 20).then_some((rule, None, false));
    }
    if let Some(unit) = cursor.read(names::unit) {
        if unit == Unit::Day && (of_the_month(cursor) || nth < 2) {
            return Some((
                Rule::new(Frequency::Month, 1, On::MonthDays(month_day_bit(nth))),
                None,
                false,
            ));
        }
        return (nth >= 2).then(|| (of_unit(cursor, unit, i32::from(nth)), None, false));
    }
    month_days(cursor, nth)
}

/// "15th", "1st and 15th": at the end of the line or before another token, or the month is named ("5th element").
fn month_days(cursor: &mut Cursor<'_>, first: i8) -> Option<Interval> {
    let written_in_figures = names::day_ordinal(cursor.line.word(cursor.next - 1)).is_some();
    let mut days = month_day_bit(first);
    while let Some(day) = next_of_list(cursor, names::day_ordinal) {
        days |= month_day_bit(day);
    }
    let needs_close = !of_the_month(cursor);
    (written_in_figures || (!needs_close && first > 0))
        .then(|| (Rule::new(Frequency::Month, 1, On::MonthDays(days)), None, needs_close))
}

/// "the 1st of every month", "last friday of each month".
fn of_every_month(cursor: &mut Cursor<'_>) -> Option<Interval> {
    cursor.take(&["the"]);
    let interval = nth(cursor)?;
    let word = |from_end: usize| {
        cursor
            .next
            .checked_sub(from_end)
            .map_or("", |index| cursor.line.word(index))
    };
    let named = is_one_of(word(2), &["every", "each"]) && is_one_of(word(1), &["month"]);
    named.then_some(interval)
}

fn of_the_month(cursor: &mut Cursor<'_>) -> bool {
    cursor.take_all(&["of", "the", "month"])
        || cursor.take_all(&["of", "each", "month"])
        || cursor.take_all(&["of", "every", "month"])
}

/// "morning", "evening".
fn parts(cursor: &mut Cursor<'_>) -> Option<Interval> {
    let part = cursor.read(names::day_part)?;
    Some((Rule::new(Frequency::Day, 1, On::Start), Some(part), false))
}

/// "until 1 may", "for 5 times", "5 times".
fn end(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<End> {
    let mut attempt = *cursor;
    let end = if attempt.take(&["until", "till"]) {
        let last = dates::day_alone(&mut attempt, settings)?.date;
        (last >= settings.now.date()).then_some(End::Until(last))?
    } else {
        attempt.take(&["for"]);
        let count = attempt.read(names::number).filter(|&count| count > 0)?;
        attempt.take(&["times"]).then_some(End::After(count))?
    };
    *cursor = attempt;
    Some(end)
}
