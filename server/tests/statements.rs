//! Every statement of the program is accepted by both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "api/support/database.rs"]
mod database;

use app::model::TodoFilter;
use database::{in_each_migrated_place, in_each_place};
use server::{
    clock::Clock,
    database::{Database, Error, command, query, statement::prepare},
    store::{
        STATEMENTS,
        idempotency_keys::delete_old_keys,
        known_devices::{delete_expired_devices, find_legacy_expiry},
        sessions::delete_expired_sessions,
        todo_counts::{CountsRow, find_todo_counts},
        todo_orders, todo_queries,
        todo_search::{Beginning, find_next_of_few},
        todo_words,
    },
    todos::{TodoEvents, Todos, WordSearch, find_by_words, index_unread},
};
use sqlx::{AssertSqlSafe, Row};
use std::{collections::BTreeSet, fs, path::Path};

#[tokio::test]
async fn both_databases_accept_every_statement() {
    in_each_migrated_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
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

/// A statement that is not listed would not be prepared above. A statement begins with a line break, and what several of
/// them share does not.
#[test]
fn every_statement_of_the_store_is_listed() {
    let mut found = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store")).unwrap() {
        let path = entry.unwrap().path();
        let source = fs::read_to_string(&path).unwrap();
        let Some((_, list)) = source.split_once("STATEMENTS: &[&str] = &[") else {
            continue;
        };
        let listed: BTreeSet<&str> = list.split_once("];").unwrap().0.split(',').map(str::trim).collect();
        let statements = source.split("const ").skip(1).filter_map(|rest| {
            let (name, value) = rest.split_once(": &str = ")?;
            let text = value.strip_prefix("formatcp!(").unwrap_or(value).trim_start();
            text.starts_with("\"\n").then_some(name)
        });
        for name in statements {
            assert!(listed.contains(name), "{name} of {} is not listed", path.display());
            found += 1;
        }
    }
    assert_eq!(
        found,
        STATEMENTS.iter().map(|statements| statements.len()).sum::<usize>()
    );
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

/// What an older program has written is found as before.
#[tokio::test]
async fn todos_of_an_older_database_are_counted_and_found() {
    in_each_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
        database.migrate_to(7).await.unwrap();
        for sql in [
            "insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at)
            values ('ada', 'ada@example.com', 1 = 1, 'Ada', 'user', 1 = 1, 1, 1), ('eve', 'eve@example.com', 1 = 1, 'Eve', 'user', 1 = 1, 1, 1)",
            "insert into todos (id, user_id, title, search_key, completed, position, version, created_at, updated_at)
            values ('a', 'ada', 'Éclair', 'éclair', 1 = 1, 1, 1, 1, 1), ('b', 'ada', 'Milk', 'milk', 1 = 0, 2, 1, 1, 1)",
        ] {
            command(sql).execute(&database).await.unwrap();
        }
        database.migrate().await.unwrap();
        for (owner, active, completed) in [("ada", 1, 1), ("eve", 0, 0)] {
            let deleted = 0;
            let counts = CountsRow {
                active,
                completed,
                deleted,
                steps: 0,
            };
            assert_eq!(find_todo_counts(&database, owner).await.unwrap(), counts);
        }
        let beginning = Beginning {
            from: "écl".into(),
            until: "écm".into(),
            pattern: "écl%".into(),
        };
        let found = find_next_of_few(&database, "ada", TodoFilter::All, &beginning, None, 9).await;
        let [only] = &found.unwrap()[..] else {
            panic!("one begins like this");
        };
        assert_eq!(only.todo.title, "Éclair");
        assert_eq!((only.active_todos, only.completed_todos), (1, 1));
        assert_eq!((&*only.todo.list_id, only.todo.position, only.todo.completed_at), ("ada", 1 << 32, Some(1)));
        // So does whoever knows nothing of the counts and writes to the same tables.
        command("insert into todos (list_id, id, user_id, title, completed, position, version, created_at, updated_at) values ('eve', 'c', 'eve', 'Tea', 1 = 0, 1, 1, 1, 1)")
            .execute(&database)
            .await
            .unwrap();
        assert_eq!(find_todo_counts(&database, "eve").await.unwrap().active, 1);
        database.close().await;
    })
    .await;
}

