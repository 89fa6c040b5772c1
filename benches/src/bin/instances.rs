//! Several instances of the release build on one PostgreSQL, and what is promised about them; `cargo xtask torture
//! instances` prepares what it needs.

use benches::{
    Result,
    instances::{Row, Server, Trial, World, run},
};
use clap::{Parser, ValueEnum};
use std::process::ExitCode;

#[derive(Parser)]
struct Arguments {
    /// Only these trials
    trials: Vec<Trial>,
    /// More of everything
    #[arg(long)]
    long: bool,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let trials = match arguments.trials.as_slice() {
        [] => Trial::value_variants().to_vec(),
        chosen => chosen.to_vec(),
    };
    let world = World {
        is_long: arguments.long,
        server: Server::of_environment()?,
    };
    let rows = run(&world, &trials).await;
    for row in &rows {
        println!("{row}");
    }
    let have_passed = rows.iter().all(Row::has_passed);
    Ok(if have_passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
