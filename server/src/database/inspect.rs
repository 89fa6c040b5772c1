//! Inspects a database without changing it, even one that a running server works with or that is broken.

use super::{ACQUIRE_TIMEOUT, Database, Error, migrate::beside, query, readers::Readers};
use percent_encoding::percent_decode_str;
use sqlx::{
    FromRow,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// What a database is, whether it is sound, and which time it has.
#[derive(Debug)]
pub struct Health {
    /// Such as "SQLite 3.51.3".
    pub version: String,
    /// What is wrong with the file; nothing can be asked of PostgreSQL.
    pub damage: Vec<String>,
    /// Its own clock, in milliseconds since the Unix epoch; SQLite has ours.
    pub now: Option<i64>,
}

pub(super) async fn open(url: &str) -> Result<Database, Error> {
    match file(url)? {
        Some(path) => open_file(&path).await,
        None => {
            let pool = PgPoolOptions::new()
                .max_connections(1)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .connect(url)
                .await?;
            Ok(Database::Postgres(pool))
        }
    }
}

/// Opens an SQLite file to read it.
pub(super) async fn open_file(path: &Path) -> Result<Database, Error> {
    // A file in WAL mode that nobody has open could only be read by making files beside it, so it is then read as one
    // that does not change.
    let has_log = beside(path, "-wal").exists();
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(!has_log)
        .busy_timeout(Duration::from_secs(5))
        .pragma("trusted_schema", "off")
        .pragma("cell_size_check", "on");
    Ok(Database::Sqlite {
        writer: SqlitePoolOptions::new().connect_lazy_with(options.clone()),
        readers: Readers::open(options, 1).await?,
        in_use: None,
    })
}

pub(super) fn file(url: &str) -> Result<Option<PathBuf>, Error> {
    match url.split_once(':') {
        Some(("sqlite", path)) => path_of(path).map(Some),
        Some(("postgres" | "postgresql", _)) => Ok(None),
        _ => Err(Error::Unsupported(
            "a database URL starts with sqlite: or postgres://".into(),
        )),
    }
}

/// The path in an SQLite URL, taken as it is written: `%`, `?` and `#` are emails like any other. Sqlx decodes it, and
/// releases before this one did so too, so where only the decoded file is there, that is what somebody has worked with:
/// a new one must not be made beside it unseen.
fn path_of(url: &str) -> Result<PathBuf, Error> {
    let path = url.strip_prefix("//").unwrap_or(url);
    let path = match path.rsplit_once('?') {
        // How sqlx was told to make a file that is not there, which happens anyway.
        Some((path, "mode=rwc" | "mode=rw")) => path,
        _ => path,
    };
    if path.is_empty() || path == ":memory:" {
        return Err(Error::Unsupported("an SQLite database needs the path of a file".into()));
    }
    let decoded = percent_decode_str(path).decode_utf8().ok();
    let decoded = decoded.filter(|decoded| decoded != path && Path::new(&**decoded).exists());
    match decoded {
        Some(decoded) if !Path::new(path).exists() => Err(Error::Unsupported(format!(
            "{path} is not there, but {decoded} is. A path is taken as it is written, so write that one, or move the file"
        ))),
        _ => Ok(path.into()),
    }
}

pub(super) async fn health(database: &Database) -> Result<Health, Error> {
    #[derive(FromRow)]
    struct Version {
        version: String,
    }
    #[derive(FromRow)]
    struct Moment {
        now: i64,
    }
    Ok(match database {
        Database::Sqlite { .. } => {
            let found: Version = query("select sqlite_version() as version").one(database).await?;
            Health {
                version: format!("SQLite {}", found.version),
                damage: damage(database, Depth::Quick).await?,
                now: None,
            }
        }
        Database::Postgres(_) => {
            let found: Version = query("select current_setting('server_version') as version")
                .one(database)
                .await?;
            let moment: Moment = query("select (extract(epoch from clock_timestamp()) * 1000)::bigint as now")
                .one(database)
                .await?;
            Health {
                version: format!("PostgreSQL {}", found.version),
                damage: Vec::new(),
                now: Some(moment.now),
            }
        }
    })
}

/// How closely an SQLite file is looked at.
#[derive(Clone, Copy)]
pub(super) enum Depth {
    /// Its pages.
    Quick,
    /// Its pages, and whether each index says what its table says.
    Thorough,
}

/// What is wrong with an SQLite file.
pub(super) async fn damage(database: &Database, depth: Depth) -> Result<Vec<String>, Error> {
    #[derive(FromRow)]
    struct Line {
        #[sqlx(default)]
        quick_check: String,
        #[sqlx(default)]
        integrity_check: String,
    }
    let check = match depth {
        Depth::Quick => "pragma quick_check",
        Depth::Thorough => "pragma integrity_check",
    };
    let lines: Vec<Line> = query(check).all(database).await?;
    let lines = lines.into_iter().map(|line| line.quick_check + &line.integrity_check);
    Ok(lines.filter(|line| line != "ok").collect())
}
