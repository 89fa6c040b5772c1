//! `cargo xtask torture`: what Latchkey promises when things go wrong, tried on the release build.
//!
//! One file a trial; each says at its top what it promises. A trial ends in a [`Report`]: what was done, in numbers,
//! and every fault that was seen. What could not be tried here says so, loudly: it has not passed.

mod clock;
mod database;
mod disk;
mod durable;
mod fuzz;
mod instances;
mod kill;
mod outage;
mod postgres;
mod slow;
mod stop;
/// xtask has to offer the same trials, and depends on nothing that takes long to build.
#[path = "../../../xtask/src/trial.rs"]
mod trial;
mod wire;

pub use postgres::Postgres;
pub use trial::Trial;

use crate::{Result, Settings, now};
use anyhow::Context;
use std::{
    fmt::{self, Display},
    sync::atomic::{AtomicU32, Ordering},
};

/// Faults beyond this many are counted and not shown.
const SHOWN: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// What every trial is given.
pub struct World {
    /// The long tier: more of everything.
    pub is_long: bool,
    pub seed: u64,
    /// A PostgreSQL that may be stopped and started; none where there is none.
    pub postgres: Option<Postgres>,
    databases: AtomicU32,
}

impl World {
    #[must_use]
    pub fn new(is_long: bool, seed: u64, postgres: Option<Postgres>) -> Self {
        Self {
            is_long,
            seed,
            postgres,
            databases: AtomicU32::new(0),
        }
    }

    fn pick<T>(&self, short: T, long: T) -> T {
        if self.is_long { long } else { short }
    }

    /// An instance on a database of its own.
    async fn settings(&self, engine: Engine) -> Result<Settings> {
        let settings = Settings::new()?;
        match (engine, &self.postgres) {
            (Engine::Postgres, Some(postgres)) => {
                let number = self.databases.fetch_add(1, Ordering::Relaxed);
                let url = postgres.create_database(&format!("torture_{number}")).await?;
                Ok(settings.with("DATABASE_URL", url))
            }
            _ => Ok(settings),
        }
    }

    fn of_instances(&self) -> Result<instances::World> {
        let postgres = self.postgres.as_ref().context("there is no PostgreSQL")?;
        Ok(instances::World {
            is_long: self.is_long,
            server: instances::Server::at_url(postgres.url()),
        })
    }

    /// Chance that is the same for the same seed; `stream` keeps apart what happens side by side.
    fn chance(&self, stream: u64) -> fastrand::Rng {
        fastrand::Rng::with_seed(self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(stream))
    }
}

/// How a trial went.
#[derive(Debug, Default)]
pub struct Report {
    /// In numbers.
    pub done: String,
    pub faults: Vec<String>,
    /// Why it could not be tried here.
    pub not_tried: Option<String>,
}

impl Report {
    fn new(done: impl Into<String>, faults: Vec<String>) -> Self {
        Self {
            done: done.into(),
            faults,
            not_tried: None,
        }
    }

    fn not_tried(why: impl Into<String>) -> Self {
        Self {
            not_tried: Some(why.into()),
            ..Self::default()
        }
    }
}

/// A line of the table.
pub struct Row {
    pub trial: Trial,
    pub engine: Engine,
    pub report: Report,
    pub seconds: f64,
}

impl Row {
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        match &self.report {
            Report { not_tried: Some(_), .. } => "NOT TRIED",
            report if report.faults.is_empty() => "pass",
            _ => "FAIL",
        }
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            trial, engine, report, ..
        } = self;
        let name = format!("{trial:?}").to_lowercase();
        write!(
            f,
            "{name:<8} {engine:<10} {:<9} {:>6.1} s  ",
            self.verdict(),
            self.seconds
        )?;
        match &report.not_tried {
            Some(why) => write!(f, "{why}")?,
            None => write!(f, "{}", report.done)?,
        }
        match report.faults.len() {
            0 if report.not_tried.is_none() => write!(f, "; no fault")?,
            0 => {}
            number => write!(f, "; {number} faults, the first:")?,
        }
        for fault in report.faults.iter().take(SHOWN) {
            write!(f, "\n    - {fault}")?;
        }
        Ok(())
    }
}

/// Runs the trials one after the other and says how each went as soon as it has.
pub async fn run(world: &World, trials: &[Trial]) -> Vec<Row> {
    let mut rows = Vec::new();
    for &trial in trials {
        for engine in trial.engines() {
            eprintln!("==> {trial:?} on {engine}");
            let started = now();
            // A trial that cannot go on has found something.
            let report = match trial.run(world, engine).await {
                Ok(report) => report,
                Err(error) => Report::new("it broke off", vec![format!("{error:#}")]),
            };
            let row = Row {
                trial,
                engine,
                report,
                seconds: started.elapsed().as_secs_f64(),
            };
            eprintln!("{row}");
            rows.push(row);
        }
    }
    rows
}

impl Trial {
    fn engines(self) -> Vec<Engine> {
        match self {
            Self::Kill | Self::Stop | Self::Clock | Self::Fuzz => vec![Engine::Sqlite, Engine::Postgres],
            Self::Outage
            | Self::Revoke
            | Self::Limits
            | Self::Start
            | Self::Keys
            | Self::Secrets
            | Self::Proxy
            | Self::Emails => vec![Engine::Postgres],
            // What they try does not depend on the database.
            Self::Disk | Self::Slow | Self::Durable => vec![Engine::Sqlite],
        }
    }

    async fn run(self, world: &World, engine: Engine) -> Result<Report> {
        if engine == Engine::Postgres && world.postgres.is_none() {
            return Ok(Report::not_tried("there is no PostgreSQL here"));
        }
        match self {
            Self::Kill => kill::run(world, engine).await,
            Self::Stop => stop::run(world, engine).await,
            Self::Outage => outage::run(world).await,
            Self::Disk => disk::run(world).await,
            Self::Clock => clock::run(world, engine).await,
            Self::Slow => slow::run(world).await,
            Self::Fuzz => fuzz::run(world, engine).await,
            Self::Durable => durable::run(world).await,
            Self::Revoke => instances::revoke::run(&world.of_instances()?).await,
            Self::Limits => instances::limits::run(&world.of_instances()?).await,
            Self::Start => instances::start::run(&world.of_instances()?).await,
            Self::Keys => instances::keys::run(&world.of_instances()?).await,
            Self::Secrets => instances::secrets::run(&world.of_instances()?).await,
            Self::Proxy => instances::proxy::run(&world.of_instances()?).await,
            Self::Emails => instances::emails::run(&world.of_instances()?).await,
        }
    }
}
