//! The database: whether it is there, sound, up to date, and lives in the same time as we do.

use super::{Finding, machine::of_others};
use crate::{
    auth::origins::is_loopback,
    cli::{failure::right_database, output::counted},
    clock::Clock,
    database::{Database, Error, Progress},
    humanize,
    store::{moments::find_newest_moment, todo_counts::find_miscounted},
};
use std::{path::Path, time::Duration};
use url::Url;

/// A difference between two clocks that is none.
const TOLERANCE: i64 = 5_000;
/// A difference over which tokens are refused.
const TOO_MUCH: i64 = 30_000;
/// 2026-01-01. No machine that runs this program is older.
const EARLIEST: i64 = 1_767_225_600_000;

pub(super) async fn examine(url: &str) -> Vec<Finding> {
    let area = "database";
    let mut findings = Vec::new();
    match Database::file(url) {
        Ok(Some(path)) if !path.exists() => {
            let message = format!("{} does not exist yet; `latchkey serve` will create it", path.display());
            findings.push(Finding::good(area, message));
            findings.extend(clock(None, None));
            return findings;
        }
        Ok(Some(path)) => {
            findings.extend(rights(&path));
            findings.extend(of_others(&path, Database::files_beside(&path)));
        }
        Ok(None) => findings.extend(encryption(url)),
        Err(error) => {
            findings.push(Finding::fault(area, error.to_string(), "Fix DATABASE_URL."));
            return findings;
        }
    }
    let fix = "Check DATABASE_URL, that the database server runs, and that it lets this user in.";
    match Database::open_read_only(url).await {
        Ok(database) => {
            findings.extend(look(&database).await);
            database.close().await;
        }
        Err(error) => findings.push(Finding::fault(area, format!("it cannot be opened: {error}"), fix)),
    }
    findings
}

async fn look(database: &Database) -> Vec<Finding> {
    let area = "database";
    let health = match database.health().await {
        Ok(health) => health,
        Err(error) => {
            let fix = "If it is damaged: stop the server and restore a backup with `latchkey restore`.";
            return vec![Finding::fault(area, format!("it cannot be read: {error}"), fix)];
        }
    };
    let mut findings = Vec::new();
    if let Err(error) = database.require_utf8().await {
        let fix = match &error {
            Error::Encoding { name, .. } => right_database(name),
            _ => "Check that the database server runs.".into(),
        };
        findings.push(Finding::fault(area, error.to_string(), fix));
    } else if health.damage.is_empty() {
        findings.push(Finding::good(area, format!("{} answers and is intact", health.version)));
    } else {
        let damage = health.damage.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
        let fix = "Stop the server, set the files aside, and restore a backup with `latchkey restore`.";
        findings.push(Finding::fault(area, format!("it is damaged: {damage}"), fix));
    }
    let progress = database.progress().await;
    let is_current = progress
        .as_ref()
        .is_ok_and(|progress| progress.taken == Some(progress.known));
    findings.push(match progress {
        Ok(progress) => migrations(progress),
        Err(error) => Finding::fault(
            "migrations",
            error.to_string(),
            "Restore a backup with `latchkey restore`.",
        ),
    });
    let newest = match is_current {
        true => find_newest_moment(database).await.ok().flatten(),
        false => None,
    };
    if is_current {
        findings.extend(counts(database).await);
    }
    findings.extend(part(database).await);
    findings.extend(clock(health.now, newest));
    findings
}

/// Whether the number of todos that is kept for everybody is how many there are.
async fn counts(database: &Database) -> Option<Finding> {
    let area = "todos";
    match find_miscounted(database).await {
        Ok(owners) if owners.is_empty() => Some(Finding::good(area, "the number kept for every list is right")),
        Ok(owners) => Some(Finding::fault(
            area,
            format!("the number kept is wrong for {}", counted(owners.len(), "list")),
            "Run `latchkey migrate`, which counts them again.",
        )),
        // What cannot be read has been told already.
        Err(_) => None,
    }
}

