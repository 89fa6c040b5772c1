//! The secrets that sign tokens (`AUTH_SECRET`, `AUTH_SECRET_PREVIOUS`). Development makes its own and keeps it in `DATA_DIR`;
//! production needs one that nobody can guess, since whoever has a token can try guesses on it.

use super::{Environment, RawSecrets, data::IfMissing, fault::Faults};
use crate::auth::Secret;
use std::{
    fs,
    io::{self, Write},
    iter,
    path::{Path, PathBuf},
};

/// The file in `DATA_DIR` where development keeps its secret.
pub const STORED_SECRET: &str = "auth-secret";

/// Where the secret comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretOrigin {
    /// From the settings.
    Given,
    /// From `DATA_DIR`, where development has made it.
    Stored,
    /// Development will make it at the first start.
    NotYetMade,
}

pub(super) fn origin(secrets: &RawSecrets, stored: &StoredSecret) -> SecretOrigin {
    let is_given = |name| !matches!(secrets.get(name), Ok(None));
    if is_given("AUTH_SECRET") || is_given("BETTER_AUTH_SECRET") {
        SecretOrigin::Given
    } else if stored.find().is_some() {
        SecretOrigin::Stored
    } else {
        SecretOrigin::NotYetMade
    }
}

/// The current secret, then the previous one if there is one.
pub(super) fn read(
    secrets: &RawSecrets,
    stored: &StoredSecret,
    environment: Environment,
    if_missing: IfMissing,
    faults: &mut Faults,
) -> Option<Vec<Secret>> {
    let current = match given(secrets, faults) {
        Some(Some(raw)) if environment.is_production() => for_production(raw, stored, faults),
        Some(Some(raw)) => long_enough("AUTH_SECRET", raw, faults),
        Some(None) if environment.is_production() => faults.add(
            "AUTH_SECRET",
            "is not set",
            "Set it to the output of `openssl rand -base64 48` and keep it.",
        ),
        Some(None) => for_development(stored, if_missing, faults),
        None => None,
    };
    let previous = previous(secrets, faults);
    Some(iter::once(current?).chain(previous?).collect())
}

/// The secret in the settings, if there is one; `None` when it cannot be read.
fn given<'a>(secrets: &'a RawSecrets, faults: &mut Faults) -> Option<Option<&'a str>> {
    match faults.check(secrets.get("AUTH_SECRET"))? {
        Some(raw) => Some(Some(raw)),
        None => faults.check(secrets.get("BETTER_AUTH_SECRET")),
    }
}

/// It may be a weak one: whoever replaces a weak secret puts it here.
fn previous(secrets: &RawSecrets, faults: &mut Faults) -> Option<Option<Secret>> {
    match faults.check(secrets.get("AUTH_SECRET_PREVIOUS"))? {
        Some(raw) => long_enough("AUTH_SECRET_PREVIOUS", raw, faults).map(Some),
        None => Some(None),
    }
}

fn long_enough(variable: &'static str, raw: &str, faults: &mut Faults) -> Option<Secret> {
    Secret::new(raw.to_owned()).or_else(|| {
        faults.add(
            variable,
            format!("has {} bytes and needs at least {}", raw.len(), Secret::MIN_LENGTH),
            "Use the output of `openssl rand -base64 48`.",
        )
    })
}

/// A secret that nobody can guess, and that does not lie in the data folder since the installation was for development.
fn for_production(raw: &str, stored: &StoredSecret, faults: &mut Faults) -> Option<Secret> {
    let secret = long_enough("AUTH_SECRET", raw, faults)?;
    let (bits, needed) = (secret.strength(), Secret::MIN_STRENGTH);
    let problem = if bits < needed {
        format!("can be guessed: it has about {bits} bits, and needs {needed}")
    } else if stored.find().is_some_and(|stored| stored == raw) {
        format!("is the one that was made for development, in {}", stored.path.display())
    } else {
        return Some(secret);
    };
    let fix = "Use the output of `openssl rand -base64 48`, and set AUTH_SECRET_PREVIOUS to the old one until nothing needs it.";
    faults.add("AUTH_SECRET", problem, fix)
}

/// The secret of development, which is made once and stays the same after a restart.
fn for_development(stored: &StoredSecret, if_missing: IfMissing, faults: &mut Faults) -> Option<Secret> {
    if let Some(raw) = stored.find() {
        return long_enough("AUTH_SECRET", &raw, faults);
    }
    let raw = crate::random::token();
    if if_missing == IfMissing::Create
        && let Err(error) = stored.create(&raw)
    {
        return faults.add(
            "DATA_DIR",
            format!("{} cannot be written: {error}", stored.path.display()),
            "Make the folder writable, or set AUTH_SECRET.",
        );
    }
    Secret::new(raw)
}

/// The file with the secret of development. Only its owner can read it.
pub(super) struct StoredSecret {
    path: PathBuf,
}

impl StoredSecret {
    pub(super) fn in_folder(data_dir: &Path) -> Self {
        Self {
            path: data_dir.join(STORED_SECRET),
        }
    }

    fn find(&self) -> Option<String> {
        let raw = fs::read_to_string(&self.path).ok()?;
        Some(raw.trim().to_owned())
    }

    fn create(&self, raw: &str) -> io::Result<()> {
        create_private(&self.path)?.write_all(raw.as_bytes())
    }

    /// What the operator should know when it was made.
    pub(super) fn made_warning(&self) -> String {
        format!(
            "made a secret for development in {}; production needs AUTH_SECRET",
            self.path.display()
        )
    }
}

#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)
}
