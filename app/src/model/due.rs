//! When a todo is due: a day, and perhaps a time of it.
//!
//! Both are civil: they mean the person's own clock, wherever that is. Forms and the API write them as RFC 3339 does
//! (`2026-11-27`, `17:00`), pages say them as people do.

use super::{Field, FieldError, Problem};
use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Serialize};

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "(i16, i8, i8)", into = "(i16, i8, i8)")]
pub struct Day(Date);

impl Day {
    /// Parses `2026-11-27`.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::DueDate`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let part = |range: std::ops::Range<usize>| {
            let digits = raw
                .get(range)
                .filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse::<i16>().ok())
        };
        let is_dashed = raw.len() == 10 && raw.as_bytes()[4] == b'-' && raw.as_bytes()[7] == b'-';
        let parts = is_dashed
            .then(|| Some((part(0..4)?, part(5..7)?, part(8..10)?)))
            .flatten();
        let day = parts
            .and_then(|(year, month, day)| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok());
        // Nobody plans for the year of somebody's birth; years of four digits sort as texts, which the store relies on.
        let day = day.filter(|day| day.year() >= 1000);
        day.map(Self)
            .ok_or(FieldError::new(Field::DueDate, Problem::Unreadable))
    }

    /// The day as people and programs calculate with it.
    #[must_use]
    pub fn date(self) -> Date {
        self.0
    }

    /// As `2026-11-27`.
    #[must_use]
    pub fn to_iso(self) -> String {
        let mut text = String::with_capacity(10);
        push_digits(&mut text, self.0.year().unsigned_abs(), 4);
        text.push('-');
        push_digits(&mut text, self.0.month().unsigned_abs().into(), 2);
        text.push('-');
        push_digits(&mut text, self.0.day().unsigned_abs().into(), 2);
        text
    }

    /// How many days it comes after 1 March of the year 0. The library's own differences bring the messages of all its
    /// errors into the program.
    fn number(self) -> i32 {
        let (month, day) = (i32::from(self.0.month()), i32::from(self.0.day()));
        // A year that begins in March ends with the day that may be missing.
        let year = i32::from(self.0.year()) - i32::from(month <= 2);
        let month = (month + 9) % 12;
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day - 1
    }

    /// As people say it whatever day it is: `Fri 4 Dec`.
    #[must_use]
    pub fn in_its_week(self) -> String {
        format!("{} {} {}", weekday(self.0), self.0.day(), month(self.0))
    }

    /// As people say it on the day `today`: `Today`, `Tomorrow`, `Fri 4 Dec`, `2 days ago`, `4 Dec 2027`.
    #[must_use]
    pub fn words(self, today: Self) -> String {
        let days = self.number() - today.number();
        match days {
            0 => "Today".into(),
            1 => "Tomorrow".into(),
            -1 => "Yesterday".into(),
            -6..0 => format!("{} days ago", -days),
            _ if self.0.year() == today.0.year() || (0..180).contains(&days) => self.in_its_week(),
            _ => format!("{} {} {}", self.0.day(), month(self.0), self.0.year()),
        }
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl TryFrom<(i16, i8, i8)> for Day {
    type Error = &'static str;

    fn try_from((year, month, day): (i16, i8, i8)) -> Result<Self, Self::Error> {
        Date::new(year, month, day)
            .map(Self)
            .map_err(|_| "no day of the calendar")
    }
}

impl From<Day> for (i16, i8, i8) {
    fn from(Day(date): Day) -> Self {
        (date.year(), date.month(), date.day())
    }
}

/// A time of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeOfDay {
    minutes: u16,
}

impl TimeOfDay {
    /// Parses `17:00`; a browser may send seconds too, which are not kept.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::DueTime`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let unreadable = FieldError::new(Field::DueTime, Problem::Unreadable);
        let number = |part: &str| {
            let is_two_digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            is_two_digits.then(|| part.parse::<u16>().ok()).flatten()
        };
        let parts: Vec<Option<u16>> = raw.split(':').map(number).collect();
        match parts[..] {
            [Some(hour), Some(minute)] | [Some(hour), Some(minute), Some(0..60)] if hour < 24 && minute < 60 => {
                Ok(Self {
                    minutes: hour * 60 + minute,
                })
            }
            _ => Err(unreadable),
        }
    }

    /// As `17:00`.
    #[must_use]
    pub fn to_iso(self) -> String {
        let mut text = String::with_capacity(5);
        push_digits(&mut text, self.minutes / 60, 2);
        text.push(':');
        push_digits(&mut text, self.minutes % 60, 2);
        text
    }
}

impl TimeOfDay {
    /// The time as people and programs calculate with it.
    #[must_use]
    pub fn time(self) -> Time {
        let part = |number: u16| i8::try_from(number).unwrap_or_default();
        Time::constant(part(self.minutes / 60), part(self.minutes % 60), 0, 0)
    }

