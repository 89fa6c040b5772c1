//! The occurrences of a rule, computed by the `rrule` crate on days in UTC, which stand for civil dates.
//! The crate gets a question that is small and that it answers right: the rule without COUNT and UNTIL, with everything
//! that it would take from DTSTART written out, beginning at the period in which the answer can first lie.

use chrono::{Datelike, Month, TimeZone};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan, Unit};
use rrule::{NWeekday, RRule, RRuleSet, Tz};

use crate::rule::{End, Frequency, NthWeekday, Rule};

/// How many years ahead an occurrence is looked for.
const HORIZON_IN_YEARS: i16 = 100;

/// The Gregorian calendar repeats, weekdays included, every 400 years.
const CALENDAR_CYCLE_IN_YEARS: i16 = 400;

/// `rrule` gives up on a rule that never happens only in the year 10,000. It is therefore asked in the years 9500 to 9899,
/// which leaves it the horizon and at most 500 years to walk through, instead of 8000.
const FIRST_COMPUTED_YEAR: i16 = 9500;

impl Rule {
    /// The first occurrence strictly after `after`, of the series that starts at `start` (DTSTART).
    ///
    /// `None` when the series is over, or when nothing happens in the next 100 years. COUNT is over when `done`, the
    /// occurrences so far with the current one, has reached it; what was skipped does not count. The date of UNTIL is
    /// the last possible one.
    ///
    /// As in RFC 5545, a date that does not exist is left out: monthly from 31 January gives 31 March, and yearly from 29
    /// February gives leap years only. `start` itself is an occurrence only where the rule says so.
    #[must_use]
    pub fn next_after(&self, start: Date, done: u32, after: Date) -> Option<Date> {
        if matches!(self.end, End::Count(count) if done >= count) {
            return None;
        }
        let period = self.period_at(start, start.max(after))?;
        let computed_year =
            FIRST_COMPUTED_YEAR + (period.year() - FIRST_COMPUTED_YEAR).rem_euclid(CALENDAR_CYCLE_IN_YEARS);
        let years = computed_year - period.year();
        let horizon = start.max(after).year() + HORIZON_IN_YEARS;
        let next = self
            .occurrences(start, utc(period, years)?)?
            .into_iter()
            .map_while(|time| civil(&time, years))
            .take_while(|date| date.year() <= horizon)
            .find(|date| *date > after && *date >= start)?;
        match self.end {
            End::Until { date, .. } if next > date => None,
            _ => Some(next),
        }
    }

    /// The first day of the period (day, week, month, year) that holds `date`, or of the last one before it that is not
    /// left out by INTERVAL.
    ///
    /// A whole period matters to BYSETPOS: `rrule` and dateutil let the first week begin at DTSTART and count from there,
    /// while RFC 5545 §3.3.10 counts "at the beginning of the interval".
    fn period_at(&self, start: Date, date: Date) -> Option<Date> {
        let interval = i32::from(self.interval);
        let back_to_turn = |periods: i32| periods - periods.rem_euclid(interval);
        let days = |from: Date| date.since((Unit::Day, from)).ok().map(|span| span.get_days());
        let (from, turn) = match self.frequency {
            Frequency::Daily => (start, Span::new().try_days(back_to_turn(days(start)?))),
            Frequency::Weekly => {
                let week = start.checked_sub(start.weekday().since(self.week_start).days()).ok()?;
                (week, Span::new().try_weeks(back_to_turn(days(week)? / 7)))
            }
            Frequency::Monthly => {
                let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
                (
                    start.first_of_month(),
                    Span::new().try_months(back_to_turn(months(date) - months(start))),
                )
            }
            Frequency::Yearly => {
                let years = i32::from(date.year()) - i32::from(start.year());
                (start.first_of_year(), Span::new().try_years(back_to_turn(years)))
            }
        };
        from.checked_add(turn.ok()?).ok()
    }

    fn occurrences(&self, start: Date, period: chrono::DateTime<Tz>) -> Option<RRuleSet> {
        let (mut weekdays, mut month_days, mut months) =
            (self.weekdays.clone(), self.month_days.clone(), self.months.clone());
        // What the rule does not say, it takes from DTSTART.
        if weekdays.is_empty() && month_days.is_empty() {
            match self.frequency {
                Frequency::Daily => {}
                Frequency::Weekly => weekdays.push(NthWeekday {
                    nth: None,
                    weekday: start.weekday(),
                }),
                Frequency::Monthly => month_days.push(start.day()),
                Frequency::Yearly => {
                    month_days.push(start.day());
                    if months.is_empty() {
                        months.push(start.month().unsigned_abs());
                    }
                }
            }
        }
        let months: Vec<Month> = months
            .into_iter()
            .filter_map(|month| Month::try_from(month).ok())
            .collect();
        RRule::new(match self.frequency {
            Frequency::Daily => rrule::Frequency::Daily,
            Frequency::Weekly => rrule::Frequency::Weekly,
            Frequency::Monthly => rrule::Frequency::Monthly,
            Frequency::Yearly => rrule::Frequency::Yearly,
        })
        .interval(self.interval)
        .week_start(chrono_weekday(self.week_start))
        .by_weekday(nth_weekdays(&weekdays))
        .by_month_day(month_days)
        .by_month(&months)
        .by_set_pos(self.positions.iter().map(|position| i32::from(*position)).collect())
        .build(period)
        .ok()
        .map(RRuleSet::limit)
    }
}

/// `rrule` and dateutil take BYDAY=MO,1TU for days that are both, while to RFC 5545 it is a list of days that are either.
/// Beside an nth weekday, "every Monday" is therefore written as the 1st to the 5th Monday of the month.
fn nth_weekdays(weekdays: &[NthWeekday]) -> Vec<NWeekday> {
    let any_nth = weekdays.iter().any(|day| day.nth.is_some());
    let mut list = Vec::new();
    for day in weekdays {
        let weekday = chrono_weekday(day.weekday);
        match day.nth {
            Some(nth) => list.push(NWeekday::Nth(nth.into(), weekday)),
            None if any_nth => list.extend((1..=5).map(|nth| NWeekday::Nth(nth, weekday))),
            None => list.push(NWeekday::Every(weekday)),
        }
    }
    list
}

fn chrono_weekday(weekday: Weekday) -> rrule::Weekday {
    match weekday {
        Weekday::Monday => rrule::Weekday::Mon,
        Weekday::Tuesday => rrule::Weekday::Tue,
        Weekday::Wednesday => rrule::Weekday::Wed,
        Weekday::Thursday => rrule::Weekday::Thu,
        Weekday::Friday => rrule::Weekday::Fri,
        Weekday::Saturday => rrule::Weekday::Sat,
        Weekday::Sunday => rrule::Weekday::Sun,
    }
}

/// Midnight of the same day, some cycles of the calendar later.
fn utc(date: Date, years: i16) -> Option<chrono::DateTime<Tz>> {
    let (year, month, day) = (
        date.year() + years,
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    );
    Tz::UTC
        .with_ymd_and_hms(year.into(), month.into(), day.into(), 0, 0, 0)
        .single()
}

fn civil(time: &chrono::DateTime<Tz>, years: i16) -> Option<Date> {
    let year = i16::try_from(time.year()).ok()? - years;
    Date::new(year, i8::try_from(time.month()).ok()?, i8::try_from(time.day()).ok()?).ok()
}
