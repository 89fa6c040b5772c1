//! `cargo xtask torture`: the release build is killed, starved, flooded and lied to, and has to keep its promises.
//!
//! Here is only what has to be there first: the build, a PostgreSQL that may be stopped and started, and the tools that
//! bend time and watch system calls. The trials are in `benches/src/torture`; `docs/torture.md` says what each shows.

use clap::{Args, ValueEnum};

use crate::command::{command, run};
use crate::postgres::Postgres;
use crate::step::step;
use crate::trial::Trial;
use crate::{Result, release_build, setup, workspace};

#[derive(Args)]
pub struct Torture {
    /// Only these trials
    trials: Vec<Trial>,
    /// More of everything: for a night, not for a change
    #[arg(long)]
    long: bool,
    /// Repeat the choices of an earlier run, which has printed its seed
    #[arg(long)]
    seed: Option<u64>,
}

impl Torture {
    pub fn run(self) -> Result {
        setup::for_torture()?;
        release_build::build_if_changed()?;
        // What was acknowledged has to outlive even an immediate stop, so this one does not forget.
        let postgres = Postgres::start_durable()?;
        // Together with what the tests are made of, so that after them nothing is left to compile. What is on trial is
        // the release build; how fast the tormentor is does not matter.
        step("build what torments", || {
            run(command("cargo")
                .args(["build", "--quiet", "--bin", "torture"])
                .args(workspace::SERVER_SIDE))
        })?;
        let mut torture = command(workspace::tormentor());
        let names = self.trials.iter().filter_map(ValueEnum::to_possible_value);
        torture.args(names.map(|name| name.get_name().to_owned()));
        if self.long {
            torture.arg("--long");
        }
        if let Some(seed) = self.seed {
            torture.arg("--seed").arg(seed.to_string());
        }
        torture
            .env("LATCHKEY_BIN", workspace::binary())
            .env("TORTURE_POSTGRES", postgres.handle());
        step("torment", || run(&mut torture))
    }
}
