//! The time, injected, so that tests can move it.

use std::{
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use time::{
    OffsetDateTime, UtcDateTime,
    format_description::{FormatItem, well_known::Rfc3339},
    macros::format_description,
};

/// Tells the time. Cloning shares the clock.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of the machine.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved, for tests.
    #[must_use]
    pub fn manual(now: i64) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(now))))
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place where the machine is asked"
    )]
    pub fn now(&self) -> i64 {
        match &self.0 {
            // A machine whose clock stands before 1970 is treated as being there.
            Source::System => millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()),
            Source::Manual(now) => now.load(Ordering::SeqCst),
        }
    }

    /// Moves a manual clock; the machine's does not listen.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(now) = &self.0 {
            now.fetch_add(millis(by), Ordering::SeqCst);
        }
    }
}

/// A duration in milliseconds, the unit of all our times.
#[must_use]
pub fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

const FORMAT: &[FormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// A time in milliseconds since the Unix epoch as RFC 3339, in UTC and with exactly three digits after the
/// second. Fewer or more mean other times to some clients.
#[must_use]
pub fn rfc3339(millis: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).map(UtcDateTime::from);
    time.unwrap_or(UtcDateTime::UNIX_EPOCH)
        .format(FORMAT)
        .unwrap_or_default()
}

/// Reads a moment as RFC 3339 writes it, in any offset, to the millisecond.
#[must_use]
pub fn parse_rfc3339(raw: &str) -> Option<i64> {
    let time = OffsetDateTime::parse(raw, &Rfc3339).ok()?;
    i64::try_from(time.unix_timestamp_nanos().div_euclid(1_000_000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_always_three_digits() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(1_795_334_400_007), "2026-11-22T08:00:00.007Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn moments_are_read_as_they_are_written_and_in_any_offset() {
        for millis in [0, 1_795_334_400_007, -1] {
            assert_eq!(parse_rfc3339(&rfc3339(millis)), Some(millis));
        }
        assert_eq!(parse_rfc3339("1970-01-01T01:00:00+01:00"), Some(0));
        for raw in ["", "1970-01-01", "1970-01-01T00:00:00", "0", "tomorrow"] {
            assert_eq!(parse_rfc3339(raw), None, "{raw:?}");
        }
    }
}
