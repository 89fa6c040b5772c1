//! The project's own commands, called as `cargo xtask …`.
//!
//! They exist so that nobody has to know the tools underneath: `cargo xtask run` and `cargo xtask test`
//! install what is missing, then do what they say. Every step tells what it does and how long it took;
//! what cannot be done is an error that names the command which would do it. Unix only, like the server.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod check;
mod chromium;
mod command;
mod dev;
mod failure;
mod figures;
mod grammar;
mod keeper;
mod lean_assets;
mod port;
mod postgres;
mod release_build;
mod rename;
mod run;
mod sbom;
mod scratch;
mod screenshots;
mod serving;
mod setup;
mod stamp;
mod step;
mod test;
mod torture;
mod trial;
mod unused_dependencies;
mod workspace;

use failure::Failure;

type Result<T = ()> = std::result::Result<T, Failure>;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The project's own commands")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Install what building needs and is missing (a second call changes nothing)
    Setup {
        /// Also what the tests need: Chromium and PostgreSQL
        #[arg(long)]
        tests: bool,
        /// Only what `check` needs, which takes seconds
        #[arg(long, conflicts_with = "tests")]
        checks: bool,
    },

    /// Build for release if anything changed, then serve
    Run {
        /// Arguments for `latchkey serve`, after `--`
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },

    /// Serve and rebuild on every change (`cargo leptos watch`)
    Dev {
        /// Arguments for `cargo leptos watch`, after `--`
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },

    /// Build for release: one binary that carries its pages, styles and WASM
    Build,

    /// Check format, lints, documentation, dependencies and types, without running anything
    Check {
        /// Install cargo-deny when it is missing, so that licences are always checked
        #[arg(long)]
        strict: bool,
    },

    /// Print how large and how tangled the code is, in markdown
    Figures,

    /// List every crate in the program for those who look for holes (CycloneDX, target/latchkey.cdx.json)
    Sbom,

    /// Run every test: Rust on SQLite and PostgreSQL, then end to end in Chromium
    Test {
        /// Run only these parts
        parts: Vec<test::Part>,
        /// Only compile the Rust tests
        #[arg(long, conflicts_with_all = ["parts", "arguments"])]
        no_run: bool,
        /// Arguments for `cargo test` or `playwright test`, after `--`; needs exactly one part
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },

    /// Measure the release build next to references on this machine
    Bench(bench::Bench),

    /// Kill, starve and flood the release build, and see whether it keeps its promises
    Torture(torture::Torture),

    /// Photograph the pages of the release build
    Screenshots {
        /// Arguments for the script, after `--`
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },

    /// Make the workspace another product: its name in files, titles, cookies, metrics and settings
    Rename {
        /// 3 to 30 small letters and digits
        name: String,
        /// Also where there are changes that are not committed
        #[arg(long)]
        force: bool,
    },

    /// Keep a throw-away PostgreSQL running until Enter or Ctrl+C
    #[command(hide = true)]
    Postgres,
}

fn main() -> ExitCode {
    let done = match Cli::parse().verb {
        Verb::Setup { tests, checks } => setup::setup(tests, checks),
        Verb::Run { arguments } => run::run(&arguments),
        Verb::Dev { arguments } => dev::dev(&arguments),
        Verb::Build => setup::for_building().and_then(|()| release_build::build()),
        Verb::Check { strict } => check::check(strict),
        Verb::Figures => figures::figures(),
        Verb::Sbom => sbom::sbom(),
        Verb::Test { no_run: true, .. } => test::compile(),
        Verb::Test { parts, arguments, .. } => test::test(&parts, &arguments),
        Verb::Bench(bench) => bench.run(),
        Verb::Torture(torture) => torture.run(),
        Verb::Screenshots { arguments } => screenshots::screenshots(&arguments),
        Verb::Rename { name, force } => rename::rename(&name, force),
        Verb::Postgres => postgres::keep_running(),
    };

    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}