/// Only the program knows the words of a todo, so those of before get theirs from it, a part at a time.
#[tokio::test]
async fn todos_of_an_older_database_get_their_words() {
    in_each_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
        database.migrate_to(17).await.unwrap();
        for sql in [
            "insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at)
            values ('019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d', 'ada@example.com', 1 = 1, 'Ada', 'user', 1 = 1, 1, 1)",
            "insert into lists (id, user_id, name, colour, is_inbox, position, version, change, created_at, updated_at)
            select id, id, 'Inbox', 'grey', 1 = 1, 0, 1, 0, 1, 1
            from users",
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 150)
            insert into todos (list_id, id, user_id, title, notes, completed, position, version, created_at, updated_at, deleted_at)
            select users.id, '00000000-0000-4000-8000-' || cast(100000000000 + n as text), users.id, 'Éclair ' || cast(n as text),
                'from Zoë', 1 = 0, n, 1, 1, 1, case when n = 150 then 1 end
            from numbers
            cross join users",
        ] {
            command(sql).execute(&database).await.unwrap();
        }
        database.migrate().await.unwrap();
        let todos = Todos { database, clock: Clock::system(), events: TodoEvents::default() };
        let search = WordSearch { text: "zoe ecl".into(), limit: 200, ..WordSearch::default() };
        let found = async || find_by_words(&todos, "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", &search).await.unwrap();
        assert_eq!(found().await.todos.len(), 0);
        for (indexed, finds) in [(100, 100), (50, 149), (0, 149)] {
            assert_eq!(index_unread(&todos).await.unwrap(), indexed);
            assert_eq!(found().await.todos.len(), finds);
        }
        todos.database.close().await;
    })
    .await;
}

/// What a search reads is found by an index, in a database with many todos of others; a table that is read from its
/// beginning to its end would be a cost that grows.
#[tokio::test]
async fn a_search_reads_by_index_alone() {
    in_each_migrated_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
        for sql in [
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 200)
            insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at)
            select cast(n as text), cast(n as text), 1 = 1, 'Ada', 'user', 1 = 1, 1, 1
            from numbers",
            "insert into lists (id, user_id, name, colour, is_inbox, position, version, change, created_at, updated_at)
            select id, id, 'Inbox', 'grey', 1 = 1, 0, 1, 0, 1, 1
            from users",
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 100)
            insert into todos (list_id, id, user_id, title, words, completed, position, version, created_at, updated_at)
            select users.id, users.id || '-' || cast(n as text), users.id, 'Buy', ' buy milk no' || cast(n as text) || ' ', n % 3 = 0, n, 1, 1, 1
            from numbers
            cross join users",
        ] {
            command(sql).execute(&database).await.unwrap();
        }
        if let Database::Postgres(_) = database {
            command("analyze").execute(&database).await.unwrap();
        }
        for sql in todo_words::STATEMENTS {
            let plan = plan(&database, sql).await;
            for table in ["todos", "todo_words", "lists"] {
                let whole = [format!("SCAN {table}"), format!("Seq Scan on {table}")];
                let is_whole = |line: &String| whole.iter().any(|whole| line.contains(whole)) && !line.contains("INDEX");
                assert!(!plan.iter().any(is_whole), "{plan:#?}\n{sql}");
            }
        }
        database.close().await;
    })
    .await;
}

/// How a database goes about a statement, whatever values it gets.
#[expect(
    clippy::disallowed_methods,
    reason = "no statement of the program, and one without its values"
)]
async fn plan(database: &Database, sql: &str) -> Vec<String> {
    match database {
        Database::Sqlite { writer, .. } => {
            let lines = sqlx::raw_sql(AssertSqlSafe(format!("explain query plan {sql}")))
                .fetch_all(writer)
                .await;
            lines.unwrap().iter().map(|line| line.get("detail")).collect()
        }
        Database::Postgres(pool) => {
            let values = vec!["null"; (1..=20).filter(|number| has_placeholder(sql, *number)).count()].join(", ");
            let explain = format!(
                "set enable_seqscan = off; set plan_cache_mode = force_generic_plan; prepare asked as {sql}; explain execute asked({values}); deallocate asked"
            );
            let lines = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(pool).await;
            lines.unwrap().iter().map(|line| line.get(0)).collect()
        }
    }
}

