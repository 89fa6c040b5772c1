//! Forward-only steps, embedded in the program. One folder serves both databases.

use super::{Database, Error, query};
use sqlx::migrate::Migrator;
use std::{
    fs::File,
    path::{Path, PathBuf},
};
use tokio::task::spawn_blocking;

static STEPS: Migrator = sqlx::migrate!("../migrations");

pub(super) async fn run(database: &Database) -> Result<(), Error> {
    match database {
        Database::Sqlite { writer, .. } => {
            // PostgreSQL's migrator takes an advisory lock; SQLite's takes none, so two programs
            // started at once would both begin.
            let _lock = lock_beside(writer.connect_options().get_filename()).await?;
            STEPS.run(writer).await?;
        }
        Database::Postgres(pool) => STEPS.run(pool).await?,
    }
    Ok(())
}

/// How far a database has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The last step it has taken; none of a database that is empty.
    pub taken: Option<i64>,
    /// The last step this program knows.
    pub known: i64,
}

/// Every step of this program has been taken.
pub(super) async fn check(database: &Database) -> Result<(), Error> {
    if last_taken(database).await? < Some(last_known()) {
        return Err(Error::Unsupported("its tables are older than this program".into()));
    }
    Ok(())
}

/// How far the database has come, also one that has not taken a single step.
pub(super) async fn progress(database: &Database) -> Result<Progress, Error> {
    #[derive(sqlx::FromRow)]
    struct Tables {
        count: i64,
    }
    let tables = match database {
        Database::Sqlite { .. } => "select count(*) as count from sqlite_master where name = '_sqlx_migrations'",
        Database::Postgres(_) => {
            "select count(*) as count from pg_tables where tablename = '_sqlx_migrations' and schemaname = current_schema()"
        }
    };
    let tables: Tables = query(tables).one(database).await?;
    let taken = if tables.count > 0 {
        last_taken(database).await?
    } else {
        None
    };
    Ok(Progress {
        taken,
        known: last_known(),
    })
}

/// The last step this program knows.
pub(super) fn last_known() -> i64 {
    STEPS.iter().map(|step| step.version).max().unwrap_or(0)
}

/// The names of all tables this program makes.
pub(super) fn tables() -> Vec<String> {
    let words = |sql: &str| sql.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let made = STEPS.iter().flat_map(|step| {
        let words = words(step.sql.as_str());
        let names = words.windows(3).filter(|words| words[..2] == ["create", "table"]);
        names.map(|words| words[2].clone()).collect::<Vec<_>>()
    });
    made.chain(["_sqlx_migrations".to_owned()]).collect()
}

async fn last_taken(database: &Database) -> Result<Option<i64>, Error> {
    #[derive(sqlx::FromRow)]
    struct Newest {
        version: Option<i64>,
    }
    let newest: Newest = query("select max(version) as version from _sqlx_migrations where success")
        .one(database)
        .await?;
    Ok(newest.version)
}

/// Holds a lock on a file beside an SQLite database until it is dropped; waits for whoever holds it now.
pub(super) async fn lock_beside(database: &Path) -> Result<File, Error> {
    let path = beside(database, ".lock");
    let locked = spawn_blocking(move || {
        let file = File::create(path)?;
        file.lock()?;
        Ok(file)
    });
    locked
        .await
        .map_err(std::io::Error::from)
        .flatten()
        .map_err(Error::Lock)
}

/// The path of a file that belongs to another one: its own with something behind it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}
