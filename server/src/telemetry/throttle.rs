//! Bounds how many lines strangers can have written into the log, by `/client-errors`. It counts in this instance
//! alone, for all clients together.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How many are let through in a minute.
const PER_MINUTE: u32 = 10;
const MINUTE: Duration = Duration::from_mins(1);

/// Keeps strangers from filling the log: a few lines a minute are let through. Cloning shares it.
#[derive(Clone, Debug, Default)]
pub struct Throttle(Arc<Mutex<Lately>>);

#[derive(Debug, Default)]
struct Lately {
    /// In milliseconds since the Unix epoch.
    since: i64,
    count: u32,
}

impl Throttle {
    /// Whether one more may be written down now, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn admits(&self, now: i64) -> bool {
        let mut lately = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if u128::from(now.abs_diff(lately.since)) >= MINUTE.as_millis() {
            *lately = Lately { since: now, count: 0 };
        }
        lately.count += 1;
        lately.count <= PER_MINUTE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_lines_a_minute_are_let_through_whatever_the_clock_does() {
        let throttle = Throttle::default();
        let let_through = |now| (0..20).filter(|_| throttle.admits(now)).count();
        assert_eq!(let_through(1_000_000), 10);
        assert_eq!(let_through(1_059_999), 0);
        assert_eq!(let_through(1_060_000), 10);
        assert_eq!(let_through(0), 10, "the clock was set back");
    }
}
