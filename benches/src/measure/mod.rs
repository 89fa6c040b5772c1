//! The parts of `cargo xtask bench`, one file each. A part measures and gives its rows; `bin/measure.rs` prints them.

use crate::{Result, table::Row};
use clap::ValueEnum;
use std::time::Duration;

pub mod pair;
pub mod scale;
pub mod server;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Requests per second, latency and processor time, next to a bare axum program
    Server,
    /// What more todos, people and sessions cost, next to few
    Scale,
}

/// How to measure.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How often ours and the reference take turns.
    pub rounds: usize,
    /// How long each of them has the machine in a round.
    pub turn: Duration,
    /// A PostgreSQL to measure on; else it is SQLite.
    pub postgres: Option<String>,
}

impl Part {
    /// Measures it.
    ///
    /// # Errors
    /// When something does not work that is to be measured.
    pub async fn rows(self, plan: &Plan) -> Result<Vec<Row>> {
        match self {
            Self::Server => server::rows(plan).await,
            Self::Scale => scale::rows(plan).await,
        }
    }

    /// As one says it on the command line.
    #[must_use]
    pub fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }
}
