//! A fresh database for every test, on every engine there is.
//!
//! SQLite is a file in a folder of its own. PostgreSQL takes part when `TEST_DATABASE_URL` leads to
//! one (`cargo xtask postgres` keeps one running): each test then gets a database there, which is
//! dropped afterwards, however the test ended.

use futures_util::FutureExt;
use server::database::Database;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::{
    env, fs,
    panic::{AssertUnwindSafe, resume_unwind},
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use url::Url;

/// Where one test keeps its data.
pub struct Place {
    pub database_url: String,
    pub folder: PathBuf,
    /// Where to drop the PostgreSQL database, and its name.
    server: Option<(Url, String)>,
    _folder: TempDir,
}

/// Runs `test` in a fresh place on each engine, without a table.
pub async fn in_each_place(test: impl AsyncFn(&Place)) {
    in_each(Content::Nothing, test).await;
}

/// The same with all tables, which takes less time than making them.
pub async fn in_each_migrated_place(test: impl AsyncFn(&Place)) {
    in_each(Content::Tables, test).await;
}

async fn in_each(content: Content, test: impl AsyncFn(&Place)) {
    for engine in engines() {
        let place = Place::make(engine, content).await;
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

/// What is in a database from the start.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Nothing,
    /// A copy of one that was migrated once in this process.
    Tables,
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
    async fn make(engine: Engine, content: Content) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().to_owned();
        let (database_url, server) = match engine {
            Engine::Sqlite => {
                let file = folder.join("latchkey.db");
                if content == Content::Tables {
                    fs::write(&file, migrated_file().await).unwrap();
                }
                (format!("sqlite:{}", file.display()), None)
            }
            Engine::Postgres => {
                let name = format!("{}_{}", name_of_process(), COUNT.fetch_add(1, Ordering::Relaxed));
                let server = Url::parse(&env::var("TEST_DATABASE_URL").unwrap()).unwrap();
                let template = match content {
                    Content::Nothing => "template1",
                    Content::Tables => migrated_template(&server).await,
                };
                make_database(&server, &name, template).await;
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

/// A file of SQLite with all tables.
async fn migrated_file() -> &'static [u8] {
    static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
    FILE.get_or_init(async || {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("latchkey.db");
        migrate(&format!("sqlite:{}", file.display())).await;
        fs::read(file).unwrap()
    })
    .await
}

/// The name of a database of PostgreSQL with all tables, and nobody in it.
async fn migrated_template(server: &Url) -> &'static str {
    static NAME: OnceCell<String> = OnceCell::const_new();
    NAME.get_or_init(async || {
        let name = format!("{}_template", name_of_process());
        make_database(server, &name, "template1").await;
        let mut own = server.clone();
        own.set_path(&name);
        migrate(own.as_str()).await;
        name
    })
    .await
}

async fn migrate(url: &str) {
    let database = Database::open(url).await.unwrap();
    database.migrate().await.unwrap();
    database.close().await;
}

fn name_of_process() -> String {
    format!("latchkey_test_{}", std::process::id())
}

async fn make_database(server: &Url, name: &str, template: &str) {
    run_on(server, format!("drop database if exists {name} with (force)")).await;
    run_on(
        server,
        format!("create database {name} template {template} strategy file_copy"),
    )
    .await;
}

async fn run_on(server: &Url, sql: String) {
    let mut connection = PgConnection::connect(server.as_str()).await.unwrap();
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}
