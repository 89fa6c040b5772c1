//! Times, devices and addresses as people say them, for pages and emails.

use crate::clock::millis;
use app::model::{Day, TimeOfDay};
use jiff::{Timestamp, tz::TimeZone};
use std::time::Duration;
use unicode_security::{MixedScript, skeleton};

/// An address as its owner writes it: the domain in the letters it was registered in (U-labels, RFC 5890). A label of
/// several scripts, or of letters that all look like ASCII, stays as the network knows it: such are registered to be
/// taken for another one (UTS #39).
#[must_use]
pub fn address(stored: &str) -> String {
    match stored.rsplit_once('@') {
        Some((local, domain)) if domain.contains("xn--") => {
            let labels: Vec<String> = domain.split('.').map(label).collect();
            format!("{local}@{}", labels.join("."))
        }
        _ => stored.to_owned(),
    }
}

fn label(ascii: &str) -> String {
    let (unicode, readable) = idna::domain_to_unicode(ascii);
    let is_itself = readable.is_ok() && idna::domain_to_ascii_strict(&unicode).is_ok_and(|back| back == ascii);
    let looks_like_ascii = skeleton(&unicode).all(|letter| letter.is_ascii());
    match is_itself && unicode.is_single_script() && !looks_like_ascii {
        true => unicode,
        false => ascii.to_owned(),
    }
}

/// A moment on somebody's clock: "3 March 2026, 14:05 (CET)". A zone nobody knows is UTC.
#[must_use]
pub fn moment(at: i64, time_zone: &str) -> String {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let Ok(time) = Timestamp::from_millisecond(at) else {
        return "an unknown time".into();
    };
    time.to_zoned(zone).strftime("%-d %B %Y, %H:%M (%Z)").to_string()
}

/// The time of a moment on somebody's clock, where its day is said before: "14:05 (CET)".
#[must_use]
pub fn time_of_day(at: i64, time_zone: &str) -> String {
    let moment = moment(at, time_zone);
    let time = moment.rsplit_once(", ").map(|(_, time)| time.to_owned());
    time.unwrap_or(moment)
}

/// A day on somebody's calendar: "3 March 2026".
#[must_use]
pub fn day(at: i64, time_zone: &str) -> String {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    match Timestamp::from_millisecond(at) {
        Ok(time) => time.to_zoned(zone).strftime("%-d %B %Y").to_string(),
        Err(_) => "an unknown day".into(),
    }
}

/// The same as programs write it, so that names of files sort by it: "2026-03-03".
#[must_use]
pub fn date(at: i64, time_zone: &str) -> String {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let time = Timestamp::from_millisecond(at).unwrap_or_default();
    time.to_zoned(zone).date().to_string()
}

/// Which day it is where somebody lives.
#[must_use]
pub fn today(now: i64, time_zone: &str) -> Day {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let time = Timestamp::from_millisecond(now).unwrap_or_default();
    time.to_zoned(zone).date().into()
}

/// The same with the time of that day.
#[must_use]
pub fn today_and_now(now: i64, time_zone: &str) -> (Day, TimeOfDay) {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let time = Timestamp::from_millisecond(now).unwrap_or_default().to_zoned(zone);
    (time.date().into(), time.time().into())
}

/// How many seconds of the day are left there. With daylight saving it has an hour more or less, and where the clocks
/// change at midnight the next one begins at one.
#[must_use]
pub fn seconds_left_of_day(now: i64, time_zone: &str) -> i64 {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let time = Timestamp::from_millisecond(now).unwrap_or_default().to_zoned(zone);
    let next = time.tomorrow().and_then(|tomorrow| tomorrow.start_of_day());
    next.map_or(0, |next| next.timestamp().as_second() - time.timestamp().as_second())
}

/// A day with its weekday: "Friday 27 November".
#[must_use]
pub fn long_day(day: Day) -> String {
    day.date().strftime("%A %-d %B").to_string()
}

/// A month: "March 2027".
#[must_use]
pub fn month(day: Day) -> String {
    day.date().strftime("%B %Y").to_string()
}

/// A day on somebody's calendar, without the year if it is this one: "3 March".
#[must_use]
pub fn recent_day(at: i64, now: i64, time_zone: &str) -> String {
    let (then, today) = (day(at, time_zone), day(now, time_zone));
    match (then.rsplit_once(' '), today.rsplit_once(' ')) {
        (Some((day, year)), Some((_, this_year))) if year == this_year => day.to_owned(),
        _ => then,
    }
}

/// How long ago something was: "just now", "5 minutes ago", "3 days ago".
#[must_use]
pub fn ago(at: i64, now: i64) -> String {
    let since = Duration::from_millis(u64::try_from(now.saturating_sub(at)).unwrap_or(0));
    if since < Duration::from_mins(1) {
        return "just now".into();
    }
    format!("{} ago", span(since))
}

