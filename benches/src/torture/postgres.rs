//! A PostgreSQL that may be tormented: `cargo xtask torture` has started it and says how to stop and start it.

use crate::Result;
use anyhow::{Context, ensure};
use serde::Deserialize;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{env, process::Stdio};
use tokio::process::Command;

/// Where xtask says what it has started, as JSON.
const VARIABLE: &str = "TORTURE_POSTGRES";

#[derive(Clone, Debug, Deserialize)]
pub struct Postgres {
    url: String,
    /// The words of `pg_ctl` for its data directory, as the user it runs as; a mode comes after them.
    pg_ctl: Vec<String>,
}

/// How it is told to stop.
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    /// Ends every connection and shuts down in order.
    Fast,
    /// As a power cut of the program: it has to recover.
    Immediate,
}

impl Postgres {
    /// The one of the environment; `None` when there is none.
    ///
    /// # Errors
    /// When it is not described as expected.
    pub fn of_environment() -> Result<Option<Self>> {
        match env::var(VARIABLE) {
            Ok(text) => Ok(Some(serde_json::from_str(&text).context(VARIABLE)?)),
            Err(_) => Ok(None),
        }
    }

    /// Its address, of a user who may do everything.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Makes an empty database and gives its URL.
    pub(super) async fn create_database(&self, name: &str) -> Result<String> {
        self.command(format!("drop database if exists {name} with (force)"))
            .await?;
        self.command(format!("create database {name}")).await?;
        let (server, _) = self.url.rsplit_once('/').context("a URL without a database")?;
        Ok(format!("{server}/{name}"))
    }

    /// Ends every connection but the one that asks for it.
    pub(super) async fn terminate_all(&self) -> Result<()> {
        let others = "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";
        self.command(others.to_owned()).await
    }

    pub(super) async fn stop(&self, mode: Mode) -> Result<()> {
        let mode = match mode {
            Mode::Fast => "--mode=fast",
            Mode::Immediate => "--mode=immediate",
        };
        self.control(&["stop", mode, "--wait", "--silent"]).await
    }

    /// Starts it and waits until it takes connections.
    pub(super) async fn start(&self) -> Result<()> {
        self.control(&["start", "--wait", "--silent", "--log", "/dev/null"])
            .await
    }

    async fn control(&self, words: &[&str]) -> Result<()> {
        let (program, first) = self.pg_ctl.split_first().context("no pg_ctl")?;
        let status = Command::new(program)
            .args(first)
            .args(words)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .await?;
        ensure!(status.success(), "pg_ctl {words:?} ended with {status}");
        Ok(())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this package has no store; it asks the server itself"
    )]
    async fn command(&self, sql: String) -> Result<()> {
        let mut connection = PgConnection::connect(&self.url).await?;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
        Ok(connection.close().await?)
    }
}
