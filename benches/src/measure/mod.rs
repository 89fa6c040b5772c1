//! The parts of `cargo xtask bench`, one file each. A part measures and gives its rows; `bin/measure.rs` prints them.

use crate::{Result, table::Row};
use clap::ValueEnum;
use std::{path::PathBuf, time::Duration};

pub mod micro;
pub mod pages;
pub mod pair;
pub mod scale;
pub mod server;
pub mod sign_in;
pub mod start;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Requests per second, latency and processor time, next to a bare axum program
    Server,
    /// What more todos, people and sessions cost, next to few
    Scale,
    /// Sign-ins per second next to raw Argon2, and reads while a flood of them runs
    SignIn,
    /// From the start of the program to its first answer, and its memory
    Start,
    /// How many bytes a cold browser loads for each page
    Weight,
    /// How long a cold browser takes until a page is there, and until it can be used
    Browser,
    /// Small pieces by themselves, as `cargo bench` has measured them before
    Micro,
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
    /// The pages to weigh; without any, one of each kind.
    pub pages: Vec<String>,
    /// Another build of Latchkey, with which times in the browser are compared.
    pub before: Option<PathBuf>,
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
            Self::SignIn => sign_in::rows(plan).await,
            Self::Start => start::rows(plan).await,
            Self::Weight => pages::weight(plan).await,
            Self::Browser => pages::speed(plan).await,
            Self::Micro => micro::rows(plan),
        }
    }

    /// As one says it on the command line.
    #[must_use]
    pub fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }
}