/// Of an older database the devices of everybody who is there are known by their cookies of before, for 90 days.
#[tokio::test]
async fn devices_of_an_older_database_are_carried_over() {
    in_each_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
        database.migrate_to(9).await.unwrap();
        for sql in [
            "insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at)
            values ('ada', 'ada@example.com', 1 = 1, 'Ada', 'user', 1 = 1, 1, 1), ('eve', 'eve@example.com', 1 = 1, 'Eve', 'user', 1 = 1, 1, 2)",
            "insert into sessions (id, user_id, is_remembered, created_at, renewed_at, expires_at, absolute_expires_at)
            values ('one', 'ada', 1 = 1, 5, 1000, 9999, 9999)",
        ] {
            command(sql).execute(&database).await.unwrap();
        }
        database.migrate().await.unwrap();
        command("insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at) values ('bob', 'bob@example.com', 1 = 1, 'Bob', 'user', 1 = 1, 3, 3)")
            .execute(&database)
            .await
            .unwrap();
        let days = 90 * 24 * 60 * 60 * 1000;
        for (email, now, expiry) in [
            ("ada@example.com", 1001, Some(1000 + days)),
            ("eve@example.com", 999 + days, Some(1000 + days)),
            ("eve@example.com", 1000 + days, None),
            ("bob@example.com", 1001, None),
        ] {
            assert_eq!(find_legacy_expiry(&database, email, now).await.unwrap(), expiry, "{email} at {now}");
        }
        assert_eq!(delete_expired_devices(&database, 999 + days).await.unwrap(), 0);
        assert_eq!(delete_expired_devices(&database, 1000 + days).await.unwrap(), 2);
    })
    .await;
}

/// Accounts and links go over as they are, but for changes of address, which one mailbox alone was asked for.
#[tokio::test]
async fn links_of_an_older_database_open_what_they_did() {
    #[derive(sqlx::FromRow)]
    struct Purpose {
        purpose: String,
    }
    in_each_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
        database.migrate_to(9).await.unwrap();
        command("insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at) values ('ada', 'ada@example.com', 1 = 0, 'Ada', 'user', 1 = 1, 1, 1)")
            .execute(&database)
            .await
            .unwrap();
        for (hash, purpose) in [(b"1", "verify-email"), (b"2", "reset-password"), (b"3", "change-email")] {
            command("insert into one_time_tokens (token_hash, user_id, purpose, email, created_at, expires_at) values ($1, 'ada', $2, 'ada@example.com', 1, 2)")
                .bind(&hash[..])
                .bind(purpose)
                .execute(&database)
                .await
                .unwrap();
        }
        database.migrate().await.unwrap();
        let left: Vec<Purpose> = query("select purpose from one_time_tokens order by purpose")
            .all(&database)
            .await
            .unwrap();
        let left: Vec<&str> = left.iter().map(|row| &*row.purpose).collect();
        assert_eq!(left, ["reset-password", "verify-email"]);
        database.close().await;
    })
    .await;
}

/// A statement that gives a row back gives it before it is committed. A commit can fail, as on a full disk; for which a
/// reference stands here that is only looked at then.
#[tokio::test]
async fn a_row_of_what_could_not_be_committed_is_not_given_back() {
    #[derive(Debug, sqlx::FromRow)]
    struct Id {
        #[expect(dead_code, reason = "nobody is to see it")]
        id: String,
    }
    const INSERT: &str = "insert into orphans (id, user_id) values ('a', 'nobody') returning id";
    in_each_migrated_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
        command("create table orphans (id text primary key, user_id text not null references users (id) deferrable initially deferred)")
            .execute(&database)
            .await
            .unwrap();
        let refused: Result<Option<Id>, _> = command(INSERT).optional(&database).await;
        assert!(matches!(refused, Err(Error::Orphan)), "{refused:?}");
        let refused: Result<Id, _> = command(INSERT).one(&database).await;
        assert!(matches!(refused, Err(Error::Orphan)), "{refused:?}");
        let refused: Result<Vec<Id>, _> = command(INSERT).all(&database).await;
        assert!(matches!(refused, Err(Error::Orphan)), "{refused:?}");
        database.close().await;
    })
    .await;
}

