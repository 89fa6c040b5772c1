//! A PostgreSQL server in which databases may be made, and a look at them past Latchkey.

use crate::Result;
use anyhow::Context;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The connections by which instances hear of each other.
pub const CHANNEL: &str = "datname = current_database() and application_name = 'latchkey changes'";

pub struct Server {
    url: String,
}

/// A database of its own for a trial, with an owner who is nobody special.
pub struct Database {
    /// For the instances.
    pub url: String,
    /// The same for whoever may do everything.
    pub admin_url: String,
    pub name: String,
    server_url: String,
}

impl Server {
    /// The one at this address, of a user who may do everything.
    pub fn at_url(url: &str) -> Self {
        Self { url: url.to_owned() }
    }

    pub(super) async fn make_database(&self, what: &str) -> Result<Database> {
        let name = format!("instances_{}_{what}", std::process::id());
        let database = self.at(&name)?;
        for sql in [
            format!("create role {name} login password '{name}'"),
            format!("create database {name} owner {name}"),
        ] {
            run(&self.url, &sql).await?;
        }
        Ok(database)
    }

    fn at(&self, name: &str) -> Result<Database> {
        let mut admin = reqwest::Url::parse(&self.url)?;
        admin.set_path(name);
        let mut owner = admin.clone();
        let set = owner.set_username(name).and_then(|()| owner.set_password(Some(name)));
        set.ok().context("the URL has no host")?;
        Ok(Database {
            url: owner.to_string(),
            admin_url: admin.to_string(),
            name: name.to_owned(),
            server_url: self.url.clone(),
        })
    }
}

impl Database {
    /// Drops it, whoever is still connected.
    pub(super) async fn remove(self) -> Result<()> {
        let name = &self.name;
        run(&self.server_url, &format!("drop database {name} with (force)")).await?;
        run(&self.server_url, &format!("drop role {name}")).await
    }

    /// How many instances are listening.
    pub(super) async fn count_listening(&self) -> Result<i64> {
        let sql = format!("select count(*) from pg_stat_activity where {CHANNEL} and query like 'LISTEN%'");
        number(&self.admin_url, &sql).await
    }

    /// Cuts the connections by which instances hear of each other. They make new ones.
    pub(super) async fn cut_the_channel(&self) -> Result<()> {
        let sql = format!("select pg_terminate_backend(pid) from pg_stat_activity where {CHANNEL}");
        run(&self.admin_url, &sql).await
    }

    /// Whoever is connected stays so, and nobody new comes in; or lets them in again.
    pub(super) async fn close_the_door(&self, is_closed: bool) -> Result<()> {
        let limit = if is_closed { 0 } else { -1 };
        run(
            &self.server_url,
            &format!("alter database {} connection limit {limit}", self.name),
        )
        .await
    }
}

/// Runs statements.
#[expect(
    clippy::disallowed_methods,
    reason = "this package has no store; it asks the server itself"
)]
pub async fn run(url: &str, sql: &str) -> Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
}

/// The number that a query finds.
#[expect(
    clippy::disallowed_methods,
    reason = "this package has no store; it asks the server itself"
)]
pub async fn number(url: &str, sql: &str) -> Result<i64> {
    let mut connection = PgConnection::connect(url).await?;
    let found = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(found)
}
