//! What Latchkey is compared with: a bare axum program on a copy of the same database, with nothing around the handlers.
//!
//! It knows no sessions, checks nothing and has no layers; each handler runs one statement, or none, and answers. What
//! is between its figures and Latchkey's is what Latchkey does besides. The connections are kept as in Latchkey's
//! `database/sqlite.rs`, `readers.rs` and `postgres.rs`; whoever changes them there changes them here. Below `/sqlx` it
//! reads through sqlx's own pool, as most programs do.

use anyhow::Context;
use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
    serve::ListenerExt,
};
use benches::Result;
use deadpool::{
    Runtime,
    managed::{Manager, Metrics, Pool, RecycleResult, Timeouts},
};
use serde::{Deserialize, Serialize};
use sqlx::{
    ConnectOptions, FromRow, PgPool, SqliteConnection, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    collections::HashMap,
    env, fs,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::net::TcpListener;

const READERS: usize = 4;
const CONNECTIONS: u32 = 10;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// The statement of `GET /api/todos`.
const LIST: &str = "
select id, title, completed, position, version, created_at, updated_at
from todos
where user_id = $1 and (position, id) > ($2, $3)
order by position, id
limit $4";

const USER: &str = "
select id, email, name
from users
where id = $1";

/// The statement of `POST /api/todos`.
const INSERT: &str = "
insert into todos (list_id, id, user_id, title, search_key, completed, position, version, created_at, updated_at)
values ($2, $1, $2, $3, $4, $5, (select coalesce(max(position), 0) + 1 from todos where user_id = $2), 1, $6, $6)
on conflict (id) do nothing
returning id, title, completed, position, version, created_at, updated_at";

#[derive(Serialize, FromRow)]
struct Todo {
    id: String,
    title: String,
    completed: bool,
    position: i64,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

#[derive(Serialize, FromRow)]
struct User {
    id: String,
    email: String,
    name: String,
}

#[derive(Deserialize)]
struct NewTodo {
    title: String,
}

#[derive(Clone)]
struct Bare {
    database: Database,
    /// Answers that are always the same, by name.
    fixed: Arc<HashMap<String, axum::body::Bytes>>,
    /// Makes ids.
    added: Arc<AtomicU64>,
}

#[derive(Clone)]
enum Database {
    Sqlite {
        writer: SqlitePool,
        readers: Pool<Reader>,
        /// The same of sqlx.
        asked_readers: SqlitePool,
    },
    Postgres {
        pool: PgPool,
        /// The same, lent in the way sqlx lends by itself.
        asked: PgPool,
    },
}

/// Opens a connection that only reads. Nobody asks it whether it is alive.
struct Reader(SqliteConnectOptions);

impl Manager for Reader {
    type Type = SqliteConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<SqliteConnection, sqlx::Error> {
        self.0.connect().await
    }

    async fn recycle(&self, _: &mut SqliteConnection, _: &Metrics) -> RecycleResult<sqlx::Error> {
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let bare = Bare {
        database: open(&env::var("DATABASE_URL").context("DATABASE_URL is not set")?).await?,
        fixed: Arc::new(fixed(&env::var("FIXED_DIR").context("FIXED_DIR is not set")?)?),
        added: Arc::default(),
    };
    let router = Router::new()
        .route("/readyz", get(async || "ok"))
        .route("/todos/{user_id}", get(list).post(add))
        .route("/users/{id}", get(user))
        .route("/sqlx/todos/{user_id}", get(list_by_sqlx))
        .route("/sqlx/users/{id}", get(user_by_sqlx))
        .route("/fixed/{name}", get(fixed_answer))
        .with_state(bare);
    let listener = TcpListener::bind(env::var("LISTEN").context("LISTEN is not set")?).await?;
    let listener = listener.tap_io(|stream| {
        // Where it cannot be set, the figures are worse, and that is all.
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

async fn open(url: &str) -> Result<Database> {
    if url.starts_with("postgres") {
        let pool = || {
            PgPoolOptions::new()
                .max_connections(CONNECTIONS)
                .acquire_timeout(ACQUIRE_TIMEOUT)
        };
        return Ok(Database::Postgres {
            pool: pool().test_before_acquire(false).connect(url).await?,
            asked: pool().connect(url).await?,
        });
    }
    let options = SqliteConnectOptions::from_str(url)?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true)
        .pragma("trusted_schema", "off")
        .pragma("cell_size_check", "on")
        .pragma("journal_size_limit", "67108864")
        .pragma("temp_store", "memory")
        .pragma("secure_delete", "fast");
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    let reading = options.clone().read_only(true);
    Ok(Database::Sqlite {
        writer: pool()
            .max_connections(1)
            .min_connections(1)
            .test_before_acquire(false)
            .connect_with(options)
            .await?,
        readers: Pool::builder(Reader(reading.clone()))
            .max_size(READERS)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(ACQUIRE_TIMEOUT),
                create: Some(ACQUIRE_TIMEOUT),
                recycle: None,
            })
            .build()?,
        asked_readers: pool()
            .max_connections(u32::try_from(READERS)?)
            .connect_with(reading)
            .await?,
    })
}

/// The files of the directory, in memory.
fn fixed(directory: &str) -> Result<HashMap<String, axum::body::Bytes>> {
    let mut files = HashMap::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name, fs::read(entry.path())?.into());
    }
    Ok(files)
}

async fn fixed_answer(State(bare): State<Bare>, Path(name): Path<String>) -> Response {
    let Some(body) = bare.fixed.get(&name).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = if name.contains(".wasm") {
        "application/wasm"
    } else {
        "text/html; charset=utf-8"
    };
    let mut headers: Vec<(HeaderName, &str)> = vec![(header::CONTENT_TYPE, kind)];
    // The last part of the name, if it is one.
    let encoding = ["br", "gzip"].into_iter().find(|encoding| name.ends_with(encoding));
    headers.extend(encoding.map(|encoding| (header::CONTENT_ENCODING, encoding)));
    (axum::response::AppendHeaders(headers), body).into_response()
}

/// A failure of the database, told without words.
struct Failure;

impl<E: std::error::Error> From<E> for Failure {
    fn from(_: E) -> Self {
        Self
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

/// Runs a query on whatever holds the connections.
macro_rules! list_on {
    ($target:expr, $user_id:expr) => {
        sqlx::query_as(LIST)
            .bind($user_id)
            .bind(i64::MIN)
            .bind("")
            .bind(51_i64)
            .fetch_all($target)
            .await?
    };
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is what the server's own layer is compared with"
)]
async fn list(State(bare): State<Bare>, Path(user_id): Path<String>) -> Result<Json<Vec<Todo>>, Failure> {
    Ok(Json(match &bare.database {
        Database::Sqlite { readers, .. } => list_on!(&mut *readers.get().await?, user_id),
        Database::Postgres { pool, .. } => list_on!(pool, user_id),
    }))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is what the server's own layer is compared with"
)]
async fn list_by_sqlx(State(bare): State<Bare>, Path(user_id): Path<String>) -> Result<Json<Vec<Todo>>, Failure> {
    Ok(Json(match &bare.database {
        Database::Sqlite { asked_readers, .. } => list_on!(asked_readers, user_id),
        Database::Postgres { asked, .. } => list_on!(asked, user_id),
    }))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is what the server's own layer is compared with"
)]
async fn user(State(bare): State<Bare>, Path(id): Path<String>) -> Result<Json<User>, Failure> {
    Ok(Json(match &bare.database {
        Database::Sqlite { readers, .. } => {
            sqlx::query_as(USER)
                .bind(id)
                .fetch_one(&mut *readers.get().await?)
                .await?
        }
        Database::Postgres { pool, .. } => sqlx::query_as(USER).bind(id).fetch_one(pool).await?,
    }))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is what the server's own layer is compared with"
)]
async fn user_by_sqlx(State(bare): State<Bare>, Path(id): Path<String>) -> Result<Json<User>, Failure> {
    Ok(Json(match &bare.database {
        Database::Sqlite { asked_readers, .. } => sqlx::query_as(USER).bind(id).fetch_one(asked_readers).await?,
        Database::Postgres { asked, .. } => sqlx::query_as(USER).bind(id).fetch_one(asked).await?,
    }))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is what the server's own layer is compared with"
)]
async fn add(
    State(bare): State<Bare>,
    Path(user_id): Path<String>,
    Json(new): Json<NewTodo>,
) -> Result<(StatusCode, Json<Todo>), Failure> {
    // In order, as the ids of Latchkey are, and of the same length.
    let id = format!("{:036}", bare.added.fetch_add(1, Ordering::Relaxed));
    macro_rules! one {
        ($pool:expr) => {
            sqlx::query_as(INSERT)
                .bind(id)
                .bind(user_id)
                .bind(&new.title)
                .bind(&new.title)
                .bind(false)
                .bind(0_i64)
                .fetch_one($pool)
                .await?
        };
    }
    let todo = match &bare.database {
        Database::Sqlite { writer, .. } => one!(writer),
        Database::Postgres { pool, .. } => one!(pool),
    };
    Ok((StatusCode::CREATED, Json(todo)))
}
