use crate::{
    database::in_each_place,
    support::{Shell, register},
};
use serde_json::Value;
use server::database::{Database, command};
use std::{fs, os::unix::fs::PermissionsExt, path::Path};
use tempfile::tempdir;

/// What a doctor has found: area, state and fix.
fn findings(shell: &Shell, code: i32) -> Vec<(String, String, String)> {
    let said = shell.run(&["doctor", "--json"]);
    assert_eq!((said.code, said.err.as_str()), (code, ""), "{said:?}");
    let shown: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(shown["ok"], code == 0);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let findings = shown["findings"].as_array().unwrap().iter();
    let findings: Vec<_> = findings
        .map(|found| (text(&found["area"]), text(&found["state"]), text(&found["fix"])))
        .collect();
    assert!(
        findings.iter().all(|(_, state, fix)| (state == "ok") == fix.is_empty()),
        "{findings:?}"
    );
    findings
}

/// The areas in which something is wrong.
fn wrong(shell: &Shell, code: i32) -> Vec<(String, String)> {
    let wrong = findings(shell, code).into_iter().filter(|(_, state, _)| state != "ok");
    wrong.map(|(area, state, _)| (area, state)).collect()
}

fn pair(area: &str, state: &str) -> (String, String) {
    (area.to_owned(), state.to_owned())
}

#[tokio::test]
async fn a_sound_installation_is_well_while_it_runs_and_when_it_does_not() {
    in_each_place(async |place| {
        let shell = Shell::at(place)
            .with("RATE_LIMITS", "on")
            .with("LISTEN", "127.0.0.1:3000");
        let server = Shell::at(place).serve();
        register(server.address, "ada@example.com");
        assert_eq!(wrong(&shell, 0), []);
        server.stop();
        assert_eq!(wrong(&shell, 0), []);
        let words = shell.run(&["doctor"]);
        assert!(
            words.out.contains("✓ database") && words.out.ends_with("All is well.\n"),
            "{words:?}"
        );
    })
    .await;
}

/// Every file with its content and its times.
fn everything_in(folder: &Path) -> Vec<(String, Vec<u8>, std::time::SystemTime)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let modified = path.metadata().unwrap().modified().unwrap();
        if path.is_dir() {
            found.push((path.display().to_string(), Vec::new(), modified));
            found.extend(everything_in(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap(), modified));
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn a_doctor_changes_nothing() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        assert_eq!(shell.run(&["migrate"]).code, 0);
        let before = everything_in(&place.folder);
        findings(&shell, 0);
        assert_eq!(everything_in(&place.folder), before);
    })
    .await;
}

#[test]
fn where_nothing_is_there_yet_all_is_well_and_stays_away() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path())
        .without("AUTH_SECRET")
        .without("LISTEN")
        .without("RATE_LIMITS");
    assert_eq!(wrong(&shell, 0), []);
    assert!(!shell.data().exists());
}

#[test]
fn every_wrong_setting_is_a_finding_with_its_fix() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path())
        .with("ENVIRONMENT", "production")
        .with("BASE_URL", "http://todo.example")
        .with("AUTH_SECRET", "short")
        .with("SMTP_URL", "hunter2");
    let wrong = wrong(&shell, 1);
    let faults = wrong
        .iter()
        .filter(|found| **found == pair("settings", "fault"))
        .count();
    assert_eq!(faults, 4, "{wrong:?}");
    assert!(!shell.run(&["doctor"]).out.contains("hunter2"));
}

#[test]
fn a_secret_that_can_be_guessed_is_found() {
    let folder = tempdir().unwrap();
    for (secret, state) in [
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Some("fault")),
        ("passwordpasswordpasswordpassword", Some("fault")),
        (crate::support::SECRET, None),
    ] {
        let shell = Shell::in_folder(folder.path()).with("AUTH_SECRET", secret);
        let code = i32::from(state.is_some());
        let found = wrong(&shell, code).into_iter().find(|(area, _)| area == "secret");
        assert_eq!(found.map(|(_, state)| state).as_deref(), state, "{secret}");
    }
}

