//! The way of a copy, from two addresses to two databases that are compared.

use super::{
    error::Error,
    rows::{self, Sum},
    table::Table,
};
use crate::database::{
    self, Database, Transaction,
    backup::{Others, Watcher, count_others},
    copy_mark,
    file_lock::FileLock,
    migrate::{self, last_known, tables},
};
use url::Url;

/// What the migrations themselves have put there, which is the same everywhere.
const SEEDED: [&str; 1] = ["admin_guard"];
/// Tables the target fills itself: sqlx's own, by taking the steps, and the numbers and words of todos, as todos arrive.
const OWN: [&str; 3] = ["_sqlx_migrations", "todo_counts", "todo_words"];

/// What has been copied.
#[derive(Debug)]
pub struct Copied {
    pub tables: Vec<CopiedTable>,
    /// Whether this was the rest of a copy that had been interrupted.
    pub is_resumed: bool,
}

#[derive(Debug)]
pub struct CopiedTable {
    pub name: String,
    /// How many rows it has, on both sides.
    pub rows: u64,
    /// How many of them were copied this time.
    pub copied: u64,
    /// The hash of all its rows, on both sides.
    pub hash: String,
}

/// A database without the name and the password it is opened with.
///
/// # Errors
/// [`database::Error::Unsupported`].
pub fn place(url: &str) -> Result<String, database::Error> {
    if let Some(file) = Database::file(url)? {
        let file = std::path::absolute(&file).unwrap_or(file);
        return Ok(format!("sqlite:{}", file.display()));
    }
    let unreadable = |_| database::Error::Unsupported("the database URL cannot be read".into());
    let url = Url::parse(url).map_err(unreadable)?;
    let (host, port) = (url.host_str().unwrap_or("localhost"), url.port().unwrap_or(5432));
    Ok(format!("postgres://{host}:{port}{}", url.path()))
}

/// Copies everything from one database into another, which is empty or holds a part of the same copy, and compares.
///
/// # Errors
/// [`Error`]. What has been copied until then stays, and the same copy goes on from there.
pub async fn copy(from: &str, to: &str, others: Others, watch: Watcher<'_>) -> Result<Copied, Error> {
    let (source_place, target_place) = (place(from)?, place(to)?);
    if source_place == target_place {
        return Err(Error::Same);
    }
    if Database::file(from)?.is_some_and(|file| !file.is_file()) {
        return Err(Error::NoSource(source_place));
    }
    let _alone = require_alone(from, &source_place, others).await?;
    // Opening it takes a place among those who use it, so this one is only asked for.
    drop(require_alone(to, &target_place, others).await?);
    let source = Database::open_read_only(from).await?;
    let copied = from_open(&source, &source_place, to, &target_place, watch).await;
    source.close().await;
    copied
}

/// That nobody else works with a database; of an SQLite file it stays so until the answer is dropped.
async fn require_alone(url: &str, place: &str, others: Others) -> Result<Option<FileLock>, Error> {
    let Some(file) = Database::file(url)? else {
        let count = count_others(url).await?;
        if count > 0 && others == Others::Respect {
            let place = place.to_owned();
            return Err(Error::Connected { place, count });
        }
        return Ok(None);
    };
    match FileLock::exclusive(&file) {
        Ok(Some(alone)) => Ok(Some(alone)),
        Ok(None) => Err(Error::FileLock(place.to_owned())),
        Err(error) => Err(Error::Lock {
            place: place.to_owned(),
            error,
        }),
    }
}

async fn from_open(
    source: &Database,
    source_place: &str,
    to: &str,
    target_place: &str,
    watch: Watcher<'_>,
) -> Result<Copied, Error> {
    check_version(source, source_place).await?;
    source.require_whole().await?;
    let target = Database::open(to).await?;
    let copied = between(source, source_place, &target, target_place, watch).await;
    target.close().await;
    copied
}

async fn check_version(source: &Database, place: &str) -> Result<(), Error> {
    let progress = source.progress().await?;
    match progress.taken {
        None => Err(Error::NoSource(place.to_owned())),
        Some(taken) if taken != progress.known => Err(Error::OtherVersion {
            place: place.to_owned(),
            taken,
            known: last_known(),
        }),
        Some(_) => Ok(()),
    }
}

async fn between(
    source: &Database,
    source_place: &str,
    target: &Database,
    target_place: &str,
    watch: Watcher<'_>,
) -> Result<Copied, Error> {
    // Not `Database::migrate`, which refuses the target of a copy that has not ended: this may be its rest.
    migrate::run(target).await?;
    // One state of the source from the beginning to the end.
    let mut there = begin_to_read(source).await?;
    let tables = look_at_tables(&mut there, target).await?;
    let is_resumed = begin_or_go_on(target, &tables, source_place, target_place).await?;

    let mut whole = 0;
    for table in &tables {
        whole += rows::count(&mut there, table).await?;
    }
    // Each row is read to be copied, and on both sides to be compared.
    let progress = Progress {
        watch,
        whole: whole * 3,
    };
    let mut done = 0;
    let mut copied = Vec::new();
    for table in tables.iter().filter(|table| !SEEDED.contains(&&*table.name)) {
        copied.push(copy_table(&mut there, target, table, &progress, &mut done).await?);
    }
    let mut compared = Vec::new();
    for table in &tables {
        let (rows, sum) = compare(&mut there, target, table, &progress, &mut done).await?;
        compared.push(CopiedTable {
            name: table.name.clone(),
            rows,
            copied: copied
                .iter()
                .find(|(name, _)| *name == table.name)
                .map_or(0, |(_, rows)| *rows),
            hash: sum.to_hex(),
        });
    }
    copy_mark::remove(target).await?;
    Ok(Copied {
        tables: compared,
        is_resumed,
    })
}

