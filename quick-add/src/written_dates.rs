//! Days as a calendar writes them: "12 mar", "2026-03-12", "3/12", "the 15th".

use crate::{
    DateOrder, Settings,
    calendar::{next_day_of_month, next_month_day},
    cursor::{Cursor, is_one_of},
    dates::Day,
    names,
};
use jiff::civil::{Date, Weekday};

/// A day of the year, as it is written.
pub(crate) struct MonthDay {
    pub(crate) month: i8,
    pub(crate) day: i8,
    year: Option<i16>,
    /// Whether the words may also be a verb and a number: "may 5 people come".
    doubtful: bool,
}

impl MonthDay {
    fn date(&self, today: Date) -> Option<Date> {
        match self.year {
            Some(year) => Date::new(year, self.month, self.day).ok(),
            None => next_month_day(today, self.month, self.day),
        }
    }
}

/// "12 mar", "March 12th 2027".
pub(crate) fn written(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Day> {
    let announced = is_announced(cursor);
    let written = month_day(cursor)?;
    let date = written.date(settings.now.date())?;
    Some(Day {
        date,
        part: None,
        needs_close: written.doubtful && !announced,
    })
}

/// Reads a day of the year, in whichever order, with a year or without.
pub(crate) fn month_day(cursor: &mut Cursor<'_>) -> Option<MonthDay> {
    let begins_line = cursor.next == 0;
    let article = cursor.take(&["the"]);
    let first = day_of_month(cursor).filter(|day| day.is_ordinal || !article);
    if first.as_ref().is_some_and(|day| day.is_ordinal) {
        cursor.take(&["of"]);
    }
    let word = cursor.word();
    let month = cursor.read(names::month)?;
    let begins_with_month = first.is_none();
    let day = match first {
        Some(day) => day,
        None if article => return None,
        None => day_of_month(cursor)?,
    };
    let year = year(cursor);
    let is_small = word.starts_with(|first: char| first.is_ascii_lowercase());
    let is_verb = is_one_of(word, &["may", "march"]) && (is_small || (begins_line && begins_with_month));
    Some(MonthDay {
        month,
        day: day.number,
        year,
        doubtful: is_verb && !day.is_ordinal && year.is_none(),
    })
}

struct DayOfMonth {
    number: i8,
    is_ordinal: bool,
}

fn day_of_month(cursor: &mut Cursor<'_>) -> Option<DayOfMonth> {
    match cursor.read(names::day_ordinal) {
        Some(number) => Some(DayOfMonth {
            number,
            is_ordinal: true,
        }),
        None => cursor.read(names::day_number).map(|number| DayOfMonth {
            number,
            is_ordinal: false,
        }),
    }
}

/// A year, perhaps behind a comma.
fn year(cursor: &mut Cursor<'_>) -> Option<i16> {
    let mut attempt = *cursor;
    attempt.allow_comma();
    let year = attempt.read(names::year)?;
    *cursor = attempt;
    Some(year)
}

/// "2026-03-12", "12.3.2027", "12.3.", "3/12", "3/12/2027".
pub(crate) fn in_figures(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Day> {
    let today = settings.now.date();
    let announced = is_announced(cursor);
    let begins_line = cursor.next == 0;
    let word = cursor.word();
    let mark = if word.contains('-') {
        '-'
    } else if word.contains('/') {
        '/'
    } else {
        '.'
    };
    let mut parts = word.split(mark);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    cursor.advance();
    let date = match (mark, third) {
        ('-', Some(day)) if word.len() == 10 && first.len() == 4 && second.len() == 2 => {
            return full_date(names::digits(first, 4)?, second, day).map(Day::new);
        }
        ('.', Some(year)) if year.len() == 4 => return full_date(names::digits(year, 4)?, second, first).map(Day::new),
        ('.', None) if cursor.take_trail('.') => without_year(today, second, first)?,
        ('/', year) if word != "24/7" => {
            let (day, month) = match settings.date_order {
                DateOrder::DayFirst => (first, second),
                DateOrder::MonthFirst => (second, first),
            };
            match year {
                Some(year) if year.len() == 4 => return full_date(names::digits(year, 4)?, month, day).map(Day::new),
                Some(year) if year.len() == 2 => {
                    return full_date(2000 + names::digits(year, 2)?, month, day).map(Day::new);
                }
                Some(_) => return None,
                None => without_year(today, month, day)?,
            }
        }
        _ => return None,
    };
    // "1/2 cup", "Install 12.3. Then restart".
    let is_clear = announced || (mark == '.' && begins_line);
    Some(Day {
        date,
        part: None,
        needs_close: !is_clear,
    })
}

fn full_date(year: i32, month: &str, day: &str) -> Option<Date> {
    let (month, day) = (names::digits(month, 2)?, names::digits(day, 2)?);
    Date::new(i16::try_from(year).ok()?, names::small(month)?, names::small(day)?).ok()
}

fn without_year(today: Date, month: &str, day: &str) -> Option<Date> {
    let month = names::small(names::digits(month, 2)?)?;
    next_month_day(today, month, names::day_number(day)?)
}

/// "15th", "the 15th": the next such day, at the end of the line or before another token ("2nd Floor" is neither).
pub(crate) fn ordinal_alone(cursor: &mut Cursor<'_>, settings: &Settings<'_>) -> Option<Day> {
    ordinal(cursor, settings, None)
}

/// As [`ordinal_alone`], on such a weekday: "Friday the 13th".
pub(crate) fn ordinal(cursor: &mut Cursor<'_>, settings: &Settings<'_>, weekday: Option<Weekday>) -> Option<Day> {
    // "feb 30th" is no day, and not the 30th of this month either.
    if names::month(cursor.word_before()).is_some() {
        return None;
    }
    cursor.take(&["the"]);
    let day = cursor.read(names::day_ordinal)?;
    let date = next_day_of_month(settings.now.date(), day, weekday)?;
    Some(Day {
        needs_close: true,
        ..Day::new(date)
    })
}

/// Whether the word before says that a day follows.
pub(crate) fn is_announced(cursor: &Cursor<'_>) -> bool {
    is_one_of(cursor.word_before(), &["on", "by", "due"])
}
