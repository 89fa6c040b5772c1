//! What measuring and tormenting Latchkey have in common: instances of the release build, clients of them, load.
//!
//! Everything here looks at the program from outside, through its binary and its port, as its users do.

pub mod client;
pub mod instance;
pub mod load;
pub mod measure;
pub mod seed;
pub mod table;
pub mod torture;

pub use anyhow::Result;
pub use client::Client;
pub use instance::{Instance, Settings};

use std::time::Instant;

/// Now. Measuring is what this package is for, so it has no clock to inject.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "durations of real work are measured here")]
pub fn now() -> Instant {
    Instant::now()
}
