//! `latchkey openapi`: the description of the API, as `/api/openapi.json` serves it. It reads the settings for the
//! address and the names of cookies, and needs no database.

use super::{Failure, output};
use crate::{api, auth::cookies::CookieNames, config::Flags};
use clap::Args;
use std::{fs, path::PathBuf};

#[derive(Args)]
pub(super) struct Arguments {
    /// Write it to this file
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    flags: Flags,
}

impl Arguments {
    pub(super) fn run(self) -> Result<(), Failure> {
        let config = self.flags.inspect().config.map_err(Failure::Settings)?;
        let document = api::document(
            &config.server.base_url,
            &CookieNames::for_origin(config.server.is_https()),
        )
        .map_err(|error| Failure::problem(error.to_string(), "This is a fault of the program; please report it."))?;
        match self.output {
            None => output::print(&document),
            Some(path) => fs::write(&path, document + "\n").map_err(|error| {
                let problem = format!("{}: {error}", path.display());
                Failure::problem(problem, "Name a file in a folder that may be written to.")
            })?,
        }
        Ok(())
    }
}
