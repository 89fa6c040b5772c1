//! Sums with days. Everything that might leave the years a date can have answers `None`.
//!
//! Days are counted here and not by `jiff`: its sums bring the words of all its errors into the WASM,
//! some 50 kB compressed.

use crate::names::Unit;
use jiff::civil::{Date, Weekday};

/// Days of 400 years, after which the calendar repeats itself.
const ERA: i32 = 146_097;

pub(crate) fn plus_days(date: Date, days: i32) -> Option<Date> {
    date_of(day_number(date) + days)
}

/// A day as a number, 0 for 1 March of the year 0. Years begin in March, so that a leap day is the last of its year:
/// <https://howardhinnant.github.io/date_algorithms.html>.
fn day_number(date: Date) -> i32 {
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let year = if month > 2 { year } else { year - 1 };
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year.div_euclid(400) * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

fn date_of(number: i32) -> Option<Date> {
    let of_era = number.rem_euclid(ERA);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / (ERA - 1)) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + number.div_euclid(ERA) * 400 + i32::from(month <= 2);
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

/// The same day some months later, or the last of that month when it is shorter.
pub(crate) fn plus_months(date: Date, months: i32) -> Option<Date> {
    let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1 + months;
    let first = first_of_month(month)?;
    Date::new(first.year(), first.month(), date.day().min(first.days_in_month())).ok()
}

pub(crate) fn plus_units(date: Date, count: i32, unit: Unit) -> Option<Date> {
    match unit {
        Unit::Day => plus_days(date, count),
        Unit::Week => plus_days(date, count * 7),
        Unit::Month => plus_months(date, count),
        Unit::Quarter => plus_months(date, count * 3),
        Unit::Year => plus_months(date, count * 12),
    }
}

/// The first day of a month that is counted from the year 0.
fn first_of_month(month: i32) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let month = i8::try_from(month.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok()
}

/// The first day of the month that is so many months away.
pub(crate) fn month_start(date: Date, months: i32) -> Option<Date> {
    first_of_month(i32::from(date.year()) * 12 + i32::from(date.month()) - 1 + months)
}

pub(crate) fn month_end(date: Date) -> Option<Date> {
    Date::new(date.year(), date.month(), date.days_in_month()).ok()
}

/// The day on which the week of a date began.
pub(crate) fn week_start(date: Date, first: Weekday) -> Option<Date> {
    plus_days(date, -days_until(first, date.weekday()))
}

/// How many days it is from one weekday to the next other one, 0 for the same.
pub(crate) fn days_until(from: Weekday, to: Weekday) -> i32 {
    (i32::from(to.to_monday_zero_offset()) - i32::from(from.to_monday_zero_offset())).rem_euclid(7)
}

/// The next such day of a month and a year, today included: 29 February waits for a leap year.
pub(crate) fn next_month_day(today: Date, month: i8, day: i8) -> Option<Date> {
    (0..=8)
        .filter_map(|years| Date::new(today.year().checked_add(years)?, month, day).ok())
        .find(|&date| date >= today)
}

/// The next such day of a month, today included: the 31st waits for a month that has one, and Friday the 13th for a
/// month in which it is a Friday.
pub(crate) fn next_day_of_month(today: Date, day: i8, weekday: Option<Weekday>) -> Option<Date> {
    (0..=48)
        .filter_map(|months| month_start(today, months))
        .filter_map(|first| Date::new(first.year(), first.month(), day).ok())
        .find(|&date| date >= today && weekday.is_none_or(|weekday| date.weekday() == weekday))
}

/// The Saturday of the weekend that is now or comes next; on a Sunday it was yesterday.
pub(crate) fn weekend_start(today: Date) -> Option<Date> {
    match today.weekday() {
        Weekday::Sunday => plus_days(today, -1),
        weekday => plus_days(today, days_until(weekday, Weekday::Saturday)),
    }
}

pub(crate) fn is_workday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::{Date, date_of, day_number, plus_days};

    #[test]
    fn days_are_counted_as_jiff_does() {
        let mut number = day_number(Date::MIN);
        let mut day = Some(Date::MIN);
        while let Some(date) = day {
            assert_eq!((day_number(date), date_of(number)), (number, Some(date)));
            number += 1;
            day = date.tomorrow().ok();
        }
        assert_eq!(plus_days(Date::MAX, 1), None);
        assert_eq!(plus_days(Date::MIN, -1), None);
    }
}
