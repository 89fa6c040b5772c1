//! Forward-only steps, embedded in the program. One folder serves both databases.

use super::{Database, Error, query};
use sqlx::migrate::Migrator;
use std::fs::File;
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

/// Every step of this program has been taken.
pub(super) async fn check(database: &Database) -> Result<(), Error> {
    #[derive(sqlx::FromRow)]
    struct Newest {
        version: Option<i64>,
    }
    let newest: Newest = query("select max(version) as version from _sqlx_migrations where success")
        .one(database)
        .await?;
    let needed = STEPS.iter().map(|step| step.version).max();
    if newest.version < needed {
        return Err(Error::Unsupported("its tables are older than this program".into()));
    }
    Ok(())
}

/// Holds a lock on a file beside an SQLite database until it is dropped; waits for whoever holds it now.
pub(super) async fn lock_beside(database: &std::path::Path) -> Result<File, Error> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
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
