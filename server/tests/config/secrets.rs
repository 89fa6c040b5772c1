//! The secrets that sign tokens: where they come from, and which are good enough.

use crate::{SECRET, config, read, variables};
use std::{fs, os::unix::fs::PermissionsExt, path::Path};
use tempfile::tempdir;

#[test]
fn development_makes_a_secret_that_only_its_owner_can_read_and_that_stays() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("new/data");
    let first = read(&data, &[]).unwrap();
    assert_eq!(first.warnings.len(), 1);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&data.join("auth-secret")), mode(&data)), (0o600, 0o700));
    let second = read(&data, &[]).unwrap();
    assert!(second.secrets == first.secrets && second.warnings.is_empty());
    assert!(fs::read_to_string(data.join("auth-secret")).unwrap().len() >= 43);
    let elsewhere = config(&[]);
    assert!(elsewhere.secrets != first.secrets);
}

#[test]
fn a_stored_secret_that_is_too_short_is_not_used() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("auth-secret"), "short").unwrap();
    assert_eq!(variables(&read(folder.path(), &[]).unwrap_err()), ["AUTH_SECRET"]);
}

#[test]
fn a_secret_that_is_given_goes_before_the_stored_one() {
    let given = config(&[&format!("--auth-secret={SECRET}")]);
    assert_eq!(given.secrets[0].signing_bytes(), SECRET.as_bytes());
    let alias = config(&[&format!("--better-auth-secret={SECRET}")]);
    assert!(alias.secrets == given.secrets);
    let both = config(&[
        &format!("--auth-secret={SECRET}"),
        "--better-auth-secret=another one of enough bytes, surely",
    ]);
    assert!(both.secrets == given.secrets);
    let empty = config(&["--auth-secret=", &format!("--better-auth-secret={SECRET}")]);
    assert!(empty.secrets == given.secrets);
}

#[test]
fn a_previous_secret_comes_second() {
    let config = config(&[
        &format!("--auth-secret={SECRET}"),
        "--auth-secret-previous=the one that was there before, long",
    ]);
    assert_eq!(config.secrets.len(), 2);
    assert_eq!(config.secrets[0].signing_bytes(), SECRET.as_bytes());
}

#[test]
fn a_line_break_at_the_end_is_no_part_of_a_secret() {
    for end in ["\n", "\r\n", "\n\n"] {
        assert_eq!(
            config(&[&format!("--auth-secret={SECRET}{end}")]).secrets[0].signing_bytes(),
            SECRET.as_bytes()
        );
        let url = config(&[&format!("--database-url=postgres://me@localhost/x{end}")])
            .data
            .database_url
            .0;
        assert_eq!(url, "postgres://me@localhost/x");
    }
}

/// Whoever has a token that it signed can try guesses on it.
#[test]
fn production_does_not_start_with_a_secret_that_can_be_guessed() {
    let production = |secret: &str| {
        let folder = tempdir().unwrap();
        let secret = format!("--auth-secret={secret}");
        read(
            folder.path(),
            &["--environment=production", "--base-url=https://todo.example", &secret],
        )
    };
    let repeated = "aB3$".repeat(12);
    for weak in [
        &"a".repeat(32),
        "changemechangemechangemechangeme",
        "passwordpasswordpasswordpassword123",
        "0123456789012345678901234567890123456789",
        "correct horse battery staple correct horse",
        &repeated,
    ] {
        let faults = production(weak).unwrap_err();
        assert_eq!(variables(&faults), ["AUTH_SECRET"], "{weak}");
        assert!(!faults[0].to_string().contains(weak));
        assert!(
            config(&[&format!("--auth-secret={weak}")]).secrets.len() == 1,
            "development may"
        );
    }
    for strong in [
        SECRET,
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ] {
        assert!(production(strong).is_ok(), "{strong}");
    }
    let previous = config(&[
        "--environment=production",
        &format!("--auth-secret={SECRET}"),
        "--auth-secret-previous=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ]);
    assert_eq!(previous.secrets.len(), 2, "a weak one can be taken out of use");
}

#[test]
fn production_refuses_the_secret_that_development_made_there() {
    let folder = tempdir().unwrap();
    read(folder.path(), &[]).unwrap();
    let made = fs::read_to_string(folder.path().join("auth-secret")).unwrap();
    let faults = read(
        folder.path(),
        &["--environment=production", &format!("--auth-secret={made}")],
    )
    .unwrap_err();
    assert_eq!(variables(&faults), ["AUTH_SECRET"]);
    assert!(faults[0].problem.contains("development") && !faults[0].to_string().contains(&made));
}
