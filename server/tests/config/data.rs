//! The data folder, the database, and how long the record is kept.

use crate::{SECRET, config, faults, read, variables};
use std::{fs, time::Duration};
use tempfile::tempdir;

#[test]
fn a_data_folder_that_cannot_be_made_is_a_fault() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let faults = read(&folder.path().join("file/data"), &[&format!("--auth-secret={SECRET}")]).unwrap_err();
    assert_eq!(variables(&faults), ["DATA_DIR"]);
}

#[test]
fn a_data_folder_is_what_is_written() {
    for name in [
        "a%2Fb",
        "what?x",
        "a?mode=ro",
        "My%20Data",
        "a#b",
        "ä ü",
        "a'b;c+d",
        "%",
        "a%zz",
    ] {
        let folder = tempdir().unwrap();
        let data = folder.path().join(name);
        let config = read(&data, &[]).unwrap();
        let file = server::database::Database::file(&config.data.database_url.0).unwrap();
        assert_eq!(file, Some(data.join("latchkey.db")), "{name}");
    }
}

#[test]
fn connections_to_the_database_can_be_limited() {
    assert_eq!(config(&[]).data.database_connections, 10);
    assert_eq!(config(&["--database-connections=25"]).data.database_connections, 25);
    for wrong in ["0", "1001", "-1", "many", ""] {
        assert_eq!(
            variables(&faults(&[&format!("--database-connections={wrong}")])),
            ["DATABASE_CONNECTIONS"],
            "{wrong:?}"
        );
    }
}

#[test]
fn the_record_is_kept_for_a_time_that_can_be_chosen() {
    let day = Duration::from_hours(24);
    assert_eq!(config(&[]).data.audit_retention, day * 90);
    assert_eq!(
        config(&["--audit-retention=1y"]).data.audit_retention.as_secs() / day.as_secs(),
        365
    );
    for wrong in ["0s", "long", "-1d", ""] {
        assert_eq!(
            variables(&faults(&[&format!("--audit-retention={wrong}")])),
            ["AUDIT_RETENTION"],
            "{wrong:?}"
        );
    }
}

#[test]
fn production_checks_who_its_database_is() {
    let url = |environment: &str, url: &str| {
        let secret = format!("--auth-secret={SECRET}");
        let url = format!("--database-url={url}");
        config(&[&format!("--environment={environment}"), &secret, &url])
            .data
            .database_url
            .0
    };
    for (given, used) in [
        (
            "postgres://me:pw@db.example/x",
            "postgres://me:pw@db.example/x?sslmode=verify-full",
        ),
        (
            "postgres://db.example/x?application_name=a",
            "postgres://db.example/x?application_name=a&sslmode=verify-full",
        ),
        (
            "postgres:///x?host=db.example",
            "postgres:///x?host=db.example&sslmode=verify-full",
        ),
    ] {
        assert_eq!(url("production", given), used);
        assert_eq!(url("development", given), given);
    }
    for near_or_decided in [
        "postgres://localhost/x",
        "postgres://me:pw@127.0.0.1:5433/x",
        "postgres://[::1]/x",
        "postgres:///x?host=/run/postgresql",
        "postgres://%2Frun%2Fpostgresql/x",
        "postgres://db.example/x?sslmode=disable",
        "postgres://db.example/x?sslmode=require",
    ] {
        assert_eq!(url("production", near_or_decided), near_or_decided);
    }
}
