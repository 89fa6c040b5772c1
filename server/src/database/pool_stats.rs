//! What metrics ask of a database: how busy the connections are, how long one waits for them, and how much is in
//! SQLite's write-ahead log.

use super::Database;
use crate::telemetry::{
    Stopwatch,
    metrics::{self, Pool},
};
use std::fs;

impl Database {
    /// The pools of connections as they are now.
    #[must_use]
    pub fn pools(&self) -> Vec<Pool> {
        match self {
            Self::Sqlite { writer, readers, .. } => vec![seen("writer", writer), readers.seen()],
            Self::Postgres(pool) => vec![seen("all", pool)],
        }
    }

    /// How long SQLite's write-ahead log is; PostgreSQL has its own to look after.
    #[must_use]
    pub fn wal_bytes(&self) -> Option<u64> {
        let Self::Sqlite { writer, .. } = self else {
            return None;
        };
        let mut path = writer.connect_options().get_filename().as_os_str().to_owned();
        path.push("-wal");
        Some(fs::metadata(path).map_or(0, |file| file.len()))
    }
}

fn seen<DB: sqlx::Database>(name: &'static str, pool: &sqlx::Pool<DB>) -> Pool {
    let (size, idle) = (u64::from(pool.size()), pool.num_idle());
    let idle = u64::try_from(idle).unwrap_or(u64::MAX).min(size);
    Pool {
        name,
        in_use: size - idle,
        idle,
        most: pool.options().get_max_connections().into(),
    }
}

/// Waits for something of a pool, and tells how long that took where somebody counts.
pub(super) async fn waited<T>(pool: &'static str, waiting: impl Future<Output = T>) -> T {
    if !metrics::is_on() {
        return waiting.await;
    }
    let stopwatch = Stopwatch::start();
    let outcome = waiting.await;
    metrics::database_waited(pool, stopwatch.elapsed());
    outcome
}