/// A span of time in its largest unit: "30 minutes", "1 hour", "24 hours", "2 days".
#[must_use]
pub fn span(span: Duration) -> String {
    let minutes = millis(span) / 60_000;
    let (count, unit) = match minutes {
        0..=59 => (minutes, "minute"),
        60..=2879 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    match count {
        1 => format!("1 {unit}"),
        _ => format!("{count} {unit}s"),
    }
}

/// The browser and the system behind a `User-Agent` header: "Firefox on Linux".
#[must_use]
pub fn device(user_agent: &str) -> String {
    let Some(found) = woothee::parser::Parser::new().parse(user_agent) else {
        return program(user_agent);
    };
    let browser = match found.name {
        "UNKNOWN" | "HTTP Library" | "" => return program(user_agent),
        // The library is older than the name.
        "Edge" => "Microsoft Edge",
        name => name,
    };
    match found.os {
        "UNKNOWN" | "" => browser.to_owned(),
        "Mac OSX" => format!("{browser} on macOS"),
        os if os.starts_with("Windows") => format!("{browser} on Windows"),
        os => format!("{browser} on {os}"),
    }
}

/// The version of the browser behind a `User-Agent` header, as far as it tells two apart: "156".
#[must_use]
pub fn browser_version(user_agent: &str) -> Option<String> {
    let found = woothee::parser::Parser::new().parse(user_agent)?;
    let major = found.version.split('.').next()?;
    (!major.is_empty() && major.bytes().all(|byte| byte.is_ascii_digit())).then(|| major.to_owned())
}

/// Whether a `User-Agent` header is that of a phone.
#[must_use]
pub fn is_phone(user_agent: &str) -> bool {
    let found = woothee::parser::Parser::new().parse(user_agent);
    found.is_some_and(|found| matches!(found.category, "smartphone" | "mobilephone"))
}

/// A program's own name: `curl/8.5.0` is "curl".
fn program(user_agent: &str) -> String {
    let name: String = user_agent
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || "-_. ".contains(*letter))
        .take(40)
        .collect();
    match name.trim() {
        "" => "An unknown device".into(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_said_in_its_own_letters_unless_they_deceive() {
        for (stored, said) in [
            ("ada@example.com", "ada@example.com"),
            ("ada@xn--bcher-kva.example", "ada@bücher.example"),
            ("ada@mail.xn--e1afmkfd.xn--80akhbyknj4f", "ada@mail.пример.испытание"),
            ("ada@xn--r8jz45g.xn--zckzah", "ada@例え.テスト"),
            // “pаypal” with a Cyrillic а, “аррӏе” all in Cyrillic, and what is no label at all.
            ("ada@xn--pypal-4ve.com", "ada@xn--pypal-4ve.com"),
            ("ada@xn--80ak6aa92e.com", "ada@xn--80ak6aa92e.com"),
            ("ada@xn--a-.example", "ada@xn--a-.example"),
            ("ada@xn--bcher-kva.xn--pypal-4ve.com", "ada@bücher.xn--pypal-4ve.com"),
        ] {
            assert_eq!(address(stored), said);
        }
    }

    #[test]
    fn a_moment_is_told_on_the_clock_of_its_reader() {
        let at = 1_772_543_100_000;
        assert_eq!(moment(at, "UTC"), "3 March 2026, 13:05 (UTC)");
        assert_eq!(moment(at, "Europe/Berlin"), "3 March 2026, 14:05 (CET)");
        assert_eq!(moment(at, "Nowhere/Land"), "3 March 2026, 13:05 (UTC)");
        assert_eq!(day(at, "Pacific/Auckland"), "4 March 2026");
        assert_eq!(recent_day(at, at, "UTC"), "3 March");
        assert_eq!(recent_day(at, at + 86_400_000 * 365, "UTC"), "3 March 2026");
        assert_eq!(recent_day(i64::MAX, at, "UTC"), "an unknown day");
        assert_eq!(moment(i64::MAX, "UTC"), "an unknown time");
        assert_eq!(time_of_day(at, "Europe/Berlin"), "14:05 (CET)");
        assert_eq!(time_of_day(i64::MAX, "UTC"), "an unknown time");
    }

    #[test]
    fn a_day_ends_at_midnight_where_its_owner_lives() {
        let at = |moment: &str| moment.parse::<Timestamp>().unwrap().as_millisecond();
        for (moment, zone, left) in [
            ("2026-11-28T23:59:58.400Z", "UTC", 2),
            ("2026-11-28T00:00:00Z", "UTC", 86_400),
            ("2026-11-28T22:59:59Z", "Europe/Berlin", 1),
            // The clocks go forward at two, and back at three.
            ("2026-03-28T23:00:00Z", "Europe/Berlin", 23 * 3_600),
            ("2026-10-24T22:00:00Z", "Europe/Berlin", 25 * 3_600),
            // A day that begins at one, because the hour before does not exist.
            ("2018-11-04T02:00:00Z", "America/Sao_Paulo", 3_600),
            ("2026-11-28T23:00:00Z", "Nowhere/Land", 3_600),
        ] {
            assert_eq!(seconds_left_of_day(at(moment), zone), left, "{moment} in {zone}");
        }
    }

    #[test]
    fn spans_are_told_in_their_largest_unit() {
        for (seconds, words) in [
            (60, "1 minute"),
            (1800, "30 minutes"),
            (3600, "1 hour"),
            (86_400, "24 hours"),
            (172_800, "2 days"),
        ] {
            assert_eq!(span(Duration::from_secs(seconds)), words);
        }
        assert_eq!(ago(0, 59_999), "just now");
        assert_eq!(ago(0, 300_000), "5 minutes ago");
        assert_eq!(ago(10, 0), "just now");
    }

    #[test]
    fn devices_are_told_in_words() {
        for (user_agent, words) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                "Chrome on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
                "Safari on macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8.5.0", "curl"),
            ("<script>alert(1)</script>", "An unknown device"),
            ("", "An unknown device"),
        ] {
            assert_eq!(device(user_agent), words, "for {user_agent}");
        }
    }

    #[test]
    fn two_of_one_kind_are_told_apart_by_version_and_a_phone_by_its_kind() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(browser_version(chrome).as_deref(), Some("156"));
        assert_eq!(browser_version(phone).as_deref(), Some("18"));
        assert_eq!(browser_version("<script>"), None);
        assert!(is_phone(phone) && !is_phone(chrome) && !is_phone(""));
    }
}
