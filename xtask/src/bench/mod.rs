//! Measurements of the release build. Each is a file with the bar it measures against.

use clap::Subcommand;

use crate::Result;

mod weight;

#[derive(Subcommand)]
pub enum Bench {
    /// Add up what a cold browser loads for each page, and fail where it is too much
    Weight {
        /// The pages to open
        #[arg(default_values = weight::ROUTES)]
        routes: Vec<String>,
    },
}

impl Bench {
    pub fn run(self) -> Result {
        match self {
            Self::Weight { routes } => weight::weight(&routes),
        }
    }
}
