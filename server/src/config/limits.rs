//! How often something may be tried (`RATE_LIMITS)`: `on`, `off`, or limits by name such as `sign-in=20/1m,account=5`.
//! Production does not run without limits, or passwords could be guessed for as long as somebody likes.

use super::{Environment, fault::Faults};
use crate::auth::limits::{Limits, Rate};
use std::time::Duration;

/// The limits; `None` stands for no limits.
pub(super) fn read(raw: &str, environment: Environment, faults: &mut Faults) -> Option<Limits> {
    match raw.trim() {
        "on" => Some(Limits::default()),
        "off" if environment.is_production() => faults.add(
            "RATE_LIMITS",
            "is off: passwords can be guessed without limit",
            "Use on, or limits such as sign-in=100/1m.",
        ),
        "off" => None,
        list => Some(read_list(list, faults)),
    }
}

/// Limits by name; one that is not named keeps its default.
fn read_list(list: &str, faults: &mut Faults) -> Limits {
    let mut limits = Limits::default();
    for item in list.split(',').map(str::trim) {
        let changed = item
            .split_once('=')
            .and_then(|(name, value)| with_limit(limits, name, value));
        match changed {
            Some(changed) => limits = changed,
            None => {
                let fix = "Use on, off, or some of sign-in=20/1m,sign-up=20/1h,mail=20/1h,account=5 (1 to 100).";
                faults.add::<()>("RATE_LIMITS", format!("{item:?} is not a limit"), fix);
            }
        }
    }
    limits
}

fn with_limit(mut limits: Limits, name: &str, value: &str) -> Option<Limits> {
    match name {
        "sign-in" => limits.sign_in = parse_rate(value)?,
        "sign-up" => limits.sign_up = parse_rate(value)?,
        "mail" => limits.mail = parse_rate(value)?,
        "account" => limits.account = value.parse().ok().filter(|count| (1..=100).contains(count))?,
        _ => return None,
    }
    Some(limits)
}

/// A rate such as `20/1m`, in a window of one second to one day.
fn parse_rate(text: &str) -> Option<Rate> {
    let (count, window) = text.split_once('/')?;
    let rate = Rate {
        count: count.parse().ok().filter(|count| *count > 0)?,
        window: humantime::parse_duration(window).ok()?,
    };
    let day = Duration::from_hours(24);
    (Duration::from_secs(1)..=day).contains(&rate.window).then_some(rate)
}
