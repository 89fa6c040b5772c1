//! The words for days, months, numbers and units: tables, and how one is looked up.

use jiff::civil::Weekday;

/// Whether a weekday was written out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    Full,
    Short,
}

/// A span of the calendar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// A part of the day, which stands for a time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayPart {
    Morning,
    Afternoon,
    Evening,
    Night,
}

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("tues", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("thur", Weekday::Thursday),
    ("thurs", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const MONTHS: &[(&str, i8)] = &[
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("sept", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
];

const NUMBERS: &[(&str, i32)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
];

const ORDINALS: &[(&str, i8)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("last", -1),
];

const UNITS: &[(&str, Unit)] = &[
    ("day", Unit::Day),
    ("days", Unit::Day),
    ("week", Unit::Week),
    ("weeks", Unit::Week),
    ("month", Unit::Month),
    ("months", Unit::Month),
    ("quarter", Unit::Quarter),
    ("quarters", Unit::Quarter),
    ("year", Unit::Year),
    ("years", Unit::Year),
];

const DAY_PARTS: &[(&str, DayPart)] = &[
    ("morning", DayPart::Morning),
    ("afternoon", DayPart::Afternoon),
    ("evening", DayPart::Evening),
    ("night", DayPart::Night),
];

/// The value beside a word in a table, whatever the case of its letters.
pub(crate) fn find<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))
        .map(|&(_, value)| value)
}

pub(crate) fn weekday(word: &str) -> Option<(Weekday, Spelling)> {
    let spelling = if word.len() > 5 {
        Spelling::Full
    } else {
        Spelling::Short
    };
    find(WEEKDAYS, word).map(|weekday| (weekday, spelling))
}

pub(crate) fn month(word: &str) -> Option<i8> {
    find(MONTHS, word)
}

pub(crate) fn unit(word: &str) -> Option<Unit> {
    find(UNITS, word)
}

pub(crate) fn day_part(word: &str) -> Option<DayPart> {
    find(DAY_PARTS, word)
}

/// A number in at most four digits, or a word up to twelve.
pub(crate) fn number(word: &str) -> Option<i32> {
    digits(word, 4).or_else(|| find(NUMBERS, word))
}

/// A number above nothing: as [`number`], or "a" and "an".
pub(crate) fn count(word: &str) -> Option<i32> {
    match word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("an") {
        true => Some(1),
        false => number(word).filter(|&number| number > 0),
    }
}

/// "1st" to "31st", with whatever suffix.
pub(crate) fn day_ordinal(word: &str) -> Option<i8> {
    let split = word
        .len()
        .checked_sub(2)
        .filter(|&split| word.is_char_boundary(split))?;
    let (number, suffix) = word.split_at(split);
    let known = ["st", "nd", "rd", "th"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(suffix));
    known.then(|| day_number(number)).flatten()
}

/// As [`day_ordinal`], or "first" to "fifth", or "last", which is −1.
pub(crate) fn ordinal(word: &str) -> Option<i8> {
    day_ordinal(word).or_else(|| find(ORDINALS, word))
}

/// "1" to "31".
pub(crate) fn day_number(word: &str) -> Option<i8> {
    small(digits(word, 2)?).filter(|day| (1..=31).contains(day))
}

/// A year that people write beside a day and a month.
pub(crate) fn year(word: &str) -> Option<i16> {
    let year = digits(word, 4).filter(|year| (1900..2200).contains(year))?;
    i16::try_from(year).ok()
}

/// Digits and nothing else, at most so many of them.
pub(crate) fn digits(word: &str, at_most: usize) -> Option<i32> {
    let fits = (1..=at_most).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| {
        word.bytes()
            .fold(0, |number, byte| number * 10 + i32::from(byte - b'0'))
    })
}

pub(crate) fn small(number: i32) -> Option<i8> {
    i8::try_from(number).ok()
}

/// A weekday as a bit: Monday is the lowest.
pub(crate) fn weekday_bit(weekday: Weekday) -> u8 {
    1 << weekday.to_monday_zero_offset()
}
