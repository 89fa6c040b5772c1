//! What the program tells those who run it.

mod log;
mod metrics;
mod server_errors;
