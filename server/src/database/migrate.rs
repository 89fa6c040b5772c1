//! Forward-only steps, embedded in the program. One folder serves both databases; a step for which they have no common
//! words (triggers, say) lies once for each in the folders below it, under the same number and name.

use super::{Database, Error, query};
use sqlx::migrate::Migrator;
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::LazyLock,
};
use tokio::task::spawn_blocking;

static COMMON: Migrator = sqlx::migrate!("../migrations");
static OF_SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static OF_POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

static SQLITE: LazyLock<Migrator> = LazyLock::new(|| with_common(&OF_SQLITE));
static POSTGRES: LazyLock<Migrator> = LazyLock::new(|| with_common(&OF_POSTGRES));

/// All steps of one database, in their order.
fn with_common(own: &Migrator) -> Migrator {
    Migrator::with_migrations(COMMON.iter().chain(own.iter()).cloned().collect())
}

pub(super) async fn run(database: &Database) -> Result<(), Error> {
    run_to(database, last_known()).await
}

pub(super) async fn run_to(database: &Database, step: i64) -> Result<(), Error> {
    match database {
        Database::Sqlite { writer, .. } => {
            // PostgreSQL's migrator takes an advisory lock; SQLite's takes none, so two programs
            // started at once would both begin.
            let _lock = lock_beside(writer.connect_options().get_filename()).await?;
            SQLITE.run_to(step, writer).await?;
        }
        Database::Postgres(pool) => POSTGRES.run_to(step, pool).await?,
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
    let taken = if has_table(database, "_sqlx_migrations").await? {
        last_taken(database).await?
    } else {
        None
    };
    Ok(Progress {
        taken,
        known: last_known(),
    })
}

/// Whether there is a table of this name.
pub(super) async fn has_table(database: &Database, name: &str) -> Result<bool, Error> {
    #[derive(sqlx::FromRow)]
    struct Tables {
        count: i64,
    }
    let tables = match database {
        Database::Sqlite { .. } => "select count(*) as count from sqlite_master where type = 'table' and name = $1",
        Database::Postgres(_) => {
            "select count(*) as count from pg_tables where tablename = $1 and schemaname = current_schema()"
        }
    };
    let tables: Tables = query(tables).bind(name).one(database).await?;
    Ok(tables.count > 0)
}

/// The last step this program knows.
pub(super) fn last_known() -> i64 {
    POSTGRES.iter().map(|step| step.version).max().unwrap_or(0)
}

/// The names of all tables this program makes.
pub(super) fn tables() -> Vec<String> {
    let mut tables = made("table");
    // Its rows refer to those of tables that were made later.
    tables.sort_by_key(|name| name == "todos");
    tables.push("_sqlx_migrations".to_owned());
    tables
}

/// The functions this program makes in PostgreSQL, with their parentheses.
pub(super) fn functions() -> Vec<String> {
    made("function")
}

/// What all steps together create of this kind and leave there.
fn made(kind: &str) -> Vec<String> {
    let mut made: Vec<String> = Vec::new();
    for step in POSTGRES.iter() {
        let words: Vec<&str> = step.sql.as_str().split_whitespace().collect();
        for words in words.windows(3).filter(|words| words[1] == kind) {
            let name = words[2].trim_end_matches(';');
            match words[0] {
                "create" => made.push(name.to_owned()),
                "drop" => made.retain(|known| known != name),
                _ => {}
            }
        }
    }
    made
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

/// What the lock file is called, behind the name of the database.
pub(super) const LOCK_ENDING: &str = ".lock";

/// Holds a lock on a file beside an SQLite database until it is dropped; waits for whoever holds it now.
pub(super) async fn lock_beside(database: &Path) -> Result<File, Error> {
    let path = beside(database, LOCK_ENDING);
    let locked = spawn_blocking({
        let path = path.clone();
        move || {
            let file = File::create(path)?;
            file.lock()?;
            Ok(file)
        }
    });
    locked
        .await
        .map_err(std::io::Error::from)
        .flatten()
        .map_err(|error| Error::lock(&path, error))
}

/// The path of a file that belongs to another one: its own with something behind it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Otherwise a database would be further than another with the same number.
    #[test]
    fn both_databases_take_the_same_steps() {
        let steps = |migrator: &Migrator| -> Vec<(i64, String)> {
            let steps = migrator.iter();
            steps.map(|step| (step.version, step.description.to_string())).collect()
        };
        let taken = steps(&SQLITE);
        assert_eq!(taken, steps(&POSTGRES));
        let numbers: Vec<i64> = taken.into_iter().map(|(number, _)| number).collect();
        let expected: Vec<i64> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, expected);
        assert_eq!(last_known(), *numbers.last().unwrap());
    }
}
