//! Either of two databases behind one interface: SQLite, the embedded default, or PostgreSQL.
//!
//! Nothing outside this folder names sqlx (but for the row derive in `store`). Statements are
//! written once for both; see [`statement`].

pub mod backup;
mod changes;
pub mod copy;
mod copy_mark;
mod error;
mod file_lock;
mod inspect;
mod migrate;
mod pool_stats;
mod postgres;
mod readers;
mod sqlite;
pub mod statement;
mod transaction;
mod value;

pub use changes::{Change, Changes, Heard};
pub use error::Error;
pub use inspect::Health;
pub use migrate::Progress;
pub use statement::{command, query};
pub use transaction::Transaction;
pub use value::Value;

use file_lock::FileLock;
use pool_stats::waited;
use readers::Readers;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// How long a request waits for a connection before it is told to come back later.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// Connections to PostgreSQL where nobody says how many.
const CONNECTIONS: u32 = 10;
/// The advisory lock of transactions that are to be alone; any number that the migrator does not use.
const ALONE: i64 = 0x6c61_7463_686b_6579;

/// An open database. Cloning shares the connections.
#[derive(Clone, Debug)]
pub enum Database {
    /// One connection writes, several read: SQLite has one writer at a time anyway, and this way
    /// nobody ever meets "database is locked".
    Sqlite {
        writer: sqlx::SqlitePool,
        readers: Readers,
        /// Tells other programs that the file must not be replaced; none for those who only look.
        in_use: Option<Arc<FileLock>>,
    },
    Postgres(sqlx::PgPool),
}

impl Database {
    /// Opens the database at `url`: `sqlite:PATH` or `postgres://…`.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for another kind of URL or an SQLite with known data loss, and whatever
    /// opening it says.
    pub async fn open(url: &str) -> Result<Self, Error> {
        Self::open_with(url, CONNECTIONS).await
    }

    /// The same with so many connections to PostgreSQL at most. SQLite, where one writes and a few read, always has the
    /// same.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub async fn open_with(url: &str, connections: u32) -> Result<Self, Error> {
        match url.split_once(':') {
            Some(("sqlite", _)) => sqlite::open(url).await,
            Some(("postgres" | "postgresql", _)) => postgres::open(url, connections).await,
            _ => Err(Error::Unsupported(
                "a database URL starts with sqlite: or postgres://".into(),
            )),
        }
    }

    /// Opens a database that is there already and changes nothing about it: for `latchkey doctor`.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub async fn open_read_only(url: &str) -> Result<Self, Error> {
        inspect::open(url).await
    }

    /// The file of an SQLite database; none of PostgreSQL.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn file(url: &str) -> Result<Option<PathBuf>, Error> {
        inspect::file(url)
    }

    /// The files beside an SQLite database that a program which works with it writes to, there or not.
    #[must_use]
    pub fn files_beside(file: &Path) -> Vec<PathBuf> {
        ["-wal", "-shm", file_lock::ENDING, migrate::LOCK_ENDING]
            .iter()
            .map(|ending| migrate::beside(file, ending))
            .collect()
    }

    /// What it is, whether it is sound, and which time it has.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn health(&self) -> Result<Health, Error> {
        inspect::health(self).await
    }

    /// That it has room for every text.
    ///
    /// # Errors
    /// [`Error::Encoding`], and when it cannot be asked.
    pub async fn require_utf8(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite { .. } => Ok(()),
            Self::Postgres(_) => postgres::require_utf8(self).await,
        }
    }

    /// How far its tables have come.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn progress(&self) -> Result<Progress, Error> {
        migrate::progress(self).await
    }

    /// Brings the tables to the state this program needs.
    ///
    /// # Errors
    /// [`Error::PartOf`] when it is the target of a copy that has not ended; [`Error::Migration`] when the database was
    /// made by a newer program or a step fails.
    pub async fn migrate(&self) -> Result<(), Error> {
        self.require_whole().await?;
        migrate::run(self).await
    }

    /// That it is not the target of a copy that has not ended.
    ///
    /// # Errors
    /// [`Error::PartOf`].
    pub async fn require_whole(&self) -> Result<(), Error> {
        copy_mark::require_none(self).await
    }

    /// Takes the steps up to this one, as an older program would have: for tests of upgrades.
    ///
    /// # Errors
    /// As [`Database::migrate`].
    pub async fn migrate_to(&self, step: i64) -> Result<(), Error> {
        migrate::run_to(self, step).await
    }

    /// Whether the database answers and its tables are the ones this program needs.
    ///
    /// # Errors
    /// Whatever keeps it from being ready.
    pub async fn check(&self) -> Result<(), Error> {
        migrate::check(self).await
    }

    /// Starts a transaction that may write. On SQLite it takes the write lock at once
    /// (`begin immediate`), for a read lock cannot be upgraded safely later.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no connection gets free in time.
    pub async fn begin(&self) -> Result<Transaction, Error> {
        Ok(match self {
            Self::Sqlite { writer, .. } => {
                Transaction::Sqlite(waited("writer", writer.begin_with("begin immediate")).await?)
            }
            Self::Postgres(pool) => Transaction::Postgres(waited("all", pool.begin()).await?),
        })
    }

    /// Starts a transaction beside which no other one that was started this way runs, in whatever instance: for what
    /// instances must not do at the same time, such as making the first signing key.
    ///
    /// # Errors
    /// As [`Database::begin`].
    pub async fn begin_alone(&self) -> Result<Transaction, Error> {
        let mut transaction = self.begin().await?;
        if let Transaction::Postgres(_) = transaction {
            // SQLite has one writer anyway.
            let lock = command("select pg_advisory_xact_lock($1)").bind(ALONE);
            lock.execute(&mut transaction).await?;
        }
        Ok(transaction)
    }

    /// What other instances announce; `None` where there are none.
    #[must_use]
    pub fn changes(&self) -> Option<Changes> {
        Changes::of(self)
    }

    /// Closes all connections; SQLite moves its write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
