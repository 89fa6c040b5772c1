//! A statement, written once for SQLite and PostgreSQL.
//!
//! It is made by [`query`] or [`command`], filled by [`Statement::bind`] and ended by
//! [`Statement::execute`], [`Statement::optional`], [`Statement::all`] or [`Statement::one`]. The
//! choice between the two databases stands in these endings and nowhere else.
//!
//! What keeps one text possible: ids and times come in as binds; `$1` placeholders in order of use;
//! `on conflict` and `returning` freely; compare-and-set instead of row locks; no collations.

use super::{Database, Error, Transaction, Value, pool_stats::waited, readers::Readers};
use sqlx::{FromRow, SqlSafeStr, postgres::PgRow, sqlite::SqliteRow};
use tracing::{Instrument, Span};

/// Starts a statement that reads. On SQLite it runs beside the writer.
pub fn query(sql: &'static str) -> Statement {
    Statement {
        sql,
        values: Vec::new(),
        access: Access::Read,
    }
}

/// Starts a statement that writes.
pub fn command(sql: &'static str) -> Statement {
    Statement {
        sql,
        values: Vec::new(),
        access: Access::Write,
    }
}

/// A statement on its way to the database.
#[must_use = "a statement does nothing until it is ended"]
pub struct Statement {
    sql: &'static str,
    values: Vec<Value>,
    access: Access,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

/// Where a statement runs: on its own, or as a part of a transaction.
pub enum Target<'a> {
    Database(&'a Database),
    Transaction(&'a mut Transaction),
}

impl<'a> From<&'a Database> for Target<'a> {
    fn from(database: &'a Database) -> Self {
        Self::Database(database)
    }
}

impl<'a> From<&'a mut Transaction> for Target<'a> {
    fn from(transaction: &'a mut Transaction) -> Self {
        Self::Transaction(transaction)
    }
}

/// A row of either database; derive `sqlx::FromRow` to be one.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Binds the values of a statement to an sqlx query of either database.
macro_rules! bound {
    ($query:expr, $values:expr) => {
        $values.into_iter().fold($query, |query, value| match value {
            Value::Text(text) => query.bind(text),
            Value::Integer(number) => query.bind(number),
            Value::Boolean(truth) => query.bind(truth),
            Value::Bytes(bytes) => query.bind(bytes),
        })
    };
}
pub(super) use bound;

/// Runs `$query.$ending(…)` on whatever the target is.
macro_rules! run {
    ($statement:expr, $target:expr, $new:expr, $ending:ident) => {{
        let Statement { sql, values, access } = $statement;
        match $target {
            Target::Database(Database::Sqlite { writer, readers, .. }) => match access {
                Access::Read => {
                    let mut reader = waited("readers", readers.lend()).await?;
                    let result = bound!($new(sql), values).$ending(&mut *reader).await;
                    Readers::take_back(reader, result)?.into()
                }
                Access::Write => {
                    let mut connection = waited("writer", writer.acquire()).await?;
                    bound!($new(sql), values).$ending(&mut *connection).await?.into()
                }
            },
            Target::Database(Database::Postgres(pool)) => {
                let mut connection = waited("all", pool.acquire()).await?;
                bound!($new(sql), values).$ending(&mut *connection).await?.into()
            }
            Target::Transaction(Transaction::Sqlite(transaction)) => {
                bound!($new(sql), values).$ending(&mut **transaction).await?.into()
            }
            Target::Transaction(Transaction::Postgres(transaction)) => {
                bound!($new(sql), values).$ending(&mut **transaction).await?.into()
            }
        }
    }};
}

#[expect(clippy::disallowed_methods, reason = "this is the one place where sqlx is asked")]
impl Statement {
    /// Binds the next placeholder.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Runs it and tells how many rows it touched.
    ///
    /// # Errors
    /// [`Error`], as all endings.
    pub async fn execute<'a>(self, target: impl Into<Target<'a>>) -> Result<u64, Error> {
        let target = target.into();
        let span = self.span(&target);
        let running = async {
            let done: Done = run!(self, target, sqlx::query, execute);
            Ok(done.rows_affected)
        };
        running.instrument(span).await
    }

    /// The row, if there is one.
    pub async fn optional<'a, T: Row>(self, target: impl Into<Target<'a>>) -> Result<Option<T>, Error> {
        Ok(self.all(target).await?.into_iter().next())
    }

    /// All rows.
    pub async fn all<'a, T: Row>(self, target: impl Into<Target<'a>>) -> Result<Vec<T>, Error> {
        self.rows(target.into()).await?.read()
    }

    /// The one row there must be.
    pub async fn one<'a, T: Row>(self, target: impl Into<Target<'a>>) -> Result<T, Error> {
        let row = self.optional(target).await?;
        row.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// The rows as the database gave them. They are read to the end, also where one is enough: what writes gives its row
    /// before it is committed, and sqlx would be content with that and never look whether the commit has failed. All kinds
    /// of rows come this way, so that asking is compiled once and only what turns a row into a value for each kind.
    async fn rows(self, target: Target<'_>) -> Result<Rows, Error> {
        let span = self.span(&target);
        async { Ok(run!(self, target, sqlx::query, fetch_all)) }
            .instrument(span)
            .await
    }
}

/// The rows of either database.
enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

impl From<Vec<SqliteRow>> for Rows {
    fn from(rows: Vec<SqliteRow>) -> Self {
        Self::Sqlite(rows)
    }
}

impl From<Vec<PgRow>> for Rows {
    fn from(rows: Vec<PgRow>) -> Self {
        Self::Postgres(rows)
    }
}

impl Rows {
    fn read<T: Row>(&self) -> Result<Vec<T>, Error> {
        let rows: Result<Vec<T>, sqlx::Error> = match self {
            Self::Sqlite(rows) => rows.iter().map(T::from_row).collect(),
            Self::Postgres(rows) => rows.iter().map(T::from_row).collect(),
        };
        Ok(rows?)
    }
}

impl Statement {
    /// What a trace shows of it: its text, which holds no values.
    fn span(&self, target: &Target<'_>) -> Span {
        tracing::debug_span!(
            "statement",
            otel.kind = "client",
            db.system.name = target.system(),
            db.query.text = self.sql.trim_start(),
        )
    }
}

impl Target<'_> {
    /// The database by the name that traces know it by.
    fn system(&self) -> &'static str {
        match self {
            Self::Database(Database::Sqlite { .. }) | Self::Transaction(Transaction::Sqlite(_)) => "sqlite",
            Self::Database(Database::Postgres(_)) | Self::Transaction(Transaction::Postgres(_)) => "postgresql",
        }
    }
}

struct Done {
    rows_affected: u64,
}

impl From<sqlx::sqlite::SqliteQueryResult> for Done {
    fn from(result: sqlx::sqlite::SqliteQueryResult) -> Self {
        Self {
            rows_affected: result.rows_affected(),
        }
    }
}

impl From<sqlx::postgres::PgQueryResult> for Done {
    fn from(result: sqlx::postgres::PgQueryResult) -> Self {
        Self {
            rows_affected: result.rows_affected(),
        }
    }
}

/// Whether `database` accepts the text of a statement; for the test that prepares all of them.
///
/// # Errors
/// What the database does not like about it.
pub async fn prepare(database: &Database, sql: &'static str) -> Result<(), Error> {
    use sqlx::Executor;
    match database {
        Database::Sqlite { writer, .. } => {
            writer.prepare(sql.into_sql_str()).await?;
        }
        Database::Postgres(pool) => {
            pool.prepare(sql.into_sql_str()).await?;
        }
    }
    Ok(())
}
