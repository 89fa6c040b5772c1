//! Settings: read together, checked together, and all faults told at once. What is about one section is in its own file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod data;
mod limits;
mod mail;
mod secrets;
mod server;
mod sessions;

use ::server::{
    auth::limits::Limits,
    config::{Config, Fault, Flags, JwtAlgorithm, RawSecrets, SECRETS, SecretOrigin},
};
use clap::{Args, FromArgMatches};
use std::{path::Path, time::Duration};
use tempfile::tempdir;

const SECRET: &str = "yIXFm4Z1vR7wq0oXo2b9uH3sLkTzQd8eNcJgAaVfPpU=";

/// The settings made of these flags, with data in `folder`. A secret is written like a flag here, and given as one is.
fn read(folder: &Path, flags: &[&str]) -> Result<Config, Vec<Fault>> {
    let folder = format!("--data-dir={}", folder.display());
    let mut secrets = RawSecrets::default();
    let mut arguments = vec!["latchkey", &folder];
    for flag in flags {
        let name = flag.split('=').next().unwrap().trim_start_matches('-');
        let name = name.replace('-', "_").to_ascii_uppercase();
        match SECRETS.iter().find(|(secret, _)| *secret == name) {
            Some((secret, _)) => secrets = secrets.with(secret, flag.split_once('=').unwrap().1),
            None => arguments.push(flag),
        }
    }
    parse(&arguments).with_secrets(secrets).into_config()
}

/// The flags in these arguments. A variable of whoever runs the tests does not count.
fn parse(arguments: &[&str]) -> Flags {
    let command = Flags::augment_args(clap::Command::new("latchkey")).mut_args(|argument| argument.env(None::<&str>));
    let matches = command.try_get_matches_from(arguments).unwrap();
    Flags::from_arg_matches(&matches).unwrap()
}

fn config(flags: &[&str]) -> Config {
    let folder = tempdir().unwrap();
    read(folder.path(), flags).unwrap()
}

fn faults(flags: &[&str]) -> Vec<Fault> {
    let folder = tempdir().unwrap();
    read(folder.path(), flags).unwrap_err()
}

fn variables(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.variable).collect()
}

#[test]
fn without_any_flag_it_runs_on_this_machine() {
    let folder = tempdir().unwrap();
    let config = read(folder.path(), &[]).unwrap();
    assert_eq!(
        (&*config.server.base_url, config.server.is_https()),
        ("http://localhost:3000", false)
    );
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:3000");
    assert!(config.data.database_url.0.starts_with("sqlite:") && config.data.database_url.0.ends_with("latchkey.db"));
    assert_eq!(
        (config.sessions.jwt_algorithm, config.sessions.jwt_audience),
        (JwtAlgorithm::Hs256, None)
    );
    let day = Duration::from_hours(24);
    assert_eq!(
        (
            config.sessions.jwt_lifetime,
            config.sessions.session_lifetime,
            config.sessions.absolute_lifetime
        ),
        (day / 96, day * 7, day * 30)
    );
    assert_eq!(config.sessions.password_min_length, 8);
    assert_eq!(
        (config.server.trusted_proxies, config.server.rate_limits),
        (Vec::new(), Some(Limits::default()))
    );
}

#[test]
fn every_fault_is_told_at_once_each_with_its_fix() {
    let faults = faults(&[
        "--environment=staging",
        "--base-url=ftp://example.com",
        "--listen=nowhere",
        "--jwt-algorithm=none",
        "--session-jwt-ttl=soon",
        "--session-ttl=0s",
        "--session-absolute-ttl=never",
        "--password-min-length=4",
        "--auth-secret=short",
        "--auth-secret-previous=shorter",
        "--database-url=mysql://localhost",
        "--trusted-proxies=everybody",
        "--rate-limits=few",
    ]);
    let mut named = variables(&faults);
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "AUTH_SECRET",
            "AUTH_SECRET_PREVIOUS",
            "BASE_URL",
            "DATABASE_URL",
            "ENVIRONMENT",
            "JWT_ALGORITHM",
            "LISTEN",
            "PASSWORD_MIN_LENGTH",
            "RATE_LIMITS",
            "SESSION_ABSOLUTE_TTL",
            "SESSION_JWT_TTL",
            "SESSION_TTL",
            "TRUSTED_PROXIES",
        ]
    );
    for fault in &faults {
        assert!(fault.fix.starts_with("Use ") && fault.fix.ends_with('.'), "{fault}");
        assert!(fault.to_string().starts_with(fault.variable));
    }
}

#[test]
fn no_fault_repeats_a_secret_or_a_database_password() {
    let faults = faults(&["--auth-secret=hunter2", "--database-url=mysql://me:hunter2@localhost/x"]);
    assert!(
        faults.iter().all(|fault| !fault.to_string().contains("hunter2")),
        "{faults:?}"
    );
}

#[test]
fn printing_the_settings_shows_no_secret() {
    let config = config(&[
        &format!("--auth-secret={SECRET}"),
        "--database-url=postgres://me:hunter2@localhost/x",
    ]);
    let printed = format!("{config:?}");
    assert!(!printed.contains(SECRET) && !printed.contains("hunter2"), "{printed}");
}

#[test]
fn production_refuses_what_is_only_good_for_development() {
    assert_eq!(variables(&faults(&["--environment=production"])), ["AUTH_SECRET"]);
    let plain = faults(&[
        "--environment=production",
        "--base-url=http://todo.example",
        &format!("--auth-secret={SECRET}"),
    ]);
    assert_eq!(variables(&plain), ["BASE_URL"]);
    assert!(plain[0].to_string().contains("https"));
    let short = faults(&[
        "--environment=production",
        "--base-url=https://todo.example",
        "--auth-secret=0123456789012345678901234567890",
    ]);
    assert_eq!(variables(&short), ["AUTH_SECRET"]);
    assert!(short[0].problem.contains("31 bytes"));
}

/// `latchkey doctor` and others that only look make nothing.
#[test]
fn looking_at_the_settings_makes_neither_folder_nor_secret() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let flag = format!("--data-dir={}", data.display());
    let flags = parse(&["latchkey", &flag]).with_secrets(RawSecrets::default());
    let inspection = flags.inspect();
    assert_eq!(inspection.secret_origin, SecretOrigin::NotYetMade);
    assert!(inspection.config.is_ok() && !data.exists());
}
