//! A rule of recurrence: how RFC 5545 writes it, and on which day it falls first.

use crate::{
    calendar::{is_workday, plus_days},
    names::weekday_bit,
};
use alloc::string::{String, ToString};
use jiff::civil::{Date, Weekday};

pub(crate) struct Rule {
    pub(crate) every: Frequency,
    pub(crate) interval: i32,
    pub(crate) on: On,
    pub(crate) end: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frequency {
    Day,
    Week,
    Month,
    Year,
}

/// On which days of its span a rule falls.
pub(crate) enum On {
    /// As on the day it begins.
    Start,
    /// On these weekdays, as bits.
    Weekdays(u8),
    /// On these days of the month, as bits; the lowest is the last day.
    MonthDays(u32),
    /// On such a weekday of the month; −1 is the last.
    NthWeekday(i8, Weekday),
    /// On such a workday of the month; −1 is the last.
    NthWorkday(i8),
    /// On this month and day.
    YearDay(i8, i8),
}

pub(crate) enum End {
    Never,
    After(i32),
    Until(Date),
}

/// The bit of the last day of a month.
const LAST_DAY: u32 = 1;

/// The bit of a day of the month, 1 to 31; −1 is the last.
pub(crate) fn month_day_bit(day: i8) -> u32 {
    1 << day.max(0)
}

pub(crate) const WORKDAYS: u8 = 0b1_1111;

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "MO"),
    (Weekday::Tuesday, "TU"),
    (Weekday::Wednesday, "WE"),
    (Weekday::Thursday, "TH"),
    (Weekday::Friday, "FR"),
    (Weekday::Saturday, "SA"),
    (Weekday::Sunday, "SU"),
];

impl Rule {
    pub(crate) fn new(every: Frequency, interval: i32, on: On) -> Self {
        Rule {
            every,
            interval,
            on,
            end: End::Never,
        }
    }

    /// The first day from `start` on which the rule falls. Eight years hold every day there is, 29 February too.
    pub(crate) fn first_on_or_after(&self, start: Date) -> Option<Date> {
        (0..=8 * 366)
            .map_while(|days| plus_days(start, days))
            .find(|&date| self.falls_on(date))
    }

    fn falls_on(&self, date: Date) -> bool {
        let last = date.days_in_month();
        match self.on {
            On::Start => true,
            On::Weekdays(days) => days & weekday_bit(date.weekday()) != 0,
            On::MonthDays(days) => {
                days & month_day_bit(date.day()) != 0 || (date.day() == last && days & LAST_DAY != 0)
            }
            On::NthWeekday(nth, weekday) => {
                let counted = if nth > 0 {
                    (date.day() - 1) / 7 + 1 == nth
                } else {
                    date.day() + 7 > last
                };
                counted && date.weekday() == weekday
            }
            On::NthWorkday(nth) => {
                let days = if nth > 0 { 1..=date.day() } else { date.day()..=last };
                let workdays = days
                    .filter_map(|day| Date::new(date.year(), date.month(), day).ok())
                    .filter(|&day| is_workday(day))
                    .count();
                is_workday(date) && workdays == usize::from(nth.unsigned_abs())
            }
            On::YearDay(month, day) => date.month() == month && date.day() == day,
        }
    }

    /// The rule as the value of an `RRULE`.
    pub(crate) fn to_text(&self) -> String {
        let mut text = String::from(match self.every {
            Frequency::Day => "FREQ=DAILY",
            Frequency::Week => "FREQ=WEEKLY",
            Frequency::Month => "FREQ=MONTHLY",
            Frequency::Year => "FREQ=YEARLY",
        });
        if self.interval > 1 {
            push(&mut text, ";INTERVAL=", self.interval);
        }
        self.push_days(&mut text);
        match self.end {
            End::Never => {}
            End::After(count) => push(&mut text, ";COUNT=", count),
            End::Until(date) => {
                let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
                // The leading 1 keeps the zeros of early years; it is not written.
                let figures = (100_000_000 + year * 10_000 + month * 100 + day).to_string();
                text.push_str(";UNTIL=");
                text.push_str(&figures[1..]);
            }
        }
        text
    }

    fn push_days(&self, text: &mut String) {
        match &self.on {
            On::Start => {}
            On::Weekdays(days) => push_weekdays(text, *days),
            On::MonthDays(days) => {
                let mut separator = ";BYMONTHDAY=";
                for day in 0..32 {
                    if days & (1 << day) != 0 {
                        push(text, separator, if day == 0 { -1 } else { day });
                        separator = ",";
                    }
                }
            }
            On::NthWeekday(nth, weekday) => {
                push(text, ";BYDAY=", i32::from(*nth));
                let name = WEEKDAYS.iter().find(|(candidate, _)| candidate == weekday);
                text.push_str(name.map_or("", |(_, name)| name));
            }
            On::NthWorkday(nth) => {
                push_weekdays(text, WORKDAYS);
                push(text, ";BYSETPOS=", i32::from(*nth));
            }
            On::YearDay(month, day) => {
                push(text, ";BYMONTH=", i32::from(*month));
                push(text, ";BYMONTHDAY=", i32::from(*day));
            }
        }
    }
}

fn push(text: &mut String, name: &str, number: i32) {
    text.push_str(name);
    text.push_str(&number.to_string());
}

fn push_weekdays(text: &mut String, days: u8) {
    let mut separator = ";BYDAY=";
    for (weekday, name) in WEEKDAYS {
        if days & weekday_bit(weekday) != 0 {
            text.push_str(separator);
            text.push_str(name);
            separator = ",";
        }
    }
}
