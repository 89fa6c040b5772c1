//! `cargo xtask test`: every test there is, and one line at the end that says how it went.
//!
//! A part that fails does not keep the next one from running: one run then shows all there is to fix.

use std::ffi::OsString;
use std::process::Command;
use std::time::Duration;

use clap::ValueEnum;

use crate::command::{command, run};
use crate::failure::Failure;
use crate::postgres::Postgres;
use crate::step::{say, say_where_the_time_went, seconds, step, timed};
use crate::{Result, chromium, release_build, setup, workspace};

mod counts;
mod renamed;

use counts::{Counts, run_counted};
use renamed::renamed;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The Rust tests, on SQLite and on a throw-away PostgreSQL
    Rust,
    /// The release build in Chromium, driven by Playwright
    E2e,
    /// The release build asked by other programs: Better Auth's client, Python's and Node's JWT libraries, Schemathesis
    Clients,
    /// A copy of the checkout with the guide's entity and another name: whether it compiles, and passes its tests
    Rename,
}

struct Report {
    part: Part,
    counts: Counts,
    took: Duration,
}

pub fn test(parts: &[Part], arguments: &[OsString]) -> Result {
    if !arguments.is_empty() && parts.len() != 1 {
        return Err(Failure::new("arguments after `--` need one part to go to")
            .hint("for example `cargo xtask test rust -- sign_in`"));
    }
    let parts = if parts.is_empty() {
        Part::value_variants()
    } else {
        parts
    };

    if parts != [Part::Rename] {
        setup::for_testing()?;
    }
    let reports: Vec<Report> = parts.iter().map(|part| part.run(arguments)).collect();
    say_where_the_time_went();
    summarize(&reports)
}

impl Part {
    fn run(self, arguments: &[OsString]) -> Report {
        let (result, took) = timed(self.title(), || match self {
            Self::Rust => rust(arguments),
            Self::E2e => end_to_end(arguments),
            Self::Clients => clients(arguments),
            Self::Rename => renamed().map(|()| Counts::one_success()),
        });
        let counts = result.unwrap_or_else(|failure| {
            eprintln!("\nerror: {failure}");
            Counts::one_failure()
        });
        Report {
            part: self,
            counts,
            took,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Rust => "run the Rust tests",
            Self::E2e => "run the end-to-end tests",
            Self::Clients => "ask as other programs do",
            Self::Rename => "rename a copy",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::E2e => "e2e",
            Self::Clients => "clients",
            Self::Rename => "rename",
        }
    }
}

/// The Rust tests. The browser's half has none of its own; it is tested in a browser.
fn cargo_test(how: &str) -> Command {
    let mut cargo_test = command("cargo");
    cargo_test.args(["test", how]).args(workspace::SERVER_SIDE);
    cargo_test
}

/// Compiles the Rust tests, which takes as long as some of them.
pub fn compile() -> Result {
    step("compile the Rust tests", || run(&mut cargo_test("--no-run")))
}

fn rust(arguments: &[OsString]) -> Result<Counts> {
    compile()?;
    let postgres = Postgres::start()?;
    let mut cargo_test = cargo_test("--no-fail-fast");
    cargo_test
        .args(arguments)
        .env("TEST_DATABASE_URL", postgres.url())
        // Named engines must be there: without this, a test would skip PostgreSQL where the address is missing.
        .env("LATCHKEY_TEST_ENGINES", "sqlite,postgres");
    counted_or_failed(&mut cargo_test)
}

fn end_to_end(arguments: &[OsString]) -> Result<Counts> {
    let whole = chromium::require()?;
    release_build::build_if_changed()?;

    let mut playwright = command(workspace::node_tool("playwright"));
    playwright
        .args(["test", "--config", "end2end"])
        .args(arguments)
        .env("LATCHKEY_BIN", workspace::binary())
        .env("CHROMIUM_PATH", whole);
    if let Some(shell) = chromium::find_shell() {
        playwright.env("CHROMIUM_SHELL_PATH", shell);
    }
    counted_or_failed(&mut playwright)
}

fn clients(arguments: &[OsString]) -> Result<Counts> {
    let postgres = Postgres::start()?;
    release_build::build_if_changed()?;

    let mut pytest = command(setup::python_tool("python"));
    pytest
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .arg(workspace::root().join("end2end/clients"))
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("LATCHKEY_BIN", workspace::binary())
        .env("TEST_DATABASE_URL", postgres.url());
    counted_or_failed(&mut pytest)
}

/// A run that failed without a failed test, as when something does not compile, must not be counted as good.
fn counted_or_failed(command: &mut Command) -> Result<Counts> {
    let (counts, status) = run_counted(command)?;
    if !status.success() && counts.failed == 0 {
        eprintln!("\nerror: `{}` failed ({status})", crate::command::shown(command));
        return Ok(counts + Counts::one_failure());
    }
    Ok(counts)
}

fn summarize(reports: &[Report]) -> Result {
    say("results");
    for Report { part, counts, took } in reports {
        eprintln!("    {:<7} {counts}, {}", part.name(), seconds(*took));
    }
    let total = reports
        .iter()
        .fold(Counts::default(), |total, report| total + report.counts);
    println!("{} passed, {} failed", total.passed, total.failed);

    if total.failed > 0 {
        return Err(Failure::new("some tests failed"));
    }
    if total.passed == 0 {
        return Err(Failure::new("no test ran"));
    }
    Ok(())
}
