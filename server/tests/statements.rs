//! Every statement of the program is accepted by both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "api/support/database.rs"]
mod database;

use database::in_each_place;
use server::{
    database::{Database, Error, statement::prepare},
    store::STATEMENTS,
};
use std::{collections::BTreeSet, fs, path::Path};

#[tokio::test]
async fn both_databases_accept_every_statement() {
    in_each_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
        database.migrate().await.unwrap();
        for sql in STATEMENTS.iter().flat_map(|statements| statements.iter()) {
            if let Err(error) = prepare(&database, sql).await {
                panic!("{error}:\n{sql}");
            }
        }
        database.close().await;
    })
    .await;
}

/// The store's own folder has the data; nothing is migrated twice or missing after a restart.
#[tokio::test]
async fn migrating_twice_changes_nothing() {
    in_each_place(async |place| {
        for _ in 0..2 {
            let database = Database::open(&place.database_url).await.unwrap();
            database.migrate().await.unwrap();
            database.check().await.unwrap();
            database.close().await;
        }
        assert!(place.folder.is_dir());
    })
    .await;
}

/// Another program may write for longer than we wait. That passes, so it is no failure of ours.
#[tokio::test]
async fn a_database_somebody_else_is_writing_to_is_unavailable() {
    in_each_place(async |place| {
        let ours = Database::open(&place.database_url).await.unwrap();
        if let Database::Sqlite { .. } = ours {
            let theirs = Database::open(&place.database_url).await.unwrap();
            let writing = theirs.begin().await.unwrap();
            assert!(matches!(ours.begin().await, Err(Error::Unavailable(_))));
            writing.commit().await.unwrap();
            ours.begin().await.unwrap().commit().await.unwrap();
            theirs.close().await;
        }
        ours.close().await;
    })
    .await;
}

/// As two programs do that are started in the same second: each on a thread of its own, since waiting
/// for the other's lock holds up a whole thread.
#[tokio::test]
async fn several_programs_that_start_at_once_migrate_once() {
    in_each_place(async |place| {
        let start = || {
            let url = place.database_url.clone();
            let start = async move {
                let database = Database::open(&url).await.unwrap();
                database.migrate().await.unwrap();
                database.check().await.unwrap();
                database.close().await;
            };
            tokio::task::spawn_blocking(|| {
                tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap()
                    .block_on(start);
            })
        };
        for program in [start(), start(), start(), start()] {
            program.await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn tables_that_are_not_there_are_noticed() {
    in_each_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
        assert!(database.check().await.is_err());
        database.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_database_of_another_kind_is_refused() {
    for url in ["mysql://localhost/x", "", "latchkey.db", ":memory:"] {
        assert!(Database::open(url).await.is_err(), "{url:?} was opened");
    }
}

/// A statement that is not listed would not be prepared above.
#[test]
fn every_statement_of_the_store_is_listed() {
    let listed: BTreeSet<&str> = STATEMENTS
        .iter()
        .flat_map(|statements| statements.iter().copied())
        .collect();
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store")).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        for rest in source.split(": &str = \"").skip(1) {
            found.insert(rest.split_once("\";").unwrap().0.to_owned());
        }
    }
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, listed);
    assert!(found.len() > 20);
}

/// One clause per line, in lower case, values as binds (STYLE.md).
#[test]
fn every_statement_is_written_as_agreed() {
    for sql in STATEMENTS.iter().flat_map(|statements| statements.iter()) {
        let outside_of_texts: String = sql.split('\'').step_by(2).collect();
        assert_eq!(outside_of_texts, outside_of_texts.to_lowercase(), "{sql}");
        assert!(sql.starts_with('\n') && !sql.ends_with([';', '\n', ' ']), "{sql}");
        let placeholders: BTreeSet<usize> = (1..=20).filter(|number| has_placeholder(sql, *number)).collect();
        assert_eq!(
            placeholders,
            (1..=placeholders.len()).collect(),
            "a placeholder is left out: {sql}"
        );
    }
}

fn has_placeholder(sql: &str, number: usize) -> bool {
    let name = format!("${number}");
    sql.match_indices(&name)
        .any(|(at, _)| !sql[at + name.len()..].starts_with(|next: char| next.is_ascii_digit()))
}
