//! A step says what it does before it begins and how long it took when it ends.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use crate::Result;

pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    timed(name, work).0
}

/// The same, for a caller that reports the time again at the end.
pub fn timed<T>(name: &str, work: impl FnOnce() -> Result<T>) -> (Result<T>, Duration) {
    say(name);
    let started = now();
    let result = work();
    let took = started.elapsed();

    let outcome = if result.is_ok() { "took" } else { "failed after" };
    eprintln!("    {outcome} {}", seconds(took));
    (result, took)
}

/// A line of the same shape for what takes no time: a decision, or something left out and why.
pub fn say(what: &str) {
    if stderr().is_terminal() {
        eprintln!("\x1b[1;34m==>\x1b[0m \x1b[1m{what}\x1b[0m");
    } else {
        eprintln!("==> {what}");
    }
}

pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "xtask reports how long real work took; it has no clock to inject"
)]
pub fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_steps_are_shown_in_minutes() {
        assert_eq!(seconds(Duration::from_millis(1240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(636)), "10 min 36 s");
    }
}
