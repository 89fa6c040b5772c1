//! Latchkey and the bare program side by side: the same rows in two databases of their own, and the same fixed files.

use super::Plan;
use crate::{Client, Instance, Result, Settings, instance::processor_time_of, load::Connection};
use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::Value;
use sqlx::{Connection as _, PgConnection};
use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tempfile::TempDir;

/// As many as a list that somebody really uses.
const TODOS: usize = 20;
/// What browsers send.
pub const COMPRESSED: &str = "accept-encoding: br, gzip\r\n";

/// The two programs, and who uses them. Both end with it.
pub struct Pair {
    pub ours: Instance,
    pub bare: Instance,
    /// On PostgreSQL, their databases.
    pub databases: Option<[String; 2]>,
    /// Somebody with 20 todos.
    pub reader: Person,
    /// Somebody whose list grows.
    pub writer: Person,
    pub fixed: Fixed,
    _scratch: TempDir,
}

/// A person, and the id both programs know them by.
pub struct Person {
    pub client: Client,
    pub id: String,
}

impl Pair {
    /// Fills a database through Latchkey, copies it, and starts both programs.
    ///
    /// # Errors
    /// When one of them does not start or answer.
    pub async fn start(plan: &Plan) -> Result<Self> {
        let scratch = TempDir::with_prefix("latchkey-")?;
        let (our_place, bare_place) = (scratch.path().join("ours"), scratch.path().join("bare"));
        let fixed_place = scratch.path().join("fixed");
        for directory in [&our_place, &bare_place, &fixed_place] {
            fs::create_dir(directory)?;
        }
        // Tokens of fifteen minutes would have to be renewed in the middle of a long run.
        let settings = Settings::new()?.with("SESSION_JWT_TTL", "24h");
        let names = plan.postgres.as_ref().map(|_| [name("ours"), name("bare")]);
        let settings = match (&plan.postgres, &names) {
            (Some(server), Some([ours, _])) => {
                administer(server, format!("create database {ours}")).await?;
                settings.with("DATABASE_URL", with_name(server, ours)?)
            }
            _ => settings,
        };

        let mut ours = Instance::start_in(settings, &our_place).await?;
        let reader = Person::sign_up(&ours.url()).await?;
        let writer = Person::sign_up(&ours.url()).await?;
        for number in 0..TODOS {
            reader
                .client
                .add_todo(&format!("Something to do, number {number}"))
                .await?;
        }
        let fixed = save_fixed(&ours, &fixed_place).await?;
        ours.stop().await?;

        let mut databases = None;
        let bare_url = match (&plan.postgres, &names) {
            (Some(server), Some([ours, bare])) => {
                administer(server, format!("create database {bare} template {ours}")).await?;
                let bare = with_name(server, bare)?;
                databases = Some([with_name(server, ours)?, bare.clone()]);
                bare
            }
            _ => {
                let copy = bare_place.join("latchkey.db");
                fs::copy(our_place.join("data/latchkey.db"), &copy)?;
                format!("sqlite:{}", copy.display())
            }
        };
        let bare = Settings::new()?
            .of_program(&program()?)
            .with("DATABASE_URL", bare_url)
            .with("FIXED_DIR", fixed_place.display().to_string());
        ours.restart().await?;
        Ok(Self {
            ours,
            bare: Instance::start_in(bare, &bare_place).await?,
            databases,
            reader,
            writer,
            fixed,
            _scratch: scratch,
        })
    }
}

impl Person {
    async fn sign_up(url: &str) -> Result<Self> {
        let client = Client::sign_up(url).await?;
        let me: Value = client
            .request(Method::GET, "/api/v1/auth/me")
            .send()
            .await?
            .json()
            .await?;
        let id = me["id"].as_str().context("a person without an id")?.to_owned();
        Ok(Self { client, id })
    }
}

/// The bare program lies beside the one that is running.
fn program() -> Result<PathBuf> {
    let program = env::current_exe()?.with_file_name("bare");
    ensure!(program.is_file(), "{} is not built", program.display());
    Ok(program)
}

/// What the answers of the bare program that are always the same are called.
pub struct Fixed {
    /// The address of the WASM of the sign-in page, at Latchkey.
    pub wasm_address: String,
    /// Names of what browsers get.
    pub page: String,
    pub wasm: String,
    /// The page for whom takes nothing compressed.
    pub plain_page: String,
}

/// Saves the sign-in page and its WASM as Latchkey answers them.
async fn save_fixed(ours: &Instance, directory: &Path) -> Result<Fixed> {
    let (plain_page, html) = save(ours, directory, "sign-in.html", "/sign-in", "").await?;
    let html = String::from_utf8(html)?;
    let wasm_address = html
        .split(['"', '\''])
        .find(|piece| piece.starts_with("/pkg/") && piece.ends_with(".wasm"))
        .context("the sign-in page names no WASM")?
        .to_owned();
    let (page, _) = save(ours, directory, "sign-in.html", "/sign-in", COMPRESSED).await?;
    let (wasm, _) = save(ours, directory, "page.wasm", &wasm_address, COMPRESSED).await?;
    Ok(Fixed {
        wasm_address,
        page,
        wasm,
        plain_page,
    })
}

/// Saves an answer under a name that ends with its encoding, and gives both.
async fn save(ours: &Instance, directory: &Path, name: &str, path: &str, header: &str) -> Result<(String, Vec<u8>)> {
    let host = host(ours);
    let mut connection = Connection::open(&host).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{header}\r\n");
    let status = connection.ask(request.as_bytes()).await?;
    ensure!(status == 200, "{path} answered {status}");
    let name = match connection.header("content-encoding") {
        Some(encoding) => format!("{name}.{encoding}"),
        None => name.to_owned(),
    };
    let body = connection.body().context("an answer without a body")?;
    fs::write(directory.join(&name), &body)?;
    Ok((name, body))
}

/// `HOST:PORT` of an instance.
#[must_use]
pub fn host(instance: &Instance) -> String {
    instance.url().trim_start_matches("http://").to_owned()
}

/// Of a database that nobody else has, in this run or in another.
pub(super) fn name(whose: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("bench_{whose}_{}_{number}", std::process::id())
}

/// The address of another database of the same server.
pub(super) fn with_name(server: &str, name: &str) -> Result<String> {
    let (server, _) = server
        .rsplit_once('/')
        .context("the URL of PostgreSQL names no database")?;
    Ok(format!("{server}/{name}"))
}

/// Time that those processes of PostgreSQL have spent that work for whoever is connected to a database.
#[expect(
    clippy::disallowed_methods,
    reason = "this package has no store; it looks at PostgreSQL from outside"
)]
pub(super) async fn processor_time_of_database(url: &str) -> Result<Duration> {
    let mut connection = PgConnection::connect(url).await?;
    let others = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    let processes: Vec<i32> = sqlx::query_scalar(others).fetch_all(&mut connection).await?;
    connection.close().await?;
    let times = processes.into_iter().map(|id| processor_time_of(u32::try_from(id)?));
    times.sum()
}

#[expect(
    clippy::disallowed_methods,
    reason = "makes a database, where there is no `Database` yet"
)]
pub(super) async fn administer(server: &str, statement: String) -> Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(())
}
