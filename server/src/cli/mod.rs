//! The command line: one tree, every setting a flag and an environment variable.
//!
//! A command shows its result to a person, or to a script with `--json`. It ends with 0 when it has done what it was
//! asked, with 1 when it failed, and with 2 when its arguments or the settings cannot be used.

mod backup;
mod completions;
mod copy;
mod doctor;
mod env_file;
mod failure;
mod health;
mod keys;
mod mail;
mod migrate;
mod openapi;
mod output;
mod restore;
mod serve;
mod user;

use crate::{
    auth::password::PasswordHasher,
    clock::Clock,
    config::{Config, Flags, SECRETS},
    startup,
    state::AppState,
};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, error::ErrorKind};
use failure::Failure;
use output::Output;
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
    #[command(after_help = secrets())]
    Serve(Flags),
    /// Bring the database's tables up to date, and stop
    Migrate(Options),
    /// Check that everything is as it should be, and say what to do where it is not
    Doctor(Options),
    /// People's accounts
    #[command(subcommand)]
    User(user::Command),
    /// The keys that sign session tokens
    #[command(subcommand)]
    Keys(keys::Command),
    /// Whether mail works, and what waits to be sent
    #[command(subcommand)]
    Mail(mail::Command),
    /// Copy the database to a file while the server runs
    Backup(backup::Arguments),
    /// Replace the database with a backup
    Restore(restore::Arguments),
    /// Move everything into another database, such as from SQLite to PostgreSQL
    Copy(copy::Arguments),
    /// Ask a running server whether it is up; for containers and supervisors
    Health(health::Arguments),
    /// Print the description of the API (OpenAPI 3.1)
    Openapi(openapi::Arguments),
    /// Print the script by which a shell completes these commands
    Completions(completions::Arguments),
}

/// What most commands understand.
#[derive(Args)]
struct Options {
    #[command(flatten)]
    flags: Flags,
    /// Answer in JSON, for scripts
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// The settings that are no flags.
fn secrets() -> String {
    let lines = SECRETS.iter().map(|(name, meaning)| format!("  {name:<21} {meaning}"));
    let lines = lines.collect::<Vec<_>>().join("\n");
    format!(
        "Secrets, from the environment alone:\n{lines}\n  Each may be in a file instead: NAME_FILE=PATH, or a credential of systemd by that name."
    )
}

/// Runs the command of this process.
#[must_use]
pub fn run() -> ExitCode {
    let output = Output::from_arguments();
    // Before the flags are read, so that a `.env` file counts like the environment.
    let outcome = env_file::read().and_then(|()| parse(output)).and_then(Cli::run);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report(output);
            failure.code()
        }
    }
}

/// What was asked for. For a person, clap explains itself what is wrong with it.
fn parse(output: Output) -> Result<Cli, Failure> {
    let matches = without_settings(Cli::command()).try_get_matches();
    matches
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| {
            let asks_for_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            if asks_for_help || output == Output::Text {
                error.exit();
            }
            let said = error.to_string();
            let said = said.lines().next().unwrap_or_default();
            Failure::usage(said.trim_start_matches("error: "), "See `latchkey --help`.")
        })
}

/// The settings are explained under `serve` and nowhere else: they would bury what a command is about.
fn without_settings(command: clap::Command) -> clap::Command {
    let flags = Flags::augment_args(clap::Command::new(""));
    let is_setting = |argument: &clap::Arg| flags.get_arguments().any(|flag| flag.get_id() == argument.get_id());
    let reads_settings = command.get_arguments().any(is_setting);
    let command = command
        .mut_args(|argument| {
            if is_setting(&argument) {
                argument.hide(true)
            } else {
                argument
            }
        })
        .mut_subcommands(|command| match command.get_name() {
            "serve" => command,
            _ => without_settings(command),
        });
    match reads_settings {
        true => command.after_help("It reads the server's settings, such as DATA_DIR; see `latchkey serve --help`."),
        false => command,
    }
}

impl Cli {
    fn run(self) -> Result<(), Failure> {
        let Some(command) = self.command else {
            return with_config(self.flags, serve::run);
        };
        match command {
            Command::Serve(flags) => with_config(flags, serve::run),
            Command::Migrate(options) => migrate::run(options),
            Command::Doctor(options) => doctor::run(options),
            Command::User(command) => command.run(),
            Command::Keys(command) => command.run(),
            Command::Mail(command) => command.run(),
            Command::Backup(arguments) => arguments.run(),
            Command::Restore(arguments) => arguments.run(),
            Command::Copy(arguments) => arguments.run(),
            Command::Health(arguments) => arguments.run(),
            Command::Openapi(arguments) => arguments.run(),
            Command::Completions(arguments) => {
                arguments.run();
                Ok(())
            }
        }
    }
}

impl Options {
    fn output(&self) -> Output {
        if self.json { Output::Json } else { Output::Text }
    }
}

/// Checks the settings, reports all their faults, and runs the command if there are none.
fn with_config(flags: Flags, command: impl AsyncFnOnce(Config) -> Result<(), Failure>) -> Result<(), Failure> {
    let config = flags.into_config().map_err(Failure::Settings)?;
    block_on(command(config))
}

/// The same for what works with accounts as the server does, but takes no requests. Brings the tables up to date.
fn with_state(flags: Flags, command: impl AsyncFnOnce(&AppState) -> Result<(), Failure>) -> Result<(), Failure> {
    with_config(flags, async |config| {
        let passwords = PasswordHasher::new();
        let state = startup::state(config, Clock::system(), passwords).await?;
        let outcome = command(&state).await;
        state.database.close().await;
        outcome
    })
}

/// Runs something to its end.
fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(workers())
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => Err(Failure::problem(
            format!("the runtime cannot be started: {error}"),
            "The system may be out of threads or memory.",
        )),
    }
}

/// One thread a core and never fewer than two, so that one busy page cannot hold up all others.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).max(2)
}
