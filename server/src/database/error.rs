/// What a database can answer instead of a result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique constraint says no.
    #[error("a unique constraint was violated")]
    Unique,
    /// It cannot be reached or has no free connection; later it may.
    #[error("the database is unavailable: {0}")]
    Unavailable(#[source] sqlx::Error),
    #[error("the database is not supported: {0}")]
    Unsupported(String),
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("the file lock around the migration failed: {0}")]
    Lock(#[source] std::io::Error),
    #[error("database error: {0}")]
    Other(#[source] sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) if database.is_unique_violation() => Self::Unique,
            sqlx::Error::Database(database) if is_shutting_down(database.code().as_deref()) => Self::Unavailable(error),
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Tls(_) => Self::Unavailable(error),
            _ => Self::Other(error),
        }
    }
}

/// PostgreSQL class 57P (operator intervention: stopping, starting) and 53300 (too many connections).
fn is_shutting_down(code: Option<&str>) -> bool {
    code.is_some_and(|code| code.starts_with("57P") || code == "53300")
}
