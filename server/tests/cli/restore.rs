use crate::{
    database::{Place, in_each_place},
    support::{Shell, add_todo, log_in, mode, register, titles},
};
use server::database::{Database, command};
use std::fs;

/// A database with Ada and one todo, and a backup of it named `backup`.
fn with_a_backup(place: &Place) -> Shell {
    let shell = Shell::at(place);
    let server = shell.serve();
    let token = register(server.address, "ada@example.com");
    assert!(add_todo(server.address, &token, "before"));
    shell.run(&["backup", "backup", "--json"]).json();
    assert!(add_todo(server.address, &token, "after"));
    server.stop();
    shell
}

fn todos(shell: &Shell) -> Vec<String> {
    let server = shell.serve();
    let titles = titles(server.address, &log_in(server.address, "ada@example.com"));
    server.stop();
    titles
}

/// Makes the tables of an older program.
async fn migrate_to(place: &Place, step: i64) {
    let database = Database::open(&place.database_url).await.unwrap();
    database.migrate_to(step).await.unwrap();
    database.close().await;
}

async fn run(place: &Place, sql: &'static str) {
    let database = Database::open(&place.database_url).await.unwrap();
    command(sql).execute(&database).await.unwrap();
    database.close().await;
}

#[tokio::test]
async fn what_was_there_comes_back_and_what_was_replaced_stays_aside() {
    in_each_place(async |place| {
        let shell = with_a_backup(place);
        assert_eq!(todos(&shell), ["before", "after"]);
        let said = shell.run(&["restore", "backup", "--json"]).json();
        assert_eq!(todos(&shell), ["before"]);
        if shell.is_postgres() {
            assert!(said["replaced"].is_null());
            return;
        }
        assert_eq!(mode(&place.folder.join("latchkey.db")), 0o600);
        let replaced = said["replaced"].as_str().unwrap();
        let again = Shell::at(place).with("DATABASE_URL", &format!("sqlite:{replaced}"));
        assert_eq!(
            todos(&again),
            ["before", "after"],
            "nothing of the replaced one is lost"
        );
        let left: Vec<_> = fs::read_dir(&place.folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert!(
            left.iter().all(|name| !name.to_str().unwrap().contains("restoring")),
            "{left:?}"
        );
    })
    .await;
}

/// The log of a program that was killed holds the latest changes; it must not be read into the backup.
#[tokio::test]
async fn the_log_of_a_killed_server_is_not_mixed_into_the_backup() {
    in_each_place(async |place| {
        let shell = with_a_backup(place);
        let server = shell.serve();
        let token = log_in(server.address, "ada@example.com");
        assert!(add_todo(server.address, &token, "last words"));
        drop(server);
        let said = shell.run(&["restore", "backup", "--force", "--json"]).json();
        assert_eq!(todos(&shell), ["before"]);
        if let Some(replaced) = said["replaced"].as_str() {
            let again = Shell::at(place).with("DATABASE_URL", &format!("sqlite:{replaced}"));
            assert_eq!(todos(&again), ["before", "after", "last words"]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_restore_waits_for_nobody_and_goes_over_nobody() {
    in_each_place(async |place| {
        let shell = with_a_backup(place);
        let server = shell.serve();
        let refused = shell.run(&["restore", "backup", "--json"]).error(1);
        assert!(
            refused["next"].as_str().unwrap().contains("Stop the server"),
            "{refused}"
        );
        let token = log_in(server.address, "ada@example.com");
        assert_eq!(titles(server.address, &token), ["before", "after"]);
        if shell.is_postgres() {
            shell.run(&["restore", "backup", "--force", "--json"]).json();
            // The session is younger than the backup, so it is gone.
            let token = log_in(server.address, "ada@example.com");
            assert_eq!(titles(server.address, &token), ["before"]);
        } else {
            assert_eq!(shell.run(&["restore", "backup", "--force"]).code, 1);
        }
        server.stop();
    })
    .await;
}

#[tokio::test]
async fn into_an_empty_place_it_restores_too() {
    in_each_place(async |place| {
        let shell = with_a_backup(place);
        if shell.is_postgres() {
            run(place, "drop table todo_labels").await;
            run(place, "drop table todos").await;
            run(place, "drop table _sqlx_migrations").await;
        } else {
            fs::remove_file(place.folder.join("latchkey.db")).unwrap();
        }
        let said = shell.run(&["restore", "backup", "--json"]).json();
        assert!(said["replaced"].is_null());
        assert_eq!(todos(&shell), ["before"]);
    })
    .await;
}

/// As after an upgrade that has to be taken back: tables the backup knows nothing of refer to those it replaces.
#[tokio::test]
async fn an_older_backup_goes_over_newer_tables_and_is_brought_up_to_date() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        migrate_to(place, 6).await;
        shell.run(&["backup", "older", "--json"]).json();
        assert_eq!(shell.run(&["migrate"]).code, 0);
        let said = shell.run(&["restore", "older", "--json"]).json();
        assert_eq!(said["version"], 6);
        let server = shell.serve();
        register(server.address, "ada@example.com");
        server.stop();
    })
    .await;
}

#[tokio::test]
async fn what_is_no_backup_changes_nothing() {
    in_each_place(async |place| {
        let shell = with_a_backup(place);
        let backup = fs::read(place.folder.join("backup")).unwrap();
        let mut broken = backup.clone();
        // Past the head, so that it still looks like a backup.
        let middle = broken.len() / 2;
        broken.truncate(middle);
        fs::write(place.folder.join("cut"), broken).unwrap();
        fs::write(place.folder.join("empty"), "").unwrap();
        fs::write(place.folder.join("words"), "select 1;".repeat(1000)).unwrap();
        for file in ["cut", "empty", "words", "nothing", "."] {
            let error = shell.run(&["restore", file, "--json"]).error(1);
            assert!(!error["next"].as_str().unwrap().is_empty(), "{file}");
        }
        assert_eq!(todos(&shell), ["before", "after"]);
    })
    .await;
}

#[tokio::test]
async fn a_backup_of_a_newer_program_is_refused() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        assert_eq!(shell.run(&["migrate"]).code, 0);
        run(
            place,
            "update _sqlx_migrations set version = 9999 where version = (select max(version) from _sqlx_migrations)",
        )
        .await;
        shell.run(&["backup", "newer", "--json"]).json();
        let error = shell.run(&["restore", "newer", "--json"]).error(1);
        assert!(error["next"].as_str().unwrap().contains("newer program"), "{error}");
    })
    .await;
}