#[test]
fn addresses_that_do_not_belong_together_are_found() {
    let folder = tempdir().unwrap();
    for (base_url, listen, proxies) in [
        ("https://todo.example", "127.0.0.1:3000", ""),
        ("http://todo.example", "0.0.0.0:3000", ""),
        ("http://localhost:3000", "0.0.0.0:3000", ""),
        ("http://localhost:3000", "127.0.0.1:4000", ""),
        ("http://localhost:3000", "127.0.0.1:3000", "0.0.0.0/1"),
    ] {
        let shell = Shell::in_folder(folder.path())
            .with("RATE_LIMITS", "on")
            .with("BASE_URL", base_url)
            .with("LISTEN", listen)
            .with("TRUSTED_PROXIES", proxies);
        // Emails would be shown to whoever comes, so there are none, and nobody can reset a password.
        let code = i32::from(!base_url.contains("localhost"));
        let wrong = wrong(&shell, code);
        assert!(wrong.contains(&pair("addresses", "warning")), "{base_url} {listen}");
        assert_eq!(wrong.contains(&pair("mail", "fault")), code == 1, "{base_url}");
    }
    let good = Shell::in_folder(folder.path())
        .with("ENVIRONMENT", "production")
        .with("RATE_LIMITS", "on")
        .with("BASE_URL", "https://todo.example")
        .with("TRUSTED_PROXIES", "loopback");
    assert_eq!(wrong(&good, 0), [pair("mail", "warning")]);
}

#[tokio::test]
async fn files_that_others_can_read_are_found() {
    in_each_place(async |place| {
        let shell = Shell::at(place).without("AUTH_SECRET");
        let server = shell.serve();
        server.stop();
        let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        open(&shell.data(), 0o755);
        open(&shell.data().join("auth-secret"), 0o644);
        let faults = wrong(&shell, 1)
            .into_iter()
            .filter(|found| *found == pair("files", "fault"))
            .count();
        assert_eq!(faults, 2);
        open(&shell.data(), 0o700);
        open(&shell.data().join("auth-secret"), 0o600);
        if !shell.is_postgres() {
            open(&place.folder.join("latchkey.db"), 0o644);
            assert!(wrong(&shell, 0).contains(&pair("files", "warning")));
        }
    })
    .await;
}

#[tokio::test]
async fn a_database_that_is_away_is_found() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        if shell.is_postgres() {
            let away = shell.with("DATABASE_URL", "postgres://me:hunter2@127.0.0.1:1/nothing");
            assert!(wrong(&away, 1).contains(&pair("database", "fault")));
            assert!(!away.run(&["doctor"]).out.contains("hunter2"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_damaged_file_is_found() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        if shell.is_postgres() {
            return;
        }
        assert_eq!(shell.run(&["migrate"]).code, 0);
        let path = place.folder.join("latchkey.db");
        let mut bytes = fs::read(&path).unwrap();
        for page in bytes.chunks_mut(4096).skip(2).step_by(2) {
            page[..64].fill(0xff);
        }
        fs::write(&path, bytes).unwrap();
        assert!(wrong(&shell, 1).contains(&pair("database", "fault")));
        fs::write(&path, "this is no database, though it has the name of one".repeat(100)).unwrap();
        assert!(wrong(&shell, 1).contains(&pair("database", "fault")));
    })
    .await;
}

#[tokio::test]
async fn tables_that_are_older_or_newer_are_found() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        assert_eq!(shell.run(&["migrate"]).code, 0);
        let change = async |sql: &'static str| {
            let database = Database::open(&place.database_url).await.unwrap();
            command(sql).execute(&database).await.unwrap();
            database.close().await;
        };
        change(
            "update _sqlx_migrations set version = 9999 where version = (select max(version) from _sqlx_migrations)",
        )
        .await;
        assert!(wrong(&shell, 1).contains(&pair("migrations", "fault")));
        change("delete from _sqlx_migrations where version = 9999").await;
        assert!(wrong(&shell, 0).contains(&pair("migrations", "warning")));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_number_of_todos_is_found_and_mended_by_migrating() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        assert_eq!(shell.run(&["migrate"]).code, 0);
        let database = Database::open(&place.database_url).await.unwrap();
        for sql in [
            "insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at)
            values ('ada', 'ada@example.com', 1 = 1, 'Ada', 'user', 1 = 1, 1, 1)",
            "insert into lists (id, user_id, name, colour, is_inbox, position, version, change, created_at, updated_at) values ('ada', 'ada', 'Inbox', 'grey', true, 0, 1, 0, 1, 1)",
            "insert into todo_counts (list_id, user_id, active, completed, deleted) values ('ada', 'ada', 1, 0, 0)",
        ] {
            command(sql).execute(&database).await.unwrap();
        }
        database.close().await;
        assert!(wrong(&shell, 1).contains(&pair("todos", "fault")));
        let said = shell.run(&["migrate", "--json"]).json();
        assert_eq!(said["recounted"], 1, "{said}");
        assert!(!wrong(&shell, 0).contains(&pair("todos", "fault")));
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_was_set_back_is_found() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        assert_eq!(shell.run(&["migrate"]).code, 0);
        let database = Database::open(&place.database_url).await.unwrap();
        command("insert into audit_events (id, kind, created_at) values ('e1', 'signed-in', 4102444800000)")
            .execute(&database)
            .await
            .unwrap();
        database.close().await;
        assert!(wrong(&shell, 1).contains(&pair("clock", "fault")));
    })
    .await;
}

