//! Torments the release build and says what it found; `cargo xtask torture` prepares what it needs.

use benches::{
    Result,
    torture::{Postgres, Trial, World, run},
};
use clap::{Parser, ValueEnum};
use std::process::ExitCode;

#[derive(Parser)]
struct Arguments {
    /// Only these trials
    trials: Vec<Trial>,
    /// More of everything, for hours
    #[arg(long)]
    long: bool,
    /// Repeat the choices of an earlier run
    #[arg(long)]
    seed: Option<u64>,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    let trials = match arguments.trials.as_slice() {
        [] => Trial::value_variants().to_vec(),
        chosen => chosen.to_vec(),
    };
    eprintln!("==> torture with --seed {seed}");
    let world = World::new(arguments.long, seed, Postgres::of_environment()?);
    let rows = run(&world, &trials).await;

    println!("seed {seed}");
    for row in &rows {
        println!("{row}");
    }
    let failed = rows.iter().any(|row| row.verdict() == "FAIL");
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
