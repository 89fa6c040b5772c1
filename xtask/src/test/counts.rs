//! Adds up what `cargo test`, Playwright and pytest report, while their output passes through.

use std::fmt;
use std::io::{BufRead, BufReader, Write, stdout};
use std::ops::Add;
use std::process::{Command, ExitStatus, Stdio};

use crate::Result;
use crate::command::{announce, could_not_start};
use crate::failure::Failure;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

pub fn run_counted(command: &mut Command) -> Result<(Counts, ExitStatus)> {
    announce(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| could_not_start(command, &error))?;
    let mut output = BufReader::new(child.stdout.take().expect("the output is piped"));
    let interrupted = |error| Failure::new(format!("lost the output of the tests: {error}"));

    let mut counts = Counts::default();
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line).map_err(interrupted)? > 0 {
        stdout().write_all(&line).map_err(interrupted)?;
        counts = counts + Counts::in_line(&String::from_utf8_lossy(&line));
        line.clear();
    }
    let status = child.wait().map_err(interrupted)?;
    Ok((counts, status))
}

impl Counts {
    pub fn one_success() -> Self {
        Self {
            passed: 1,
            ..Self::default()
        }
    }

    pub fn one_failure() -> Self {
        Self {
            failed: 1,
            ..Self::default()
        }
    }

    /// What a line of output adds. Lines that are no summary add nothing.
    fn in_line(line: &str) -> Self {
        let line = without_colours(line);
        let line = line.trim();
        match line.strip_prefix("test result: ") {
            // test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.50s
            Some(result) => result
                .split(['.', ';'])
                .map(Self::in_phrase)
                .fold(Self::default(), Add::add),
            // Playwright: 12 passed (3.4s), and under it 1 failed, each on a line of its own
            // pytest: 1 failed, 12 passed in 3.40s
            None => {
                let line = line.split(" (").next().unwrap_or_default();
                let line = line.split(" in ").next().unwrap_or_default();
                line.split(", ").map(Self::in_phrase).fold(Self::default(), Add::add)
            }
        }
    }

    /// A number and what it counts, and nothing else.
    fn in_phrase(phrase: &str) -> Self {
        let Some((number, what)) = phrase.trim().split_once(' ') else {
            return Self::default();
        };
        let Ok(number) = number.parse() else {
            return Self::default();
        };
        match what {
            // Playwright calls a test flaky that passed when it was tried again.
            "passed" | "flaky" => Self {
                passed: number,
                ..Self::default()
            },
            "failed" | "error" | "errors" | "interrupted" | "did not run" => Self {
                failed: number,
                ..Self::default()
            },
            "ignored" | "skipped" => Self {
                skipped: number,
                ..Self::default()
            },
            _ => Self::default(),
        }
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        match self.skipped {
            0 => Ok(()),
            skipped => write!(formatter, ", {skipped} skipped"),
        }
    }
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    // A colour is an escape, a bracket, numbers, and the letter that ends it.
    while let Some((before, after)) = rest.split_once("\x1b[") {
        plain.push_str(before);
        rest = after.trim_start_matches(|character: char| !character.is_ascii_alphabetic());
        rest = rest.get(1..).unwrap_or_default();
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(output: &str) -> Counts {
        output.lines().map(Counts::in_line).fold(Counts::default(), Add::add)
    }

    #[test]
    fn the_summary_of_pytest_is_one_line() {
        let expected = Counts {
            passed: 12,
            failed: 3,
            skipped: 1,
        };
        assert_eq!(counts("2 failed, 12 passed, 1 skipped, 1 error in 3.40s"), expected);
    }

    #[test]
    fn cargo_results_of_several_binaries_add_up() {
        let output = "
running 3 tests
test sessions::sign_out ... ok
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s

test result: FAILED. 40 passed; 3 failed; 0 ignored; 0 measured; 7 filtered out; finished in 12.30s
";
        let expected = Counts {
            passed: 42,
            failed: 3,
            skipped: 1,
        };
        assert_eq!(counts(output), expected);
    }

    #[test]
    fn playwright_summary_is_counted_with_all_its_outcomes() {
        let output = "
Running 9 tests using 2 workers
  ✓  1 [chromium] › sign-in.spec.ts:3:1 › 3 failed sign-ins are reported (1.2s)
  1) [chromium] › todos.spec.ts:9:1 › adds a todo ─────
  1 failed
    [chromium] › todos.spec.ts:9:1 › adds a todo
  1 flaky
    [chromium] › todos.spec.ts:20:1 › filters
  1 skipped
  2 did not run
  4 passed (1.2m)
";
        let expected = Counts {
            passed: 5,
            failed: 3,
            skipped: 1,
        };
        assert_eq!(counts(output), expected);
    }

    #[test]
    fn coloured_summary_is_counted() {
        assert_eq!(counts("\x1b[32m  17 passed\x1b[39m\x1b[2m (4.0s)\x1b[22m").passed, 17);
    }

    #[test]
    fn prose_that_speaks_of_tests_is_not_counted() {
        assert_eq!(
            counts("3 passed by the house\nall 4 passed\nerror: test failed, to rerun pass `--lib`"),
            Counts::default()
        );
    }
}
