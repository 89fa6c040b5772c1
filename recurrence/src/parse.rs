//! From text to [`Rule`]. What a todo cannot follow is refused, and the error names it: parts that choose a time of day,
//! parts unknown to RFC 5545, combinations that the RFC forbids, and numbers that no month or year has.

use jiff::civil::{Date, Time, Weekday};

use crate::rule::{End, Frequency, NthWeekday, Rule, UntilTime};

/// A rule of more characters is nobody's wish.
const LONGEST_RULE: usize = 200;

/// Why a text is no rule, in words for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("a rule has at most 200 characters")]
    TooLong,
    #[error("a rule has no control characters")]
    ControlCharacter,
    #[error("\"{0}\" is not of the form NAME=VALUE")]
    Malformed(String),
    #[error("unknown part {0}")]
    UnknownPart(String),
    #[error("{0} is not supported")]
    UnsupportedPart(String),
    #[error("{0} stands twice")]
    DuplicatePart(&'static str),
    #[error("FREQ is missing")]
    MissingFrequency,
    #[error("FREQ={0} is not supported, only DAILY, WEEKLY, MONTHLY and YEARLY are")]
    UnsupportedFrequency(String),
    #[error("{part} does not take \"{value}\", but {expected}")]
    InvalidValue {
        part: &'static str,
        value: String,
        expected: &'static str,
    },
    #[error("{part} does not go with FREQ={frequency}")]
    NotWithFrequency {
        part: &'static str,
        frequency: &'static str,
    },
    #[error("BYSETPOS needs BYDAY, BYMONTHDAY or BYMONTH to choose from")]
    NothingToChooseFrom,
    #[error("BYDAY takes \"MO\" and \"1MO\" side by side in months only, not in years")]
    MixedWeekdaysOfYear,
    #[error("COUNT and UNTIL exclude each other")]
    CountAndUntil,
}

/// The parts of RFC 5545 and RFC 7529 that a todo cannot follow.
const UNSUPPORTED_PARTS: [&str; 8] = [
    "BYSECOND",
    "BYMINUTE",
    "BYHOUR",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYEASTER",
    "RSCALE",
    "SKIP",
];

impl Rule {
    /// Reads the value of an `RRULE` property, in upper or lower case: `FREQ=MONTHLY;BYDAY=-1FR;COUNT=5`.
    ///
    /// | part | values |
    /// |---|---|
    /// | FREQ | DAILY, WEEKLY, MONTHLY, YEARLY; the only part that must be there |
    /// | INTERVAL | 1 to 999 |
    /// | BYDAY | MO to SU; monthly and yearly also 1MO, -1FR: up to the 5th and the 4th last of a month; yearly without BYMONTH up to the 53rd and the 52nd last of the year |
    /// | BYMONTHDAY | 1 to 31, -31 to -1; not weekly |
    /// | BYMONTH | 1 to 12 |
    /// | BYSETPOS | 1 to 366, -366 to -1, but no more than the days of the period; beside another BY part only |
    /// | COUNT | 1 to 9999; not beside UNTIL |
    /// | UNTIL | a date (20270501) or a date and time (20270501T100000Z); only the date counts, and it is included |
    /// | WKST | MO to SU |
    ///
    /// Not accepted although RFC 5545 has them, for `rrule` does not compute them: -5MO in a month, -53MO in a year, and
    /// `BYDAY=MO,1TU` in a year (in a month it is).
    pub fn parse(raw: &str) -> Result<Self, RuleError> {
        if raw.chars().any(char::is_control) {
            return Err(RuleError::ControlCharacter);
        }
        if raw.chars().count() > LONGEST_RULE {
            return Err(RuleError::TooLong);
        }
        let parts = split(&raw.to_ascii_uppercase())?;
        let frequency = parse_frequency(parts.frequency.ok_or(RuleError::MissingFrequency)?)?;
        let months = parse_list("BYMONTH", parts.months, "1 to 12", |value| parse_number(value, 1..=12))?;
        let rule = Self {
            frequency,
            interval: match parts.interval {
                None => 1,
                Some(value) => parse_number(&value, 1..=999)
                    .ok_or_else(|| invalid("INTERVAL", &value, "a number from 1 to 999"))?,
            },
            weekdays: parse_weekdays(frequency, months.is_empty(), parts.weekdays)?,
            month_days: parse_list("BYMONTHDAY", parts.month_days, "1 to 31 or -31 to -1", |value| {
                parse_signed(value, 31, 31)
            })?,
            months,
            positions: parse_positions(frequency, parts.positions)?,
            end: parse_end(parts.count, parts.until)?,
            week_start: match parts.week_start {
                None => Weekday::Monday,
                Some(value) => parse_weekday(&value).ok_or_else(|| invalid("WKST", &value, WEEKDAYS))?,
            },
        };
        check_combinations(&rule)?;
        Ok(rule.in_order())
    }

