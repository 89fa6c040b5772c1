//! The lock of an SQLite file. A running program shares a lock on a file beside the database for as long as it
//! lives; restoring a backup wants it for itself, so it never replaces a file that somebody writes to. The operating
//! system takes the lock back when a program ends, however it ends.

use super::{Error, migrate::beside};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
};

/// What the file is called, behind the name of the database.
pub(super) const ENDING: &str = ".in-use";

/// A lock shared with others who work with a database, or one of one's own.
#[derive(Debug)]
pub struct FileLock {
    _lock: File,
}

impl FileLock {
    /// One beside others.
    ///
    /// # Errors
    /// [`Error::BeingReplaced`] while somebody has it to themselves.
    pub fn shared(database: &Path) -> Result<Self, Error> {
        let path = beside(database, ENDING);
        let file = open(database).map_err(|error| Error::lock(&path, error))?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Self { _lock: file }),
            Err(TryLockError::WouldBlock) => Err(Error::BeingReplaced),
            Err(TryLockError::Error(error)) => Err(Error::lock(&path, error)),
        }
    }

    /// The only one; `None` while anybody works with the database.
    ///
    /// # Errors
    /// When the file cannot be locked.
    pub fn exclusive(database: &Path) -> io::Result<Option<Self>> {
        let file = open(database)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _lock: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

fn open(database: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(beside(database, ENDING))
}