struct Progress<'a> {
    watch: Watcher<'a>,
    whole: u64,
}

async fn begin_to_read(database: &Database) -> Result<Transaction, database::Error> {
    Ok(match database {
        Database::Sqlite { readers, .. } => Transaction::Sqlite(readers.begin().await?),
        Database::Postgres(pool) => {
            let begin = pool.begin_with("begin isolation level repeatable read, read only");
            Transaction::Postgres(begin.await?)
        }
    })
}

/// All tables, in an order in which each comes after those it refers to.
async fn look_at_tables(there: &mut Transaction, target: &Database) -> Result<Vec<Table>, Error> {
    let mut here = begin_to_read(target).await?;
    let mut found = Vec::new();
    for name in tables().into_iter().filter(|name| !OWN.contains(&name.as_str())) {
        let table = Table::look_at(there, &name).await?;
        if table != Table::look_at(&mut here, &name).await? || table.key().is_empty() {
            return Err(Error::Unlike(name));
        }
        found.push(table);
    }
    Ok(found)
}

/// Marks the target as the place of this copy, and tells whether it was already.
async fn begin_or_go_on(
    target: &Database,
    tables: &[Table],
    source_place: &str,
    target_place: &str,
) -> Result<bool, Error> {
    match copy_mark::find(target).await? {
        Some(place) if place == source_place => return Ok(true),
        Some(begun) => {
            return Err(Error::OtherSource {
                place: target_place.to_owned(),
                begun,
            });
        }
        None => {}
    }
    let mut here = target.begin().await?;
    for table in tables.iter().filter(|table| !SEEDED.contains(&&*table.name)) {
        let rows = rows::count(&mut here, table).await?;
        if rows > 0 {
            return Err(Error::NotEmpty {
                place: target_place.to_owned(),
                table: table.name.clone(),
                rows: i64::try_from(rows).unwrap_or(i64::MAX),
            });
        }
    }
    copy_mark::set(&mut here, source_place).await?;
    here.commit().await?;
    Ok(false)
}

/// Copies what the target does not have yet; tells how many rows that were.
async fn copy_table(
    there: &mut Transaction,
    target: &Database,
    table: &Table,
    progress: &Progress<'_>,
    done: &mut u64,
) -> Result<(String, u64), Error> {
    let mut here = begin_to_read(target).await?;
    let arrived = rows::count(&mut here, table).await?;
    drop(here);
    *done += arrived;
    let mut last = match arrived.checked_sub(1) {
        Some(number) => rows::row(there, table, number).await?,
        None => None,
    };
    let mut copied = 0;
    // More has arrived than there is: comparing says so.
    while arrived == 0 || last.is_some() {
        let page = rows::page(there, table, last.as_ref()).await?;
        let Some(end) = page.last() else {
            break;
        };
        last = Some(end.clone());
        let count = page.len() as u64;
        let mut transaction = target.begin().await?;
        rows::insert(&mut transaction, table, page).await?;
        transaction.commit().await?;
        copied += count;
        *done += count;
        (progress.watch)(*done, Some(progress.whole));
    }
    Ok((table.name.clone(), copied))
}

/// Reads a table on both sides; tells how many rows it has and their sum.
async fn compare(
    there: &mut Transaction,
    target: &Database,
    table: &Table,
    progress: &Progress<'_>,
    done: &mut u64,
) -> Result<(u64, Sum), Error> {
    let mut here = begin_to_read(target).await?;
    let at_source = add_up(there, table, progress, done).await?;
    let at_target = add_up(&mut here, table, progress, done).await?;
    if at_source != at_target {
        return Err(Error::Differs {
            table: table.name.clone(),
            there: at_source.0,
            here: at_target.0,
        });
    }
    Ok(at_source)
}

async fn add_up(
    transaction: &mut Transaction,
    table: &Table,
    progress: &Progress<'_>,
    done: &mut u64,
) -> Result<(u64, Sum), Error> {
    let (mut count, mut sum, mut last) = (0, Sum::default(), None);
    loop {
        let mut page = rows::page(transaction, table, last.as_ref()).await?;
        page.iter().for_each(|row| sum.add(row));
        count += page.len() as u64;
        *done += page.len() as u64;
        (progress.watch)(*done, Some(progress.whole));
        last = page.pop();
        if last.is_none() {
            return Ok((count, sum));
        }
    }
}
