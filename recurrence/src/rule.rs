//! A rule in parts, and its canonical text: upper case, one order of the parts, lists sorted and without repetitions,
//! defaults left out. Two rules are equal exactly when their texts are.

use std::fmt;

use jiff::civil::{Date, Time, Weekday};

/// A valid recurrence rule: the value of an RFC 5545 `RRULE` property, without the words `RRULE:` and `DTSTART`.
///
/// [`Rule::parse`] reads it, [`Display`](fmt::Display) writes it, [`Rule::next_after`] computes with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    pub(crate) frequency: Frequency,
    pub(crate) interval: u16,
    /// BYDAY.
    pub(crate) weekdays: Vec<NthWeekday>,
    /// BYMONTHDAY, -1 is the last day of the month.
    pub(crate) month_days: Vec<i8>,
    /// BYMONTH, 1 is January.
    pub(crate) months: Vec<u8>,
    /// BYSETPOS, -1 is the last of the days that the other parts chose.
    pub(crate) positions: Vec<i16>,
    pub(crate) end: End,
    /// WKST.
    pub(crate) week_start: Weekday,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A weekday, every one of them or the nth in its month or year; -1 is the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NthWeekday {
    pub(crate) nth: Option<i8>,
    pub(crate) weekday: Weekday,
}

/// COUNT and UNTIL exclude each other (RFC 5545 §3.3.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum End {
    Never,
    Count(u32),
    /// The last day on which it may happen. The time of day is kept for the text and plays no part.
    Until {
        date: Date,
        time: Option<UntilTime>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct UntilTime {
    pub(crate) time: Time,
    pub(crate) utc: bool,
}

impl Frequency {
    /// The word of RFC 5545.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Monthly => "MONTHLY",
            Self::Yearly => "YEARLY",
        }
    }
}

/// The two letters of RFC 5545.
pub(crate) fn weekday_code(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FREQ={}", self.frequency.name())?;
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        write_list(f, "BYDAY", &self.weekdays)?;
        write_list(f, "BYMONTHDAY", &self.month_days)?;
        write_list(f, "BYMONTH", &self.months)?;
        write_list(f, "BYSETPOS", &self.positions)?;
        match self.end {
            End::Never => {}
            End::Count(count) => write!(f, ";COUNT={count}")?,
            End::Until { date, time } => {
                write!(f, ";UNTIL={}", date.strftime("%Y%m%d"))?;
                if let Some(UntilTime { time, utc }) = time {
                    write!(f, "T{}{}", time.strftime("%H%M%S"), if utc { "Z" } else { "" })?;
                }
            }
        }
        if self.week_start != Weekday::Monday {
            write!(f, ";WKST={}", weekday_code(self.week_start))?;
        }
        Ok(())
    }
}

fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, name: &str, list: &[T]) -> fmt::Result {
    for (index, item) in list.iter().enumerate() {
        match index {
            0 => write!(f, ";{name}={item}")?,
            _ => write!(f, ",{item}")?,
        }
    }
    Ok(())
}

impl fmt::Display for NthWeekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(nth) = self.nth {
            write!(f, "{nth}")?;
        }
        f.write_str(weekday_code(self.weekday))
    }
}