    /// So many minutes after midnight, of which there are 1,440.
    #[must_use]
    pub fn from_minutes(minutes: u16) -> Self {
        Self {
            minutes: minutes % 1_440,
        }
    }
}

impl From<Time> for TimeOfDay {
    fn from(time: Time) -> Self {
        let (hour, minute) = (time.hour().unsigned_abs(), time.minute().unsigned_abs());
        Self {
            minutes: u16::from(hour) * 60 + u16::from(minute),
        }
    }
}

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Due {
    /// On which day.
    pub day: Day,
    /// At which time of it, if that matters.
    pub time: Option<TimeOfDay>,
}

impl Due {
    /// Parses a day and a time as forms and the API write them; an empty day is none, and then there is no time either.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::DueDate`] or [`Field::DueTime`]. A time alone lacks its day.
    pub fn parse(day: &str, time: &str) -> Result<Option<Self>, FieldError> {
        match (day, time) {
            ("", "") => Ok(None),
            ("", _) => Err(FieldError::new(Field::DueDate, Problem::Missing)),
            (day, "") => Ok(Some(Self {
                day: Day::parse(day)?,
                time: None,
            })),
            (day, time) => Ok(Some(Self {
                day: Day::parse(day)?,
                time: Some(TimeOfDay::parse(time)?),
            })),
        }
    }

    /// As people say it on the day `today`: `Tomorrow 17:00`.
    #[must_use]
    pub fn words(self, today: Day) -> String {
        let day = self.day.words(today);
        match self.time {
            Some(time) => format!("{day} {}", time.to_iso()),
            None => day,
        }
    }

    /// Whether its day is over.
    #[must_use]
    pub fn is_overdue(self, today: Day) -> bool {
        self.day < today
    }
}

/// A number with zeros before it. The formatting of the standard library weighs more than the rest of this file.
fn push_digits(text: &mut String, number: u16, width: u32) {
    for place in (0..width).rev() {
        let digit = number / 10_u16.pow(place) % 10;
        text.push(char::from_digit(digit.into(), 10).unwrap_or('0'));
    }
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(raw: &str) -> Day {
        Day::parse(raw).unwrap()
    }

    #[test]
    fn days_and_times_are_written_as_they_were_read() {
        for raw in ["2026-11-27", "2024-02-29", "1000-01-01", "9999-12-31"] {
            assert_eq!(day(raw).to_iso(), raw);
        }
        for raw in ["00:00", "09:05", "23:59"] {
            assert_eq!(TimeOfDay::parse(raw).unwrap().to_iso(), raw);
        }
        assert_eq!(TimeOfDay::parse("17:00:59").unwrap().to_iso(), "17:00");
    }

    #[test]
    fn what_is_no_day_or_no_time_is_refused() {
        for raw in [
            "",
            "2026-02-29",
            "2026-13-01",
            "2026-1-1",
            "0999-01-01",
            "26-11-27",
            "2026-11-27T",
            "+026-11-27",
            "２026-11-2",
        ] {
            assert!(Day::parse(raw).is_err(), "{raw:?} was accepted");
        }
        for raw in ["", "24:00", "9:00", "09:60", "09", "09:00:60", "+9:00", "09:00:00:00"] {
            assert!(TimeOfDay::parse(raw).is_err(), "{raw:?} was accepted");
        }
        assert_eq!(Due::parse("", "").unwrap(), None);
        assert_eq!(Due::parse("", "09:00").unwrap_err().field, Field::DueDate);
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        let today = day("2026-11-27");
        for (raw, words) in [
            ("2026-11-27", "Today"),
            ("2026-11-28", "Tomorrow"),
            ("2026-11-26", "Yesterday"),
            ("2026-11-25", "2 days ago"),
            ("2026-11-21", "6 days ago"),
            ("2026-11-20", "Fri 20 Nov"),
            ("2026-12-04", "Fri 4 Dec"),
            ("2027-02-01", "Mon 1 Feb"),
            ("2027-11-27", "27 Nov 2027"),
            ("2025-12-31", "31 Dec 2025"),
        ] {
            assert_eq!(day(raw).words(today), words, "{raw}");
        }
        let due = Due::parse("2026-11-28", "17:00").unwrap().unwrap();
        assert_eq!(due.words(today), "Tomorrow 17:00");
        assert!(!due.is_overdue(today) && due.is_overdue(day("2026-11-29")));
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        let mut date = Date::constant(1899, 12, 31);
        let first = Day(date).number();
        for count in 0..200_000 {
            assert_eq!(Day(date).number() - first, count, "{date}");
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn days_are_in_the_order_of_their_texts() {
        let days = ["1999-12-31", "2026-02-28", "2026-03-01", "2026-10-01"].map(day);
        assert!(days.is_sorted() && days.map(Day::to_iso).is_sorted());
    }
}
