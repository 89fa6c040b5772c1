//! Latchkey and the bare program side by side: the same rows in two databases of their own, and the same fixed files.

use super::Plan;
use crate::{Client, Instance, Result, Settings, load::Connection};
use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::Value;
use sqlx::{Connection as _, PgConnection};
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// As many as a list that somebody really uses.
const TODOS: usize = 20;

/// The two programs, and who uses them. Both end with it.
pub struct Pair {
    pub ours: Instance,
    pub bare: Instance,
    /// Somebody with 20 todos.
    pub reader: Person,
    /// Somebody whose list grows.
    pub writer: Person,
    /// The address of the WASM file of the sign-in page.
    pub wasm: String,
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
        let fixed = scratch.path().join("fixed");
        for directory in [&our_place, &bare_place, &fixed] {
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
        let wasm = save_fixed(&ours, &fixed).await?;
        ours.stop().await?;

        let bare_url = match (&plan.postgres, &names) {
            (Some(server), Some([ours, bare])) => {
                administer(server, format!("create database {bare} template {ours}")).await?;
                with_name(server, bare)?
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
            .with("FIXED_DIR", fixed.display().to_string());
        ours.restart().await?;
        Ok(Self {
            ours,
            bare: Instance::start_in(bare, &bare_place).await?,
            reader,
            writer,
            wasm,
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

/// Saves the sign-in page and its WASM as a browser gets them, and gives the address of the WASM.
async fn save_fixed(ours: &Instance, directory: &Path) -> Result<String> {
    let page = body(ours, "/sign-in", "identity").await?;
    let html = String::from_utf8(page.clone())?;
    let address = html
        .split(['"', '\''])
        .find(|piece| piece.starts_with("/pkg/") && piece.ends_with(".wasm"))
        .context("the sign-in page names no WASM")?
        .to_owned();
    fs::write(directory.join("sign-in.html"), page)?;
    fs::write(directory.join("sign-in.html.br"), body(ours, "/sign-in", "br").await?)?;
    fs::write(directory.join("page.wasm.br"), body(ours, &address, "br").await?)?;
    Ok(address)
}

async fn body(ours: &Instance, path: &str, encoding: &str) -> Result<Vec<u8>> {
    let host = host(ours);
    let mut connection = Connection::open(&host).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\naccept-encoding: {encoding}\r\n\r\n");
    let status = connection.ask(request.as_bytes()).await?;
    ensure!(status == 200, "{path} answered {status}");
    connection.body().context("an answer without a body")
}

/// `HOST:PORT` of an instance.
#[must_use]
pub fn host(instance: &Instance) -> String {
    instance.url().trim_start_matches("http://").to_owned()
}

fn name(whose: &str) -> String {
    format!("bench_{whose}_{}", std::process::id())
}

/// The address of another database of the same server.
pub(super) fn with_name(server: &str, name: &str) -> Result<String> {
    let (server, _) = server
        .rsplit_once('/')
        .context("the URL of PostgreSQL names no database")?;
    Ok(format!("{server}/{name}"))
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
