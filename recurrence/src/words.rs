//! A rule as a person says it, in English, for the chip beside a todo: "every 2 weeks on Mon and Wed".
//! Every rule has words, the rare ones too, and they leave out nothing that changes the dates but WKST.

use jiff::civil::Weekday;

use crate::From;
use crate::rule::{End, Frequency, NthWeekday, Rule};

/// The rule in words, without a full stop: "every month on the last Friday, 5 times", "every 3 days after it is done".
#[must_use]
pub fn words(rule: &Rule, from: From) -> String {
    let mut words = every(rule);
    match from {
        From::DueDate => {}
        From::Completion => words.push_str(" after it is done"),
    }
    match rule.end {
        End::Never => {}
        End::Count(1) => words.push_str(", once"),
        End::Count(count) => words.push_str(&format!(", {count} times")),
        End::Until { date, .. } => words.push_str(&format!(", until {}", date.strftime("%-d %b %Y"))),
    }
    words
}

fn every(rule: &Rule) -> String {
    let rule = &as_people_say_it(rule);
    if rule.frequency == Frequency::Weekly
        && rule.interval == 1
        && rule.positions.is_empty()
        && day_kind(&rule.weekdays) == Some(DayKind::Weekday)
    {
        return format!("every weekday{}", in_months(rule));
    }
    let unit = match rule.frequency {
        Frequency::Daily => "day",
        Frequency::Weekly => "week",
        Frequency::Monthly => "month",
        Frequency::Yearly => "year",
    };
    let period = match rule.interval {
        1 => format!("every {unit}"),
        interval => format!("every {interval} {unit}s"),
    };
    format!("{period}{}", days(rule))
}

/// The same dates in the form that people use: nobody says "every day, but only on Mon".
fn as_people_say_it(rule: &Rule) -> Rule {
    let mut rule = rule.clone();
    if rule.frequency == Frequency::Daily {
        // Among the one day of a day there is nothing to choose.
        rule.positions.clear();
        if day_kind(&rule.weekdays) == Some(DayKind::Any) {
            rule.weekdays.clear();
        }
        if rule.interval == 1 && !rule.month_days.is_empty() {
            rule.frequency = Frequency::Monthly;
        } else if rule.interval == 1 && !rule.weekdays.is_empty() {
            rule.frequency = Frequency::Weekly;
        }
    }
    let every_month = rule.frequency == Frequency::Monthly && rule.interval == 1 && rule.positions.is_empty();
    if every_month && !rule.month_days.is_empty() && !rule.months.is_empty() {
        rule.frequency = Frequency::Yearly;
    }
    rule
}

/// Which days of the period, with a space or a comma before them.
fn days(rule: &Rule) -> String {
    if !rule.positions.is_empty() {
        return chosen_positions(rule);
    }
    if rule.weekdays.is_empty() && rule.month_days.is_empty() {
        return in_months(rule);
    }
    match rule.frequency {
        Frequency::Daily => format!(", only on {}", day_set(rule)),
        _ => format!(" on {}", day_set(rule)),
    }
}

/// BYSETPOS: "on the last weekday", and where the set has no such name: "on the 1st of these days: Mon and the 15th".
fn chosen_positions(rule: &Rule) -> String {
    let positions = list(rule.positions.iter().map(|position| ordinal(*position)), "and");
    match day_kind(&rule.weekdays) {
        // The day of the month, or of the week, comes from the first due date.
        None if rule.weekdays.is_empty() && rule.month_days.is_empty() => {
            format!(" on the {positions} of the dates{}", in_months(rule))
        }
        Some(kind) if rule.month_days.is_empty() && !is_one_day_of_a_week(rule) => {
            let period = match (rule.frequency, &rule.months[..]) {
                (Frequency::Yearly, []) => " of the year".to_owned(),
                (Frequency::Yearly, [month]) => format!(" of {}", month_name(*month)),
                (Frequency::Yearly, _) => format!(" of {} together", month_list(rule)),
                _ => in_months(rule),
            };
            format!(" on the {positions} {}{period}", kind.name())
        }
        _ => format!(" on the {positions} of these days: {}", day_set(rule)),
    }
}

/// "The 1st Monday of a week" would sound like something else than the Monday.
fn is_one_day_of_a_week(rule: &Rule) -> bool {
    rule.frequency == Frequency::Weekly && rule.weekdays.len() == 1
}

