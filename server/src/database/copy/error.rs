//! Why an installation was not copied, with what to do next. The source is never changed, and what has arrived stays,
//! so the same command goes on from there.

use super::super as database;
use std::io;

/// Why an installation was not copied.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Database(#[from] database::Error),
    #[error("both are the same database")]
    Same,
    #[error("there is no database of Latchkey at {0}")]
    NoSource(String),
    #[error("{place} has taken step {taken}, and this program knows {known}")]
    OtherVersion { place: String, taken: i64, known: i64 },
    #[error("a program works with {0}")]
    FileLock(String),
    #[error("others are connected to {place}: {count}")]
    Connected { place: String, count: i64 },
    #[error("{place} is not empty: there are {rows} rows in {table}")]
    NotEmpty { place: String, table: String, rows: i64 },
    #[error("{place} holds a part of {begun}, which is another installation")]
    OtherSource { place: String, begun: String },
    #[error("the table {0} does not look the same on both sides")]
    Unlike(String),
    #[error("the table {table} differs: {there} rows at the source and {here} at the target, or what is in them")]
    Differs { table: String, there: u64, here: u64 },
    #[error("the lock beside {place} failed: {error}")]
    Lock { place: String, error: io::Error },
}

impl Error {
    /// What somebody at the terminal can do about it.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Database(_) => "Mend that and run the same command again: it goes on where it stopped.",
            Self::Same => "Name two databases.",
            Self::NoSource(_) => "Check --from.",
            Self::OtherVersion { .. } => {
                "Use the program of that version, or bring the database up to date with `latchkey migrate`."
            }
            Self::FileLock(_) => "Stop the server (and other latchkey commands) and try again.",
            Self::Connected { .. } => "Stop the servers and try again, or add --force if those are none.",
            Self::NotEmpty { .. } | Self::OtherSource { .. } => "Name an empty database; nothing was changed.",
            Self::Unlike(_) => "Somebody has changed the tables by hand; `latchkey doctor` looks closer.",
            Self::Differs { .. } => {
                "The source has been changed since the copy was begun. Empty the target and copy once more."
            }
            Self::Lock { .. } => "Check that the folder is there and may be written to.",
        }
    }
}
