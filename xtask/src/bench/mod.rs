//! `cargo xtask bench`: measures the release build next to references on the same machine, and prints one table.
//!
//! Here is only what comes before: the builds, a browser, a database. What is measured, and against what, is said in
//! the package `benches`, and what each row means in `docs/benchmarks.md`.

use std::ffi::OsString;
use std::fs;

use clap::{Args, ValueEnum};

use crate::command::{command, run};
use crate::failure::Failure;
use crate::postgres::Postgres;
use crate::step::step;
use crate::{Result, chromium, release_build, setup, workspace};

#[derive(Args)]
pub struct Bench {
    /// Measure only these parts
    parts: Vec<Part>,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// The database to measure on
    #[arg(long, default_value = "sqlite")]
    engine: Engine,
    /// Arguments for the measuring program, after `--`: `--rounds 9`, `--seconds 5`, `--page /todos`
    #[arg(last = true)]
    arguments: Vec<OsString>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Requests per second, latency and processor time, next to a bare axum program
    Server,
    /// Sign-ins per second next to raw Argon2, and reads while a flood of them runs
    SignIn,
    /// From the start of the program to its first answer, and its memory
    Start,
    /// What more todos, people and sessions cost, next to few
    Scale,
    /// How many bytes a cold browser loads for each page; fails where it is too much
    Weight,
    /// How long a cold browser takes until a page is there, and until it can be used
    Browser,
    /// Small pieces of the program by themselves (criterion)
    Micro,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Bench {
    pub fn run(&self) -> Result {
        let needs_browser = self.has(Part::Weight) || self.has(Part::Browser);
        if needs_browser {
            setup::for_browser()?;
        } else {
            setup::for_building()?;
        }
        release_build::build_if_changed()?;
        let mut measure = command(workspace::target().join("release/measure"));
        measure.env("LATCHKEY_BIN", workspace::binary());
        if needs_browser {
            measure.env("CHROMIUM_PATH", chromium::require()?);
        }
        let postgres = self.postgres()?;
        if let Some(postgres) = &postgres {
            measure.env("BENCH_POSTGRES_URL", postgres.url());
        }
        build()?;
        if self.has(Part::Micro) {
            measure_pieces()?;
        }

        let parts = self.parts.iter().filter_map(ValueEnum::to_possible_value);
        measure.args(parts.map(|part| part.get_name().to_owned()));
        if self.json {
            measure.arg("--json");
        }
        step("measure", || run(measure.args(&self.arguments)))
    }

    fn has(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }

    fn postgres(&self) -> Result<Option<Postgres>> {
        if self.engine == Engine::Sqlite {
            return Ok(None);
        }
        setup::for_postgres()?;
        Postgres::start_durable().map(Some)
    }
}

/// Criterion leaves what it finds in files, where the measuring program reads it; figures of another day must not be
/// among them.
fn measure_pieces() -> Result {
    let figures = workspace::target().join("criterion");
    if figures.is_dir() {
        fs::remove_dir_all(&figures)
            .map_err(|error| Failure::new(format!("cannot remove {}: {error}", figures.display())))?;
    }
    step("measure small pieces", || {
        run(command("cargo").args(["bench", "--package", "benches", "--bench", "micro"]))
    })
}

/// The programs that measure and those that are measured against.
fn build() -> Result {
    step("build what measures", || {
        run(command("cargo").args(["build", "--release", "--package", "benches", "--bins"]))
    })
}
