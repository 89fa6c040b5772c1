//! A step says what it does before it begins and how long it took when it ends.
//!
//! What they took is kept: a command of many steps ends with [`say_where_the_time_went`].

use std::cmp::Reverse;
use std::io::{IsTerminal, stderr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::Result;

static TIMES: Mutex<Times> = Mutex::new(Times(Vec::new()));

pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    timed(name, work).0
}

/// The same, for a caller that reports the time again at the end.
pub fn timed<T>(name: &str, work: impl FnOnce() -> Result<T>) -> (Result<T>, Duration) {
    say(name);
    let started = now();
    let within = times(|times| times.0.len());
    let result = work();
    let took = started.elapsed();
    times(|times| times.add(name, took, within));

    let outcome = if result.is_ok() { "took" } else { "failed after" };
    eprintln!("    {outcome} {}", seconds(took));
    (result, took)
}

/// A table of the steps that are done, the longest first. A step that was too short to read of is only in the sum.
pub fn say_where_the_time_went() {
    say("where the time went");
    eprint!("{}", times(|times| times.table()));
}

fn times<T>(work: impl FnOnce(&mut Times) -> T) -> T {
    work(&mut TIMES.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What each step took by itself, without the steps within it, so that all of them add up to the whole.
struct Times(Vec<(String, Duration)>);

impl Times {
    /// `within` is how many there were when this one began: those that came since are parts of it.
    fn add(&mut self, name: &str, took: Duration, within: usize) {
        let parts: Duration = self.0[within..].iter().map(|(_, took)| took).sum();
        self.0.push((name.to_owned(), took.saturating_sub(parts)));
    }

    fn table(&self) -> String {
        let sum = self.0.iter().map(|(_, took)| took).sum();
        let mut steps: Vec<_> = self.0.iter().filter(|(_, took)| took.as_millis() >= 50).collect();
        steps.sort_by_key(|(_, took)| Reverse(*took));
        let rows = steps.into_iter().map(|(name, took)| row(*took, name));
        rows.chain([row(sum, "in all")]).collect()
    }
}

fn row(took: Duration, name: &str) -> String {
    format!("    {:>9.1} s  {name}\n", took.as_secs_f64())
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

    #[test]
    fn times_add_up_and_a_step_counts_without_those_within_it() {
        let mut times = Times(Vec::new());
        times.add("format", Duration::from_secs(2), 0);
        times.add("start PostgreSQL", Duration::from_secs(3), 1);
        times.add("look", Duration::from_millis(1), 2);
        times.add("test", Duration::from_secs(10), 1);
        let rows = "          7.0 s  test\n          3.0 s  start PostgreSQL\n          2.0 s  format\n         12.0 s  in all\n";
        assert_eq!(times.table(), rows);
    }
}
