//! A transaction of either engine, as `Database::begin` starts it. What is one statement needs none around it; what is
//! more than one has one, so that it happens as a whole or not at all.

use super::Error;

/// Statements that happen together or not at all. Dropping it undoes them.
pub enum Transaction {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Transaction {
    /// Makes it so. After this the change survives a power cut.
    ///
    /// # Errors
    /// When the database could not write it down; then nothing has happened.
    pub async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}
