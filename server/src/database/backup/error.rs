//! Why a backup was not taken or not put back, in words for whoever is at the terminal, with what to do next.

use super::super as database;
use std::{
    io,
    path::{Path, PathBuf},
};

/// Why there is no backup, or why one was not put back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Database(#[from] database::Error),
    #[error("there is no database at {0}")]
    NoDatabase(PathBuf),
    #[error("{0} is there already")]
    Exists(PathBuf),
    #[error("there is no file {0}")]
    NoBackup(PathBuf),
    #[error("{0} is no backup of Latchkey: {1}")]
    NotABackup(PathBuf, String),
    #[error("{path} is damaged: {damage}")]
    Damaged { path: PathBuf, damage: String },
    #[error("{path} was made by a newer program: it has taken step {taken}, and this one knows {known}")]
    Newer { path: PathBuf, taken: i64, known: i64 },
    #[error("a program works with the database")]
    FileLock,
    #[error("others are connected to the database: {0}")]
    Connected(i64),
    #[error("{0} cannot be found")]
    NoTool(&'static str),
    #[error("{tool} failed: {said}")]
    Tool { tool: &'static str, said: String },
    #[error("{path}: {error}")]
    File { path: PathBuf, error: io::Error },
}

impl Error {
    pub(super) fn file(path: &Path, error: io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            error,
        }
    }

    /// What somebody at the terminal can do about it.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Database(_) => "`latchkey doctor` looks at the database more closely.",
            Self::NoDatabase(_) => "Check DATA_DIR and DATABASE_URL; `latchkey serve` makes a new database.",
            Self::Exists(_) => "Choose another name, or move that file away.",
            Self::NoBackup(_) => "Check the path; backups lie in DATA_DIR/backups unless they were given another name.",
            Self::NotABackup(..) => {
                "SQLite takes a file of `latchkey backup` that ends in .db, PostgreSQL one that ends in .dump."
            }
            Self::Damaged { .. } => "Use another backup; nothing was changed.",
            Self::Newer { .. } => "Restore it with the newer program.",
            Self::FileLock => "Stop the server (and other latchkey commands) and try again.",
            Self::Connected(_) => "Stop the servers and try again, or add --force to go over them.",
            Self::NoTool(_) => "Install PostgreSQL's client programs (such as the package postgresql-client).",
            Self::Tool { .. } => "Nothing was changed. The message above is from PostgreSQL's own tool.",
            Self::File { .. } => "Check that the folder is there, may be written to, and has room.",
        }
    }
}