    /// Sorts the lists and takes repetitions out: positive numbers first, then -2, -1.
    fn in_order(mut self) -> Self {
        let rank = |number: i16| (number < 0, number);
        self.weekdays
            .sort_by_key(|day| (rank(day.nth.unwrap_or(0).into()), day.weekday.to_monday_zero_offset()));
        self.weekdays.dedup();
        self.month_days.sort_by_key(|day| rank((*day).into()));
        self.month_days.dedup();
        self.months.sort_unstable();
        self.months.dedup();
        self.positions.sort_by_key(|position| rank(*position));
        self.positions.dedup();
        self
    }
}

const WEEKDAYS: &str = "MO, TU, WE, TH, FR, SA or SU";

/// The values as they were written, each at most once.
#[derive(Default)]
struct Parts {
    frequency: Option<String>,
    interval: Option<String>,
    weekdays: Option<String>,
    month_days: Option<String>,
    months: Option<String>,
    positions: Option<String>,
    count: Option<String>,
    until: Option<String>,
    week_start: Option<String>,
}

fn split(text: &str) -> Result<Parts, RuleError> {
    let mut parts = Parts::default();
    for part in text.split(';') {
        let Some((name, value)) = part.split_once('=') else {
            return Err(RuleError::Malformed(part.to_owned()));
        };
        let (name, slot) = match name {
            "FREQ" => ("FREQ", &mut parts.frequency),
            "INTERVAL" => ("INTERVAL", &mut parts.interval),
            "BYDAY" => ("BYDAY", &mut parts.weekdays),
            "BYMONTHDAY" => ("BYMONTHDAY", &mut parts.month_days),
            "BYMONTH" => ("BYMONTH", &mut parts.months),
            "BYSETPOS" => ("BYSETPOS", &mut parts.positions),
            "COUNT" => ("COUNT", &mut parts.count),
            "UNTIL" => ("UNTIL", &mut parts.until),
            "WKST" => ("WKST", &mut parts.week_start),
            other if UNSUPPORTED_PARTS.contains(&other) => return Err(RuleError::UnsupportedPart(other.to_owned())),
            other => return Err(RuleError::UnknownPart(other.to_owned())),
        };
        if slot.replace(value.to_owned()).is_some() {
            return Err(RuleError::DuplicatePart(name));
        }
    }
    Ok(parts)
}

