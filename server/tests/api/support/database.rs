//! A fresh database for every test, on every engine there is.
//!
//! SQLite is a file in a folder of its own. PostgreSQL takes part when `TEST_DATABASE_URL` leads to
//! one (`cargo xtask postgres` keeps one running): each test then gets a database there, which is
//! dropped afterwards, however the test ended.

use futures_util::FutureExt;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::{
    env,
    panic::{AssertUnwindSafe, resume_unwind},
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};
use tempfile::TempDir;
use url::Url;

/// Where one test keeps its data.
pub struct Place {
    pub database_url: String,
    pub folder: PathBuf,
    /// Where to drop the PostgreSQL database, and its name.
    server: Option<(Url, String)>,
    _folder: TempDir,
}

/// Runs `test` in a fresh place on each engine.
pub async fn in_each_place(test: impl AsyncFn(&Place)) {
    for engine in engines() {
        let place = Place::make(engine).await;
        let outcome = AssertUnwindSafe(test(&place)).catch_unwind().await;
        place.remove().await;
        if let Err(panic) = outcome {
            eprintln!("This was on {engine:?}.");
            resume_unwind(panic);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

/// The engines named by `LATCHKEY_TEST_ENGINES`, or those that are there. One that is named and
/// not there is a failure: a test that silently skips half its work would look like a success.
fn engines() -> Vec<Engine> {
    let has_postgres = env::var_os("TEST_DATABASE_URL").is_some();
    let Ok(named) = env::var("LATCHKEY_TEST_ENGINES") else {
        let postgres = has_postgres.then_some(Engine::Postgres);
        return [Some(Engine::Sqlite), postgres].into_iter().flatten().collect();
    };
    let engine = |name: &str| match name.trim() {
        "sqlite" => Engine::Sqlite,
        "postgres" if has_postgres => Engine::Postgres,
        "postgres" => panic!("LATCHKEY_TEST_ENGINES names postgres, but TEST_DATABASE_URL is not set"),
        other => panic!("LATCHKEY_TEST_ENGINES names {other:?}; there are sqlite and postgres"),
    };
    named.split(',').map(engine).collect()
}

impl Place {
    async fn make(engine: Engine) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().to_owned();
        let (database_url, server) = match engine {
            Engine::Sqlite => (format!("sqlite:{}", folder.join("latchkey.db").display()), None),
            Engine::Postgres => {
                let name = format!(
                    "latchkey_test_{}_{}",
                    std::process::id(),
                    COUNT.fetch_add(1, Ordering::Relaxed)
                );
                let server = Url::parse(&env::var("TEST_DATABASE_URL").unwrap()).unwrap();
                run_on(&server, format!("drop database if exists {name} with (force)")).await;
                run_on(&server, format!("create database {name}")).await;
                let mut own = server.clone();
                own.set_path(&name);
                (own.to_string(), Some((server, name)))
            }
        };
        Self {
            database_url,
            folder,
            server,
            _folder: temporary,
        }
    }

    async fn remove(self) {
        if let Some((server, name)) = self.server {
            run_on(&server, format!("drop database {name} with (force)")).await;
        }
    }
}

async fn run_on(server: &Url, sql: String) {
    let mut connection = PgConnection::connect(server.as_str()).await.unwrap();
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}
