//! Either of two databases behind one interface: SQLite, the embedded default, or PostgreSQL.
//!
//! Nothing outside this folder names sqlx (but for the row derive in `store`). Statements are
//! written once for both; see [`statement`].

mod error;
mod migrate;
mod postgres;
mod sqlite;
pub mod statement;
mod transaction;
mod value;

pub use error::Error;
pub use statement::{command, query};
pub use transaction::Transaction;
pub use value::Value;

use std::time::Duration;

/// How long a request waits for a connection before it is told to come back later.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// An open database. Cloning shares the connections.
#[derive(Clone, Debug)]
pub enum Database {
    /// One connection writes, several read: SQLite has one writer at a time anyway, and this way
    /// nobody ever meets "database is locked".
    Sqlite {
        writer: sqlx::SqlitePool,
        readers: sqlx::SqlitePool,
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
        match url.split_once(':') {
            Some(("sqlite", _)) => sqlite::open(url).await,
            Some(("postgres" | "postgresql", _)) => postgres::open(url).await,
            _ => Err(Error::Unsupported(
                "a database URL starts with sqlite: or postgres://".into(),
            )),
        }
    }

    /// Brings the tables to the state this program needs.
    ///
    /// # Errors
    /// [`Error::Migration`] when the database was made by a newer program or a step fails.
    pub async fn migrate(&self) -> Result<(), Error> {
        migrate::run(self).await
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
            Self::Sqlite { writer, .. } => Transaction::Sqlite(writer.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    /// Closes all connections; SQLite moves its write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