fn parse_frequency(value: String) -> Result<Frequency, RuleError> {
    match value.as_str() {
        "DAILY" => Ok(Frequency::Daily),
        "WEEKLY" => Ok(Frequency::Weekly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "YEARLY" => Ok(Frequency::Yearly),
        _ => Err(RuleError::UnsupportedFrequency(value)),
    }
}

fn parse_weekdays(frequency: Frequency, any_month: bool, value: Option<String>) -> Result<Vec<NthWeekday>, RuleError> {
    let (last, first_from_end, expected) = match frequency {
        Frequency::Daily | Frequency::Weekly => (0, 0, WEEKDAYS),
        Frequency::Yearly if any_month => (53, 52, "MO to SU, or one of 1MO to 53MO and -52MO to -1MO"),
        Frequency::Monthly | Frequency::Yearly => (5, 4, "MO to SU, or one of 1MO to 5MO and -4MO to -1MO"),
    };
    parse_list("BYDAY", value, expected, |value| {
        let (nth, code) = value.split_at_checked(value.len().checked_sub(2)?)?;
        let nth = match nth {
            "" => None,
            nth => Some(parse_signed(nth, last, first_from_end)?),
        };
        Some(NthWeekday {
            nth,
            weekday: parse_weekday(code)?,
        })
    })
}

/// A position beyond the days of a period never happens; such a rule is a slip of the pen.
fn parse_positions(frequency: Frequency, value: Option<String>) -> Result<Vec<i16>, RuleError> {
    let (days, expected) = match frequency {
        Frequency::Daily => (1, "1 or -1, for a day has one day"),
        Frequency::Weekly => (7, "1 to 7 or -7 to -1, for a week has 7 days"),
        Frequency::Monthly => (31, "1 to 31 or -31 to -1, for a month has at most 31 days"),
        Frequency::Yearly => (366, "1 to 366 or -366 to -1"),
    };
    parse_list("BYSETPOS", value, expected, |value| parse_signed(value, days, days))
}

fn parse_end(count: Option<String>, until: Option<String>) -> Result<End, RuleError> {
    match (count, until) {
        (None, None) => Ok(End::Never),
        (Some(_), Some(_)) => Err(RuleError::CountAndUntil),
        (Some(value), None) => parse_number(&value, 1..=9999)
            .map(End::Count)
            .ok_or_else(|| invalid("COUNT", &value, "a number from 1 to 9999")),
        (None, Some(value)) => {
            parse_until(&value).ok_or_else(|| invalid("UNTIL", &value, "a date like 20270501 or 20270501T100000Z"))
        }
    }
}

fn parse_until(value: &str) -> Option<End> {
    let (date, time) = match value.split_once('T') {
        None => (value, None),
        Some((date, time)) => (date, Some(time)),
    };
    let [year, month, day] = parse_digits(date, [4, 2, 2])?;
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let time = match time {
        None => None,
        Some(time) => {
            let (digits, utc) = time.strip_suffix('Z').map_or((time, false), |digits| (digits, true));
            let [hour, minute, second] = parse_digits(digits, [2, 2, 2])?.map(|number| i8::try_from(number).ok());
            // A leap second (RFC 5545 §3.3.12) is the second before it for whoever has none.
            let second = match second? {
                60 => 59,
                second => second,
            };
            let time = Time::new(hour?, minute?, second, 0).ok()?;
            Some(UntilTime { time, utc })
        }
    };
    Some(End::Until { date, time })
}

/// Numbers of fixed widths, one after the other.
fn parse_digits(text: &str, widths: [usize; 3]) -> Option<[i16; 3]> {
    if text.len() != widths.iter().sum::<usize>() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut from = 0;
    let mut numbers = [0; 3];
    for (number, width) in numbers.iter_mut().zip(widths) {
        *number = text[from..from + width].parse().ok()?;
        from += width;
    }
    Some(numbers)
}

fn parse_weekday(code: &str) -> Option<Weekday> {
    match code {
        "MO" => Some(Weekday::Monday),
        "TU" => Some(Weekday::Tuesday),
        "WE" => Some(Weekday::Wednesday),
        "TH" => Some(Weekday::Thursday),
        "FR" => Some(Weekday::Friday),
        "SA" => Some(Weekday::Saturday),
        "SU" => Some(Weekday::Sunday),
        _ => None,
    }
}

fn parse_list<T>(
    part: &'static str,
    value: Option<String>,
    expected: &'static str,
    parse_item: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, RuleError> {
    let Some(value) = value else { return Ok(Vec::new()) };
    value
        .split(',')
        .map(|item| parse_item(item).ok_or_else(|| invalid(part, item, expected)))
        .collect()
}

/// Digits only: `FromStr` of numbers also takes a sign.
fn parse_number<T: TryFrom<u16>>(text: &str, range: std::ops::RangeInclusive<u16>) -> Option<T> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = text.parse().ok().filter(|number| range.contains(number))?;
    T::try_from(number).ok()
}

/// 1 to `last`, or -`last_from_end` to -1; a plus sign is allowed (RFC 5545 §3.3.10).
fn parse_signed<T: TryFrom<i16>>(text: &str, last: u16, last_from_end: u16) -> Option<T> {
    let number: i16 = match text.strip_prefix('-') {
        Some(digits) => -parse_number::<i16>(digits, 1..=last_from_end)?,
        None => parse_number(text.strip_prefix('+').unwrap_or(text), 1..=last)?,
    };
    T::try_from(number).ok()
}

fn check_combinations(rule: &Rule) -> Result<(), RuleError> {
    let chooses_days = !(rule.weekdays.is_empty() && rule.month_days.is_empty() && rule.months.is_empty());
    if !rule.positions.is_empty() && !chooses_days {
        return Err(RuleError::NothingToChooseFrom);
    }
    let any_nth = rule.weekdays.iter().any(|day| day.nth.is_some());
    let any_plain = rule.weekdays.iter().any(|day| day.nth.is_none());
    if rule.frequency == Frequency::Yearly && rule.months.is_empty() && any_nth && any_plain {
        return Err(RuleError::MixedWeekdaysOfYear);
    }
    if rule.frequency == Frequency::Weekly && !rule.month_days.is_empty() {
        return Err(RuleError::NotWithFrequency {
            part: "BYMONTHDAY",
            frequency: "WEEKLY",
        });
    }
    Ok(())
}

fn invalid(part: &'static str, value: &str, expected: &'static str) -> RuleError {
    RuleError::InvalidValue {
        part,
        value: value.to_owned(),
        expected,
    }
}
