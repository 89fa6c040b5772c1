//! The connections that read an SQLite file, beside the one that writes.
//!
//! sqlx's own pool asks a connection whether it is alive before and after each use. A file does not go away as a
//! server does, and each question is two changes of thread, which costs more than most of our statements. So these
//! connections are kept by `deadpool`, which asks nothing.

use super::{ACQUIRE_TIMEOUT, Error};
use crate::telemetry::metrics;
use deadpool::{
    Runtime,
    managed::{self, Metrics, Object, Pool, PoolError, RecycleResult, Timeouts},
};
use sqlx::{
    ConnectOptions, Connection, Sqlite, SqliteConnection, Transaction,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

/// A few connections to one file. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Readers(Pool<Opener>);

/// One of them, on loan.
pub(super) type Reader = Object<Opener>;

/// Opens a connection when all others are in use.
#[derive(Debug)]
pub(super) struct Opener(SqliteConnectOptions);

impl managed::Manager for Opener {
    type Type = SqliteConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<SqliteConnection, sqlx::Error> {
        self.0.connect().await
    }

    async fn recycle(&self, _: &mut SqliteConnection, _: &Metrics) -> RecycleResult<sqlx::Error> {
        Ok(())
    }
}

impl Readers {
    /// Up to `most` connections, and opens the first, so that a file that cannot be read is known at once.
    pub(super) async fn open(options: SqliteConnectOptions, most: usize) -> Result<Self, Error> {
        let pool = Pool::builder(Opener(options))
            .max_size(most)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(ACQUIRE_TIMEOUT),
                create: Some(ACQUIRE_TIMEOUT),
                recycle: None,
            })
            .build()
            .map_err(|error| Error::Unsupported(error.to_string()))?;
        let readers = Self(pool);
        drop(readers.lend().await?);
        Ok(readers)
    }

    /// A connection for one statement.
    pub(super) async fn lend(&self) -> Result<Reader, Error> {
        self.0.get().await.map_err(|error| {
            Error::from(match error {
                PoolError::Backend(error) => error,
                PoolError::Closed => sqlx::Error::PoolClosed,
                PoolError::Timeout(_) | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
                    sqlx::Error::PoolTimedOut
                }
            })
        })
    }

    /// Takes a connection back and tells what came of its statement. One whose thread is gone is not lent again.
    pub(super) fn take_back<T>(reader: Reader, result: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if matches!(result, Err(sqlx::Error::WorkerCrashed)) {
            drop(Object::take(reader));
        }
        result
    }

    /// One state of the database for as long as this is kept, on a connection of its own.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        let pool = SqlitePoolOptions::new().max_connections(1);
        let pool = pool.connect_lazy_with(self.0.manager().0.clone());
        Ok(pool.begin().await?)
    }

    /// How busy they are.
    pub(super) fn seen(&self) -> metrics::Pool {
        let status = self.0.status();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        metrics::Pool {
            name: "readers",
            in_use: count(status.size.saturating_sub(status.available)),
            idle: count(status.available),
            most: count(status.max_size),
        }
    }

    /// Closes all that are not on loan, and waits until they are.
    pub(super) async fn close(&self) {
        let idle = self.0.retain(|_, _| false).removed;
        self.0.close();
        for connection in idle {
            // What cannot be closed has nothing to lose: it only reads.
            let _ = connection.close().await;
        }
    }
}
