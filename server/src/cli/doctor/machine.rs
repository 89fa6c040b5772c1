//! The folder with the data, who can read it, and the room that is left.

use super::Finding;
use crate::{
    cli::output::size,
    config::{Inspection, STORED_SECRET},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Room below which one should think about more, and below which the database may stop at any moment.
const LITTLE: u64 = 1 << 30;
const TOO_LITTLE: u64 = 100 << 20;

pub(super) fn files(inspection: &Inspection) -> Vec<Finding> {
    let (area, folder) = ("files", &inspection.data_dir);
    let shown = folder.display();
    let Ok(data) = fs::metadata(folder) else {
        let message = format!("{shown} does not exist yet; `latchkey serve` will create it");
        return vec![Finding::good(area, message)];
    };
    if !data.is_dir() {
        let fix = "Set DATA_DIR to a folder.";
        return vec![Finding::fault(area, format!("{shown} is not a folder"), fix)];
    }
    let mut findings = Vec::new();
    findings.extend(readable_by_others(folder, 0o700));
    findings.extend(readable_by_others(&folder.join(STORED_SECRET), 0o600));
    let backups = folder.join("backups");
    let kept = fs::read_dir(&backups)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()));
    findings.extend(of_others(
        folder,
        kept.chain([backups.clone(), folder.join(STORED_SECRET)]),
    ));
    if !is_writable(folder) {
        let fix = "Give it to the user that runs latchkey, with chown.";
        findings.push(Finding::fault(area, format!("{shown} is not writable"), fix));
    }
    if findings.is_empty() {
        findings.push(Finding::good(area, format!("{shown} is private and writable")));
    }
    findings
}

#[cfg(unix)]
fn readable_by_others(path: &Path, wanted: u32) -> Option<Finding> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        Finding::fault(
            "files",
            format!("{} is open to others ({mode:o})", path.display()),
            format!("Run `chmod {wanted:o} {}`.", path.display()),
        )
    })
}

#[cfg(not(unix))]
fn readable_by_others(_path: &Path, _wanted: u32) -> Option<Finding> {
    None
}

/// Files that belong to somebody else than the one they lie beside, or that we may not write to: what root has made in
/// passing stops a service that runs as somebody else.
#[cfg(unix)]
pub(super) fn of_others(owned: &Path, files: impl IntoIterator<Item = PathBuf>) -> Vec<Finding> {
    use std::os::unix::fs::MetadataExt;
    let Ok(owner) = fs::metadata(owned).map(|data| data.uid()) else {
        return Vec::new();
    };
    let is_wrong = |path: &PathBuf| {
        fs::metadata(path).is_ok_and(|data| data.uid() != owner) || path.exists() && !is_writable(path)
    };
    let wrong = files.into_iter().filter(is_wrong);
    wrong
        .map(|path| {
            let shown = path.display();
            let message = format!("{shown} does not belong to the same user as {}", owned.display());
            Finding::fault(
                "files",
                message,
                format!("Run `chown --reference={} {shown}`.", owned.display()),
            )
        })
        .collect()
}

#[cfg(not(unix))]
pub fn of_others(_owned: &Path, _files: impl IntoIterator<Item = PathBuf>) -> Vec<Finding> {
    Vec::new()
}

#[cfg(unix)]
fn is_writable(folder: &Path) -> bool {
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
fn is_writable(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|data| !data.permissions().readonly())
}

pub(super) fn disk(folder: &Path) -> Option<Finding> {
    let area = "disk";
    let free = free_space(&nearest(folder))?;
    let message = format!("{} free at {}", size(free), folder.display());
    let fix = "Free some space, or move DATA_DIR to a larger disk.";
    Some(match free {
        0..TOO_LITTLE => Finding::fault(area, message, fix),
        TOO_LITTLE..LITTLE => Finding::warning(area, message, fix),
        _ => Finding::good(area, message),
    })
}

/// The folder, or the one it will be made in.
fn nearest(folder: &Path) -> PathBuf {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let mut folders = folder.ancestors();
    folders.find(|folder| folder.is_dir()).unwrap_or(&folder).to_owned()
}

#[cfg(unix)]
fn free_space(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_space(_folder: &Path) -> Option<u64> {
    None
}
