//! How long something takes, for the log and for metrics. It is no clock: what decides something asks `clock`.

use std::time::{Duration, Instant};

/// Measures how long something takes, on a clock that nobody sets: what the log and the numbers tell of it decides
/// nothing, so no test needs to move it.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "how long something took is no business of the tests"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    #[must_use]
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// In whole milliseconds, as lines of the log tell it.
    #[must_use]
    pub fn milliseconds(self) -> u64 {
        u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
