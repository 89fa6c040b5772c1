//! What a database answers instead of a result, the same for both engines. Callers tell three things apart: a
//! constraint said no (`Unique`, `Orphan`), it may work later (`Unavailable`, which becomes 503), and everything else.

use crate::telemetry::metrics;
use sqlx::{error::DatabaseError, sqlite::SqliteError};
use std::path::{Path, PathBuf};

/// What a database can answer instead of a result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique constraint says no.
    #[error("a unique constraint was violated")]
    Unique,
    /// What a row would belong to is not there, or is no more.
    #[error("a foreign key constraint was violated")]
    Orphan,
    /// It cannot be reached, has no free connection or no space left, or has chosen this of two transactions that
    /// waited for each other to be undone; later it may.
    #[error("the database is unavailable: {0}")]
    Unavailable(#[source] sqlx::Error),
    #[error("the database is not supported: {0}")]
    Unsupported(String),
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("database {name} stores text as {encoding}, which has no room for every letter")]
    Encoding { name: String, encoding: String },
    #[error("the lock file {} cannot be used: {error}", path.display())]
    Lock {
        path: PathBuf,
        #[source]
        error: std::io::Error,
    },
    #[error("the database is being replaced by a backup right now")]
    BeingReplaced,
    /// Copying from the place it names has not ended.
    #[error("the database holds only a part of {0}, for a copy into it has not ended")]
    PartOf(String),
    #[error("database error: {0}")]
    Other(#[source] sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let error = Self::told_apart(error);
        if let Some(kind) = error.kind() {
            metrics::database_failed(kind);
        }
        error
    }
}

impl Error {
    /// A lock file that cannot be used.
    pub(super) fn lock(path: &Path, error: std::io::Error) -> Self {
        Self::Lock {
            path: path.to_owned(),
            error,
        }
    }

    /// What goes wrong, in a word; nothing for what a database is meant to say.
    fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Unique => None,
            Self::Unavailable(sqlx::Error::PoolTimedOut) => Some("no_connection"),
            Self::Unavailable(_) => Some("unavailable"),
            _ => Some("other"),
        }
    }

    fn told_apart(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) if database.is_unique_violation() => Self::Unique,
            sqlx::Error::Database(database) if database.is_foreign_key_violation() => Self::Orphan,
            sqlx::Error::Database(database) if is_busy_or_full(database.as_ref()) => Self::Unavailable(error),
            sqlx::Error::Database(database) if is_passing(database.code().as_deref()) => Self::Unavailable(error),
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Tls(_) => Self::Unavailable(error),
            _ => Self::Other(error),
        }
    }
}

/// SQLite's `SQLITE_BUSY` (5) and `SQLITE_LOCKED` (6), whose extended codes keep them in the low byte: another
/// process has held the file for longer than we wait. And `SQLITE_FULL` (13): the disk has no space left.
fn is_busy_or_full(error: &dyn DatabaseError) -> bool {
    let code = error.try_downcast_ref::<SqliteError>().and_then(DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok())
        .is_some_and(|code| matches!(code & 0xff, 5 | 6 | 13))
}

/// PostgreSQL class 57P (operator intervention: stopping, starting), class 53 (no space, no memory, too many connections)
/// and 40P01 (deadlock).
fn is_passing(code: Option<&str>) -> bool {
    code.is_some_and(|code| code.starts_with("57P") || code.starts_with("53") || code == "40P01")
}