/// A part costs the same however long the list is: nothing is put in order but the two parts of two states.
#[tokio::test]
async fn every_order_and_the_changes_are_read_by_an_index() {
    #[derive(sqlx::FromRow)]
    struct Line {
        #[sqlx(default)]
        detail: String,
        #[sqlx(default, rename = "QUERY PLAN")]
        plan: String,
    }
    in_each_migrated_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
        let is_sqlite = matches!(database, Database::Sqlite { .. });
        for sql in [
            "insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at)
            values ('ada', 'ada@example.com', 1 = 1, 'Ada', 'user', 1 = 1, 1, 1)",
            "insert into lists (id, user_id, name, colour, is_inbox, position, version, change, created_at, updated_at)
            values ('ada', 'ada', 'Inbox', 'grey', 1 = 1, 0, 1, 0, 1, 1)",
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 20000)
            insert into todos (id, user_id, list_id, title, search_key, completed, position, version, change, priority, due_date, created_at, updated_at)
            select 'todo' || cast(n as text), 'ada', 'ada', 'x', 'x', n % 2 = 0, n, 1, n, 1 + n % 4, '2026-12-' || cast(10 + n % 20 as text), n, n
            from numbers",
            "analyze",
        ] {
            command(sql).execute(&database).await.unwrap();
        }
        let changed = todo_queries::STATEMENTS.iter().filter(|sql| sql.contains("change <=") || sql.contains("due_key"));
        for sql in todo_orders::STATEMENTS.iter().chain(changed) {
            let explained = format!("explain {}{}", if is_sqlite { "query plan" } else { "" }, with_values(sql));
            let lines: Vec<Line> = query(explained.leak()).all(&database).await.unwrap();
            let plan: String = lines.into_iter().map(|line| line.detail + &line.plan + "\n").collect();
            assert!(!plan.contains("SCAN todos") && !plan.contains("Seq Scan on todos"), "{plan}{sql}");
            // SQLite puts what it has found in order right behind finding it.
            let mut lines = plan.lines().zip(plan.lines().skip(1));
            assert!(!lines.any(|(line, next)| line.contains("SEARCH todos ") && next.contains("TEMP B-TREE")), "{plan}{sql}");
            let sorts = plan.matches("USE TEMP B-TREE").count() + plan.matches("Sort Key").count();
            let more = usize::from(sql.contains("union all"));
            assert!(sorts <= more * (1 + usize::from(is_sqlite)), "{plan}{sql}");
            // The steps of what is found are counted beside it.
            let searches = plan.matches("SEARCH todos USING").count() + plan.matches("on todos").count()
                - plan.matches("on todos steps").count();
            assert_eq!(searches, 1 + more, "{plan}{sql}");
        }
        database.close().await;
    })
    .await;
}

/// A statement with values in place of its placeholders.
fn with_values(sql: &str) -> String {
    let is_text = sql.contains("due_key") || sql.contains("search_start");
    let key = if is_text { "'2'" } else { "2" };
    let place = ["'ada'", "(1 = 0)", "(1 = 1)", key, "5", "''", "50"];
    let values = match sql.contains("union all") {
        true if sql.contains(" < $8") => [&place[..], &[key, "'ada'"]].concat(),
        true => [&place[..], &["'ada'"]].concat(),
        false if sql.contains("completed = $2") => vec!["'ada'", "(1 = 0)", key, "50", "50"],
        false => vec!["'ada'", key, "5", "''", "50"],
    };
    let values: Vec<(usize, &str)> = (1..).zip(values).collect();
    values.iter().rev().fold(sql.to_owned(), |sql, (number, value)| {
        sql.replace(&format!("${number}"), value)
    })
}

/// On SQLite nobody else writes while rows are deleted, so they go a part at a time.
#[tokio::test]
async fn what_has_expired_is_deleted_in_parts() {
    in_each_migrated_place(async |place| {
        let database = Database::open(&place.database_url).await.unwrap();
        for sql in [
            "insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at)
            values ('ada', 'ada@example.com', 1 = 1, 'Ada', 'user', 1 = 1, 1, 1)",
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 1201)
            insert into sessions (id, user_id, is_remembered, created_at, renewed_at, expires_at, absolute_expires_at)
            select cast(n as text), 'ada', 1 = 1, 1, 1, case when n <= 1200 then 1 else 9 end, 9
            from numbers",
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 1201)
            insert into idempotency_keys (user_id, key, request_hash, todo_id, created_at)
            select 'ada', cast(n as text), users_hash.hash, 'todo', case when n <= 1200 then 1 else 9 end
            from numbers
            cross join (select $1 as hash) users_hash",
        ] {
            let insert = command(sql);
            let insert = if sql.contains("$1") {
                insert.bind(&b"hash"[..])
            } else {
                insert
            };
            insert.execute(&database).await.unwrap();
        }
        for deleted in [500, 500, 200, 0] {
            assert_eq!(delete_expired_sessions(&database, 5).await.unwrap(), deleted);
            assert_eq!(delete_old_keys(&database, 5).await.unwrap(), deleted);
        }
        database.close().await;
    })
    .await;
}
