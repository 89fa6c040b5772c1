//! Taking a backup while the program serves, and putting one back.
//!
//! SQLite copies itself (`vacuum into`), which reads one consistent state however much is written meanwhile; the copy
//! is checked before it gets its name. PostgreSQL is left to its own tools. Restoring checks the backup first, brings
//! it up to date, and then replaces the database in one step; what was there stays aside.

mod error;
mod postgres;
mod sqlite;

pub use error::Error;
pub(super) use postgres::count_others;

use super::Database;
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// Told now and then how many bytes are done, of how many, where that is known.
pub type Watcher<'a> = &'a (dyn Fn(u64, Option<u64>) + Sync);

/// What the name of a backup ends in.
///
/// # Errors
/// When the URL cannot be read.
pub fn ending(url: &str) -> Result<&'static str, super::Error> {
    Ok(match Database::file(url)? {
        Some(_) => "db",
        None => "dump",
    })
}

/// Copies the database at `url` to a new file and tells its size in bytes. The file is complete and readable by its
/// owner only, or it is not there.
///
/// # Errors
/// [`Error`].
pub async fn back_up(url: &str, target: &Path, watch: Watcher<'_>) -> Result<u64, Error> {
    if target.exists() {
        return Err(Error::Exists(target.to_owned()));
    }
    let unfinished = Unfinished::beside(target)?;
    match Database::file(url)? {
        Some(file) => sqlite::copy(url, &file, &unfinished.0, watch).await?,
        None => postgres::dump(url, &unfinished.0, watch).await?,
    }
    unfinished.finish(target)
}

/// Whether a restore may go over others who work with the database.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Others {
    Respect,
    /// PostgreSQL only: they lose their tables in the middle of what they do.
    Ignore,
}

/// What a restore has done.
#[derive(Debug)]
pub struct Restored {
    /// The last migration the backup had taken; it has taken all since.
    pub version: i64,
    /// Where the database that was there before lies now.
    pub replaced: Option<PathBuf>,
}

/// Puts a backup in the place of the database at `url`. `label` tells what was replaced from other files.
///
/// # Errors
/// [`Error`]; then the database is as it was.
pub async fn restore(
    url: &str,
    backup: &Path,
    label: &str,
    others: Others,
    watch: Watcher<'_>,
) -> Result<Restored, Error> {
    if !backup.is_file() {
        return Err(Error::NoBackup(backup.to_owned()));
    }
    match Database::file(url)? {
        Some(file) => sqlite::restore(&file, backup, label, watch).await,
        None => postgres::restore(url, backup, others, watch).await,
    }
}

/// A file under another name until it is complete; dropped before that, it goes away.
struct Unfinished(PathBuf);

impl Unfinished {
    fn beside(target: &Path) -> Result<Self, Error> {
        let path = super::migrate::beside(target, ".unfinished");
        let mut options = OpenOptions::new();
        // Nobody else writes the same backup at this moment.
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(_) => Ok(Self(path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Error::Exists(path)),
            Err(error) => Err(Error::file(&path, error)),
        }
    }

    /// Makes sure that it is on the disk and gives it its name.
    fn finish(self, target: &Path) -> Result<u64, Error> {
        let of_target = |error| Error::file(target, error);
        let file = File::open(&self.0).map_err(of_target)?;
        // The content before the name, so that after a power cut there is a whole backup or none.
        file.sync_all().map_err(of_target)?;
        let size = file.metadata().map_err(of_target)?.len();
        fs::rename(&self.0, target).map_err(of_target)?;
        sync_folder(target).map_err(of_target)?;
        Ok(size)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Makes sure that a name is on the disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// The folder a file lies in.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
