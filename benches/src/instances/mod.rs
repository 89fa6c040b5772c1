//! Several instances of the release build on one PostgreSQL: what is promised about them, tried from outside.
//!
//! One file a trial; each says at its top what it promises. A trial ends in a [`Report`]: what was done, in numbers,
//! and every fault that was seen.

mod keys;
mod letters;
mod limits;
mod proxy;
mod revoke;
mod server;
mod start;

pub use server::Server;

use crate::{Instance, Result, Settings, now};
use anyhow::bail;
use clap::ValueEnum;
use std::{
    fmt::{self, Display},
    time::Duration,
};
use tokio::time::sleep;

/// Faults beyond this many are counted and not shown.
const SHOWN: usize = 8;
/// The secret that all instances share.
const SECRET: &str = "the secret that all instances of this trial share";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Trial {
    /// A session that ends at one instance is dead at the others
    Revoke,
    /// Limits count together
    Limits,
    /// Instances that start at once on an empty database agree
    Start,
    /// Keys are rotated under traffic
    Keys,
    /// One instance after the other is restarted behind a proxy
    Proxy,
    /// Each letter is sent by one instance
    Letters,
}

/// What every trial is given.
pub struct World {
    /// The long tier: more of everything.
    pub is_long: bool,
    /// Where databases may be made.
    pub server: Server,
}

impl World {
    fn pick<T>(&self, short: T, long: T) -> T {
        if self.is_long { long } else { short }
    }
}

/// How a trial went.
#[derive(Debug, Default)]
pub struct Report {
    /// In numbers.
    pub done: String,
    pub faults: Vec<String>,
}

/// A line of the table.
pub struct Row {
    pub trial: Trial,
    pub report: Report,
    pub seconds: f64,
}

impl Row {
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.report.faults.is_empty()
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.has_passed() { "pass" } else { "FAIL" };
        let name = format!("{:?}", self.trial).to_lowercase();
        let Report { done, faults } = &self.report;
        write!(f, "{name:<8} {verdict} {:>6.1} s  {done}", self.seconds)?;
        match faults.len() {
            0 => write!(f, "; no fault")?,
            number => write!(f, "; {number} faults, the first:")?,
        }
        for fault in faults.iter().take(SHOWN) {
            write!(f, "\n    - {fault}")?;
        }
        Ok(())
    }
}

/// Runs the trials one after the other and says how each went as soon as it has.
pub async fn run(world: &World, trials: &[Trial]) -> Vec<Row> {
    let mut rows = Vec::new();
    for &trial in trials {
        eprintln!("==> {trial:?}");
        let started = now();
        let outcome = match trial {
            Trial::Revoke => revoke::run(world).await,
            Trial::Limits => limits::run(world).await,
            Trial::Start => start::run(world).await,
            Trial::Keys => keys::run(world).await,
            Trial::Proxy => proxy::run(world).await,
            Trial::Letters => letters::run(world).await,
        };
        // A trial that cannot go on has found something.
        let report = outcome.unwrap_or_else(|error| Report {
            done: "it broke off".into(),
            faults: vec![format!("{error:#}")],
        });
        let row = Row {
            trial,
            report,
            seconds: started.elapsed().as_secs_f64(),
        };
        eprintln!("{row}");
        rows.push(row);
    }
    rows
}

/// An instance of the installation at `database_url`. All of one installation have one address and one secret.
fn settings(database_url: &str) -> Result<Settings> {
    Ok(Settings::new()?
        .with("BASE_URL", "http://localhost:3000")
        .with("AUTH_SECRET", SECRET)
        .with("DATABASE_URL", database_url))
}

/// Two instances of one installation.
async fn two(database_url: &str) -> Result<[Instance; 2]> {
    let (one, other) = tokio::join!(
        Instance::start(settings(database_url)?),
        Instance::start(settings(database_url)?)
    );
    Ok([one?, other?])
}

/// What instances have logged that they should not have.
fn troubles<'a>(instances: impl IntoIterator<Item = &'a Instance>) -> Vec<String> {
    instances.into_iter().flat_map(Instance::troubles).collect()
}

/// Asks again and again until something is so.
async fn wait_until(what: &str, patience: Duration, mut is_so: impl AsyncFnMut() -> Result<bool>) -> Result<Duration> {
    let started = now();
    while !is_so().await? {
        if started.elapsed() > patience {
            bail!("{what} has not come within {patience:?}");
        }
        sleep(Duration::from_millis(5)).await;
    }
    Ok(started.elapsed())
}
