//! Opening an SQLite file: one connection writes, some read, and what was acknowledged survives a power cut. A file
//! that is made is readable by its owner only, and an SQLite with a known loss of data is refused.

use super::{ACQUIRE_TIMEOUT, Database, Error, file_lock::FileLock, inspect, migrate::lock_beside, readers::Readers};
use sqlx::{
    Connection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{fs::OpenOptions, path::Path, sync::Arc, time::Duration};

/// Readers run beside the writer in WAL mode; a few are enough for one machine.
const READERS: usize = 4;
/// Earlier versions can corrupt a WAL file when two connections write and checkpoint at the same
/// moment (the "WAL-reset bug", <https://sqlite.org/wal.html>).
const OLDEST_VERSION: (u32, u32, u32) = (3, 51, 3);

/// Opens the file, making it if need be.
pub(super) async fn open(url: &str) -> Result<Database, Error> {
    let path = inspect::file(url)?.unwrap_or_default();
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged survives a power cut, not only a crash of the program.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        // SQLite keeps them only where a connection asks for it, and rows of an account go with it by them.
        .foreign_keys(true)
        // A file that somebody has prepared must neither run functions by its schema nor have us read beyond a page
        // (<https://www.sqlite.org/security.html>).
        .pragma("trusted_schema", "off")
        .pragma("cell_size_check", "on")
        .pragma("journal_size_limit", "67108864")
        .pragma("temp_store", "memory")
        .pragma("secure_delete", "fast");
    // Two programs that start at once would both turn on the WAL, and one would find the file locked.
    let file = options.get_filename().to_owned();
    let _lock = lock_beside(&file).await?;
    let in_use = FileLock::shared(&file)?;
    make_private(&file);
    // Nothing is ever analysed: a program that runs for months would plan by what its tables were when it started.
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A connection to a file does not go stale, and the last one to close would remove the WAL.
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        // On a full disk SQLite takes a transaction back by itself, and sqlx goes on to think that it is open. Such a
        // connection could never write again.
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        .connect_with(options.clone())
        .await?;
    check_version(&writer).await?;
    let readers = Readers::open(options.read_only(true), READERS).await?;
    Ok(Database::Sqlite {
        writer,
        readers,
        in_use: Some(Arc::new(in_use)),
    })
}

/// A file that only its owner can read; SQLite gives the ones beside it the same rights. One that is there stays as
/// it is, and what fails here fails with a better message when SQLite tries.
fn make_private(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

#[expect(clippy::disallowed_methods, reason = "asked before there is a Database to ask")]
async fn check_version(pool: &sqlx::SqlitePool) -> Result<(), Error> {
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(pool).await?;
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_VERSION {
        return Err(Error::Unsupported(format!(
            "SQLite {version} can lose data in WAL mode; 3.51.3 or newer is needed"
        )));
    }
    Ok(())
}
