//! `cargo xtask bench` runs this: it measures the parts that are asked for and prints one table.

use anyhow::ensure;
use benches::{
    Result,
    measure::{Part, Plan},
    table::{Row, markdown},
};
use clap::{Parser, ValueEnum};
use serde_json::json;
use std::{num::NonZeroUsize, path::PathBuf, process::ExitCode, thread::available_parallelism, time::Duration};

#[derive(Parser)]
struct Arguments {
    /// Measure only these parts
    parts: Vec<Part>,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// How often Latchkey and the reference take turns
    #[arg(long, default_value = "5")]
    rounds: NonZeroUsize,
    /// How many seconds each of them has in a round
    #[arg(long, default_value = "3")]
    seconds: u64,
    /// Measure on this PostgreSQL, in databases of its own
    #[arg(long, env = "BENCH_POSTGRES_URL", hide_env_values = true)]
    postgres: Option<String>,
    /// Weigh this page; may be given several times
    #[arg(long = "page", value_name = "PATH")]
    pages: Vec<String>,
    /// Compare times in the browser with those of this other build of Latchkey
    #[arg(long, value_name = "PROGRAM")]
    before: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    let plan = Plan {
        rounds: arguments.rounds.get(),
        turn: Duration::from_secs(arguments.seconds),
        postgres: arguments.postgres,
        pages: arguments.pages,
        before: arguments.before,
    };
    let parts = if arguments.parts.is_empty() {
        Part::value_variants().to_vec()
    } else {
        arguments.parts
    };

    let (mut rows, mut broken) = (Vec::new(), Vec::new());
    for part in parts {
        eprintln!("measure {}", part.name());
        match part.rows(&plan).await {
            Ok(found) => rows.extend(found),
            // What has been measured so far took minutes; it is shown all the same.
            Err(error) => {
                eprintln!("{}: {error:#}", part.name());
                broken.push(part.name());
            }
        }
    }
    if arguments.json {
        let table = json!({
            "engine": if plan.postgres.is_some() { "postgres" } else { "sqlite" },
            "processors": available_parallelism()?,
            "rounds": plan.rounds,
            "rows": rows,
        });
        println!("{}", serde_json::to_string_pretty(&table)?);
    } else {
        print!("{}", markdown(&rows));
    }
    ensure!(broken.is_empty(), "could not measure {}", broken.join(", "));
    ensure!(!rows.iter().any(is_too_heavy), "a page is heavier than it may be");
    Ok(())
}

/// Bytes are the same on every machine, so what is too many fails. Times depend on it, and are only shown.
fn is_too_heavy(row: &Row) -> bool {
    row.part == "weight" && row.is_met == Some(false)
}