/// Whether everything has arrived, if it was copied here.
async fn part(database: &Database) -> Option<Finding> {
    let error = database.require_whole().await.err()?;
    matches!(error, Error::PartOf(_)).then(|| {
        let fix = "Run the same `latchkey copy` again: it goes on where it stopped.";
        Finding::fault("copy", error.to_string(), fix)
    })
}

fn migrations(progress: Progress) -> Finding {
    let area = "migrations";
    let known = progress.known;
    match progress.taken {
        Some(taken) if taken == known => Finding::good(area, format!("all {known} have been run")),
        Some(taken) if taken > known => Finding::fault(
            area,
            format!("the database is at step {taken}, and this program only knows {known}"),
            "Use the newer latchkey it belongs to, or restore a backup.",
        ),
        Some(taken) => Finding::warning(
            area,
            format!("{taken} of {known} have been run"),
            "Run `latchkey backup`, then `latchkey migrate`; `latchkey serve` also does the latter when it starts.",
        ),
        None => Finding::good(area, "the database is empty; `latchkey serve` will create the tables"),
    }
}

/// Whether time runs as it should: against the database's clock, and against what it has written down.
fn clock(database: Option<i64>, newest: Option<i64>) -> Vec<Finding> {
    let area = "clock";
    let fix = "Set the clock and keep it set, with systemd-timesyncd or chrony.";
    let now = Clock::system().now();
    let mut findings = Vec::new();
    if now < EARLIEST {
        findings.push(Finding::fault(
            area,
            format!("it says {}", humanize::moment(now, "UTC")),
            fix,
        ));
    }
    let span = |millis: i64| humanize::span(Duration::from_millis(millis.unsigned_abs()));
    let apart = database.map_or(0, |database| database - now);
    if apart.abs() > TOO_MUCH {
        let message = format!("the database's clock differs from ours by {}", seconds_or(apart, span));
        findings.push(Finding::fault(area, message, fix));
    } else if apart.abs() > TOLERANCE {
        let message = format!("the database's clock differs from ours by {}", seconds_or(apart, span));
        findings.push(Finding::warning(area, message, fix));
    }
    let ahead = newest.map_or(0, |newest| newest - now);
    if ahead > TOO_MUCH {
        let message = format!(
            "the newest entry in the database is {} ahead of it",
            seconds_or(ahead, span)
        );
        findings.push(Finding::fault(area, format!("{message}: it has been set back"), fix));
    }
    if findings.is_empty() {
        findings.push(Finding::good(area, humanize::moment(now, "UTC")));
    }
    findings
}

fn seconds_or(millis: i64, span: impl Fn(i64) -> String) -> String {
    match millis.abs() {
        0..60_000 => format!("{} seconds", millis.abs() / 1000),
        _ => span(millis),
    }
}

#[cfg(unix)]
fn rights(path: &Path) -> Vec<Finding> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_or(0o600, |data| data.permissions().mode() & 0o777);
    match mode & 0o077 {
        0 => Vec::new(),
        _ => vec![Finding::warning(
            "files",
            format!("{} can be read by others ({mode:o})", path.display()),
            format!("Run `chmod 600 {}`.", path.display()),
        )],
    }
}

#[cfg(not(unix))]
fn rights(_path: &Path) -> Vec<Finding> {
    Vec::new()
}

/// What goes to a database on another machine must not be read or changed on the way.
fn encryption(url: &str) -> Option<Finding> {
    let url = Url::parse(url).ok()?;
    let is_near = match url.host_str() {
        None | Some("") => true,
        Some(host) => is_loopback(host) || host.starts_with("%2F") || host.starts_with("%2f"),
    };
    let mode = url.query_pairs().find(|(name, _)| name == "sslmode");
    let is_verified = mode.is_some_and(|(_, mode)| matches!(&*mode, "verify-full" | "verify-ca"));
    (!is_near && !is_verified).then(|| {
        Finding::warning(
            "database",
            "it is on another machine, and nothing checks that it is the right one",
            "Add ?sslmode=verify-full to DATABASE_URL, and sslrootcert=FILE if its certificate is not a public one.",
        )
    })
}