/// BYDAY and BYMONTHDAY in BYMONTH; where there are both, a day must be of both.
fn day_set(rule: &Rule) -> String {
    let any_nth = rule.weekdays.iter().any(|day| day.nth.is_some());
    let yearly_in_any_month = rule.frequency == Frequency::Yearly && rule.months.is_empty();
    if rule.month_days.is_empty() {
        let period = match (rule.frequency, any_nth) {
            (Frequency::Yearly, true) if yearly_in_any_month => " of the year".to_owned(),
            (Frequency::Yearly, true) => format!(" of {}", month_list(rule)),
            _ => in_months(rule),
        };
        return format!("{}{period}", weekdays(rule));
    }
    let month_days = month_days(rule);
    if rule.weekdays.is_empty() {
        return month_days;
    }
    let period = if any_nth && yearly_in_any_month {
        " of the year"
    } else {
        ""
    };
    format!("{month_days} when that is {}{period}", weekdays(rule))
}

fn month_days(rule: &Rule) -> String {
    if let (Frequency::Yearly, [day @ 1..=31], [_, ..]) = (rule.frequency, &rule.month_days[..], &rule.months[..]) {
        return list(
            rule.months.iter().map(|month| format!("{day} {}", month_name(*month))),
            "and",
        );
    }
    let days = list(
        rule.month_days.iter().map(|day| format!("the {}", nth_day(*day))),
        "and",
    );
    match rule.frequency {
        Frequency::Yearly if rule.months.is_empty() => format!("{days} of every month"),
        _ => format!("{days}{}", in_months(rule)),
    }
}

fn weekdays(rule: &Rule) -> String {
    let condition = !rule.month_days.is_empty();
    let several_of_each = matches!(rule.frequency, Frequency::Monthly | Frequency::Yearly);
    if let Some(kind @ (DayKind::Weekday | DayKind::WeekendDay | DayKind::Any)) = day_kind(&rule.weekdays) {
        return match condition {
            true => format!("a {}", kind.name()),
            false if several_of_each || kind == DayKind::Any => format!("every {}", kind.name()),
            false => format!("{}s", kind.name()),
        };
    }
    let names = rule.weekdays.iter().map(|day| match day.nth {
        Some(nth) => format!("the {} {}", ordinal(nth.into()), long_name(day.weekday)),
        None if condition => format!("a {}", long_name(day.weekday)),
        None if several_of_each => format!("every {}", long_name(day.weekday)),
        None => short_name(day.weekday).to_owned(),
    });
    list(names, if condition { "or" } else { "and" })
}

/// A set of weekdays that has a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DayKind {
    One(Weekday),
    Weekday,
    WeekendDay,
    Any,
}

impl DayKind {
    fn name(self) -> &'static str {
        match self {
            Self::One(weekday) => long_name(weekday),
            Self::Weekday => "weekday",
            Self::WeekendDay => "weekend day",
            Self::Any => "day",
        }
    }
}

fn day_kind(weekdays: &[NthWeekday]) -> Option<DayKind> {
    if weekdays.iter().any(|day| day.nth.is_some()) {
        return None;
    }
    // The list is sorted and has no repetitions.
    let offsets: Vec<i8> = weekdays.iter().map(|day| day.weekday.to_monday_zero_offset()).collect();
    match offsets[..] {
        [_] => Some(DayKind::One(weekdays[0].weekday)),
        [0, 1, 2, 3, 4] => Some(DayKind::Weekday),
        [5, 6] => Some(DayKind::WeekendDay),
        [0, 1, 2, 3, 4, 5, 6] => Some(DayKind::Any),
        _ => None,
    }
}

fn in_months(rule: &Rule) -> String {
    match rule.months.is_empty() {
        true => String::new(),
        false => format!(" in {}", month_list(rule)),
    }
}

fn month_list(rule: &Rule) -> String {
    list(rule.months.iter().map(|month| month_name(*month).to_owned()), "and")
}

/// "a", "a and b", "a, b and c".
fn list(items: impl Iterator<Item = String>, conjunction: &str) -> String {
    let mut items: Vec<String> = items.collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} {conjunction} {last}", items.join(", ")),
    }
}

fn nth_day(day: i8) -> String {
    match day {
        1.. => ordinal(day.into()),
        _ => format!("{} day", ordinal(day.into())),
    }
}

/// 1st, 2nd, 3rd, 4th; -1 is the last, -2 the 2nd last.
fn ordinal(number: i16) -> String {
    if number == -1 {
        return "last".to_owned();
    }
    let size = number.unsigned_abs();
    let ending = match (size % 100, size % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    let last = if number < 0 { " last" } else { "" };
    format!("{size}{ending}{last}")
}

fn long_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn short_name(weekday: Weekday) -> &'static str {
    &long_name(weekday)[..3]
}

fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    NAMES[usize::from(month) - 1]
}
