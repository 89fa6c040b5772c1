//! `latchkey completions`: a script by which a shell completes our commands. It needs no settings and no database.

use super::{Cli, output};
use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

#[derive(Args)]
pub(super) struct Arguments {
    /// The shell
    shell: Shell,
}

impl Arguments {
    pub(super) fn run(self) {
        let mut script = Vec::new();
        generate(self.shell, &mut Cli::command(), "latchkey", &mut script);
        output::print(String::from_utf8_lossy(&script).trim_end());
    }
}
