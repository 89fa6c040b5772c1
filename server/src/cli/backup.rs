//! `latchkey backup`: copies the database while the server runs, and deletes old backups with `--keep`. It deletes only
//! files that it has named itself; the folder is readable by its owner only.

use super::{Failure, Options, Output, output, with_config};
use crate::{
    clock::Clock,
    config::{Config, STORED_SECRET, SecretOrigin},
    database::backup::{back_up, ending},
};
use clap::Args;
use jiff::Timestamp;
use serde_json::json;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

#[derive(Args)]
pub(super) struct Arguments {
    /// The file to write; the default is DATA_DIR/backups/latchkey-TIME.db (PostgreSQL: .dump)
    file: Option<PathBuf>,
    /// Keep this many backups in `DATA_DIR/backups` and delete older ones
    #[arg(long, value_name = "NUMBER", conflicts_with = "file", value_parser = clap::value_parser!(u16).range(1..))]
    keep: Option<u16>,
    #[command(flatten)]
    options: Options,
}

impl Arguments {
    pub(super) fn run(self) -> Result<(), Failure> {
        let output = self.options.output();
        let origin = self.options.flags.clone().inspect().secret_origin;
        with_config(self.options.flags, async |config| {
            let folder = config.data.dir.join("backups");
            let target = match &self.file {
                Some(file) => file.clone(),
                None => in_folder(&folder, &config)?,
            };
            let bar = output.progress("Copying");
            let size = back_up(&config.data.database_url.0, &target, &|done, whole| {
                output::advance(&bar, done, whole);
            })
            .await;
            bar.finish_and_clear();
            let size = size?;
            let deleted = match self.keep {
                Some(count) => delete_older(&folder, count.into()).map_err(|error| of_folder(&folder, &error))?,
                None => Vec::new(),
            };
            show(output, &target, size, &deleted, &config, origin);
            Ok(())
        })
    }
}

fn show(output: Output, target: &Path, size: u64, deleted: &[PathBuf], config: &Config, origin: SecretOrigin) {
    let json = json!({ "file": target, "bytes": size, "deleted": deleted });
    output.show(&json, || {
        let mut text = format!("Backed up to {} ({}).\n", target.display(), output::size(size));
        for file in deleted {
            text += &format!("Deleted {}.\n", file.display());
        }
        text + &secret_is_apart(config, origin)
    });
}

/// Without the secret, a backup is good for accounts and todos only; with it lying beside, it is worth more to a thief.
fn secret_is_apart(config: &Config, origin: SecretOrigin) -> String {
    let what = match origin {
        SecretOrigin::Given => "AUTH_SECRET is".to_owned(),
        SecretOrigin::Stored | SecretOrigin::NotYetMade => {
            format!("The secret ({}) is", config.data.dir.join(STORED_SECRET).display())
        }
    };
    format!(
        "{what} not part of it: keep that apart. Without it, signing keys, two-step secrets and queued e-mails cannot be read."
    )
}

fn in_folder(folder: &Path, config: &Config) -> Result<PathBuf, Failure> {
    make_private_folder(folder).map_err(|error| of_folder(folder, &error))?;
    Ok(folder.join(format!("latchkey-{}.{}", label(), ending(&config.data.database_url.0)?)))
}

/// The time as a part of a file's name; sorts as the times do.
pub(super) fn label() -> String {
    let now = Timestamp::from_millisecond(Clock::system().now()).unwrap_or_default();
    now.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn of_folder(folder: &Path, error: &io::Error) -> Failure {
    Failure::problem(
        format!("{}: {error}", folder.display()),
        "Check that the folder is writable, or name another file.",
    )
}

/// Deletes all but the newest `count` of the backups that got their names from us, and tells which.
fn delete_older(folder: &Path, count: usize) -> io::Result<Vec<PathBuf>> {
    let mut backups: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_ours(path))
        .collect();
    // Their names sort by time.
    backups.sort_by(|a, b| b.file_name().cmp(&a.file_name()));
    let older = backups.split_off(count.min(backups.len()));
    for file in &older {
        fs::remove_file(file)?;
    }
    Ok(older)
}

fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let time = name
        .strip_prefix("latchkey-")
        .and_then(|rest| rest.strip_suffix(".db").or_else(|| rest.strip_suffix(".dump")));
    time.is_some_and(|time| {
        time.len() == "20260102T030405Z".len()
            && time
                .bytes()
                .all(|letter| letter.is_ascii_digit() || matches!(letter, b'T' | b'Z'))
    })
}

#[cfg(unix)]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
