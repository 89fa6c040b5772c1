//! The command line: one tree, every setting a flag and an environment variable.

mod keys;
mod migrate;
mod serve;

use crate::config::{Config, Flags};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Accounts and todos in one program.
#[derive(Parser)]
#[command(name = "latchkey", version, about, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server (the default)
    Serve(Flags),
    /// The keys that sign session tokens with EdDSA
    #[command(subcommand)]
    Keys(keys::Command),
    /// Bring the database's tables up to date, and stop
    Migrate(Flags),
}

/// Runs the command of this process.
#[must_use]
pub fn run() -> ExitCode {
    // Before the flags are read, so that a `.env` file counts like the environment.
    let dotenv = dotenvy::dotenv();
    let cli = Cli::parse();
    if let Err(error) = dotenv
        && !error.not_found()
    {
        eprintln!("latchkey: the .env file cannot be read: {error}");
        return ExitCode::from(2);
    }
    match cli.command {
        None => with_config(cli.flags, serve::run),
        Some(Command::Serve(flags)) => with_config(flags, serve::run),
        Some(Command::Keys(command)) => command.run(),
        Some(Command::Migrate(flags)) => with_config(flags, migrate::run),
    }
}

/// Checks the settings, reports all that is wrong with them, and goes on if nothing is.
fn with_config(flags: Flags, command: impl AsyncFnOnce(Config) -> Result<(), String>) -> ExitCode {
    let config = match flags.into_config() {
        Ok(config) => config,
        Err(faults) => {
            eprintln!(
                "latchkey cannot start; {} to mend:\n",
                if faults.len() == 1 {
                    "one setting".into()
                } else {
                    format!("{} settings", faults.len())
                }
            );
            faults.iter().for_each(|fault| eprintln!("  {fault}\n"));
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(workers())
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(command(config)),
        Err(error) => Err(format!("the runtime cannot be started: {error}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("latchkey: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// One thread a core and never fewer than two, so that one busy page cannot hold up all others.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).max(2)
}
