//! Logs: lines that read alone, with fields one can search. What is logged is decided where it
//! happens; passwords, tokens, cookies and addresses never are.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging to the standard error: for people on a terminal, as JSON elsewhere. `RUST_LOG`
/// chooses how much.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    // A second start, as by two commands in one test, keeps the first.
    let _ = if std::io::stderr().is_terminal() {
        log.compact().try_init()
    } else {
        log.json().flatten_event(true).try_init()
    };
}
