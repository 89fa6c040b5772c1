//! What the program tells those who run it: a log (`log`), numbers (`metrics`), and, for who wants them, traces
//! (`traces`).
//!
//! All three belong to the process, as its standard error does, so whoever has something to tell names nobody: it
//! says it. Numbers and traces are off unless the operator asks for them, and cost nothing then. None of them ever
//! hold who somebody is, but for ids that open nothing.

mod filter;
mod line;
pub mod log;
pub mod metrics;
mod process;
mod stopwatch;
mod throttle;
#[cfg(feature = "otel")]
pub mod traces;
#[cfg(not(feature = "otel"))]
#[path = "no_traces.rs"]
pub mod traces;

pub use stopwatch::Stopwatch;
pub use throttle::Throttle;
