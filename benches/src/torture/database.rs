//! A look at the database itself, past Latchkey: whether it is whole, and whether anything in it was done by half.

use super::Engine;
use crate::Result;
use anyhow::bail;
use sqlx::{Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::path::Path;

/// What a transaction that was done by half would leave behind; each counts rows, and each has to count none.
const HALVES: [(&str, &str); 4] = [
    (
        "accounts without a password",
        "select count(*) from users where id not in (select user_id from credentials)",
    ),
    (
        "sessions without a refresh token",
        "select count(*) from sessions where id not in (select session_id from refresh_tokens)",
    ),
    (
        "sessions with more than one refresh token that is not used up",
        "select count(*) from (select session_id from refresh_tokens where consumed_at is null group by session_id having count(*) > 1) as doubled",
    ),
    (
        "sign-ups that nobody has recorded",
        "select count(*) from users where id not in (select user_id from audit_events where user_id is not null)",
    ),
];

/// What is wrong with the database of an instance whose directory is `directory`, or at `url`.
pub async fn faults(engine: Engine, directory: &Path, url: Option<&str>) -> Result<Vec<String>> {
    match (engine, url) {
        (Engine::Sqlite, _) => of_sqlite(&directory.join("data")).await,
        (Engine::Postgres, Some(url)) => of_postgres(url).await,
        (Engine::Postgres, None) => bail!("no URL of a PostgreSQL database"),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this package has no store; it looks at the file itself"
)]
async fn of_sqlite(data: &Path) -> Result<Vec<String>> {
    let options = SqliteConnectOptions::new().filename(data.join("latchkey.db"));
    let mut connection = SqliteConnection::connect_with(&options.read_only(true)).await?;
    let mut faults = Vec::new();
    let integrity: Vec<String> = sqlx::query_scalar("pragma integrity_check")
        .fetch_all(&mut connection)
        .await?;
    if integrity != ["ok"] {
        faults.push(format!("integrity_check: {integrity:?}"));
    }
    let dangling = sqlx::query("pragma foreign_key_check")
        .fetch_all(&mut connection)
        .await?;
    if !dangling.is_empty() {
        faults.push(format!("foreign_key_check: {} rows", dangling.len()));
    }
    for (what, sql) in HALVES {
        let rows: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
        tell(&mut faults, rows, what);
    }
    connection.close().await?;
    Ok(faults)
}

#[expect(
    clippy::disallowed_methods,
    reason = "this package has no store; it asks the server itself"
)]
async fn of_postgres(url: &str) -> Result<Vec<String>> {
    let mut connection = PgConnection::connect(url).await?;
    let mut faults = Vec::new();
    for (what, sql) in HALVES {
        let rows: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
        tell(&mut faults, rows, what);
    }
    connection.close().await?;
    Ok(faults)
}

fn tell(faults: &mut Vec<String>, rows: i64, what: &str) {
    if rows != 0 {
        faults.push(format!("{rows} {what}"));
    }
}
