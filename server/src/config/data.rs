//! Where data is kept, and for how long. The folder is readable by its owner only: it holds the SQLite file and the
//! secret of development.

use super::{DatabaseUrl, Environment, RawSecrets, database_url, fault::Faults, parse};
use clap::Args;
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

/// What to do about a data folder or a secret of development that does not exist.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum IfMissing {
    Create,
    Leave,
}

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Data")]
pub(super) struct DataFlags {
    /// Folder for the SQLite file and the generated secret
    #[arg(long, env = "DATA_DIR", value_name = "FOLDER", default_value = "./data")]
    pub data_dir: PathBuf,
    /// Most connections to PostgreSQL, 1 to 1000, besides the one that listens
    #[arg(long, env = "DATABASE_CONNECTIONS", value_name = "NUMBER", default_value = "10")]
    database_connections: String,
    /// How long the record of sign-ins and changes to accounts is kept, such as 90d
    #[arg(long, env = "AUDIT_RETENTION", value_name = "TIME", default_value = "90d")]
    audit_retention: String,
}

#[derive(Clone, Debug)]
pub struct DataConfig {
    pub dir: PathBuf,
    /// May hold a password.
    pub database_url: DatabaseUrl,
    /// Most connections to PostgreSQL; SQLite has as many as suit a file.
    pub database_connections: u32,
    /// How long the record of what happened to accounts is kept.
    pub audit_retention: Duration,
}

impl DataFlags {
    pub(super) fn read(
        self,
        secrets: &RawSecrets,
        environment: Environment,
        if_missing: IfMissing,
        faults: &mut Faults,
    ) -> Option<DataConfig> {
        let dir = match if_missing {
            IfMissing::Create => create_folder(&self.data_dir, faults),
            IfMissing::Leave => Some(self.data_dir.clone()),
        };
        let database_url = database_url::read(secrets, &self.data_dir, environment, faults);
        let database_connections = parse::number(
            "DATABASE_CONNECTIONS",
            &self.database_connections,
            1..=1000,
            "Use a number such as 10; all instances together need fewer than PostgreSQL's max_connections.",
            faults,
        );
        let audit_retention = parse::duration("AUDIT_RETENTION", &self.audit_retention, "90d", faults);
        Some(DataConfig {
            dir: dir?,
            database_url: database_url?,
            database_connections: database_connections?,
            audit_retention: audit_retention?,
        })
    }
}

fn create_folder(path: &Path, faults: &mut Faults) -> Option<PathBuf> {
    let created = fs::create_dir_all(path).and_then(|()| make_private(path));
    match created {
        Ok(()) => Some(path.canonicalize().unwrap_or_else(|_| path.to_owned())),
        Err(error) => faults.add(
            "DATA_DIR",
            format!("{} cannot be created: {error}", path.display()),
            "Use a folder that this user may write to.",
        ),
    }
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private(_path: &Path) -> io::Result<()> {
    Ok(())
}