#[tokio::test]
async fn a_mail_server_that_does_not_answer_is_found() {
    in_each_place(async |place| {
        let shell = Shell::at(place).with("SMTP_URL", "smtp://me:hunter2@127.0.0.1:1");
        assert!(wrong(&shell, 1).contains(&pair("mail", "fault")));
        assert!(!shell.run(&["doctor"]).out.contains("hunter2"));
    })
    .await;
}

/// Releases before this one decoded `%`, so the data may lie elsewhere: that is said, and nothing new is made.
#[test]
fn data_at_a_path_that_used_to_be_decoded_is_found() {
    let folder = tempdir().unwrap();
    let (decoded, literal) = (folder.path().join("My Data"), folder.path().join("My%20Data"));
    let made = Shell::in_folder(folder.path()).with("DATA_DIR", decoded.to_str().unwrap());
    assert_eq!(made.run(&["migrate"]).code, 0);
    let shell = Shell::in_folder(folder.path()).with("DATA_DIR", literal.to_str().unwrap());
    assert!(wrong(&shell, 1).contains(&pair("database", "fault")));
    let said = shell.run(&["migrate"]);
    assert!(
        said.code == 1 && said.err.contains("My Data") && said.err.contains("My%20Data"),
        "{said:?}"
    );
    assert!(!literal.join("latchkey.db").exists());
    fs::remove_file(decoded.join("latchkey.db")).unwrap();
    assert_eq!(shell.run(&["migrate"]).code, 0);
    assert!(literal.join("latchkey.db").exists());
}

/// What root has made in passing stops a service that runs as somebody else.
#[tokio::test]
async fn files_of_somebody_else_are_found() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path());
    assert_eq!(shell.run(&["backup"]).code, 1, "there is nothing yet");
    assert_eq!(shell.run(&["migrate"]).code, 0);
    assert_eq!(shell.run(&["backup"]).code, 0);
    let faults = |shell: &Shell, code| {
        wrong(shell, code)
            .into_iter()
            .filter(|found| *found == pair("files", "fault"))
            .count()
    };
    assert_eq!(faults(&shell, 0), 0);
    let (data, nobody) = (shell.data(), Some(65534));
    // Only root can give files away, and only then can there be any of somebody else.
    for path in [data.clone(), data.join("latchkey.db")] {
        if std::os::unix::fs::chown(&path, nobody, None).is_err() {
            return;
        }
    }
    // The lock files, the folder of backups and the one backup.
    assert!(faults(&shell, 1) >= 3);
    let words = shell.run(&["doctor"]).out;
    assert!(words.contains("backups") && words.contains("chown"), "{words}");
}

/// In such a database some texts cannot be stored, and the lengths of others are counted in bytes.
#[tokio::test]
async fn a_database_in_another_encoding_is_refused_and_found() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        if !shell.is_postgres() {
            return;
        }
        for encoding in ["SQL_ASCII", "LATIN1"] {
            let name = format!("latchkey_test_{}_{}", encoding.to_ascii_lowercase(), std::process::id());
            let run = async |sql: String| {
                let database = Database::open(&place.database_url).await.unwrap();
                command(Box::leak(sql.into_boxed_str()))
                    .execute(&database)
                    .await
                    .unwrap();
                database.close().await;
            };
            run(format!(
                "create database {name} encoding '{encoding}' template template0 lc_collate 'C' lc_ctype 'C'"
            ))
            .await;
            let (server, _) = place.database_url.rsplit_once('/').unwrap();
            let other = Shell::at(place).with("DATABASE_URL", &format!("{server}/{name}"));
            let (said, found) = (other.run(&["migrate"]), other.run(&["doctor"]));
            run(format!("drop database {name} with (force)")).await;
            for (code, words) in [(said.code, said.err), (found.code, found.out)] {
                assert_eq!(code, 1, "{words}");
                assert!(
                    words.contains(encoding) && words.contains("createdb --encoding=UTF8") && words.contains(&name),
                    "{words}"
                );
            }
        }
    })
    .await;
}
