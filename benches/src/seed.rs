//! Rows by the hundred thousand, written straight into a database that Latchkey has made: what its API would take
//! hours for. One statement makes all rows of a kind, in words that both databases know.

use crate::{Result, instance::Instance};
use anyhow::Context;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, raw_sql};

/// Words that the titles begin with.
pub const FREQUENT: &str = "buy";
pub const UNCOMMON: &str = "pay";
pub const RARE: &str = "zebra";
pub const ABSENT: &str = "quince";

/// A connection to the database of an instance that is not running.
pub enum Seed {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Seed {
    /// Opens the database at `url`, or without one the file of the instance.
    ///
    /// # Errors
    /// When there is none.
    #[expect(
        clippy::disallowed_methods,
        reason = "this package has no store; it fills the database past the program"
    )]
    pub async fn open(instance: &Instance, url: Option<&str>) -> Result<Self> {
        if let Some(url) = url {
            return Ok(Self::Postgres(PgConnection::connect(url).await?));
        }
        let file = instance.directory().join("data/latchkey.db");
        let mut connection = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await?;
        // Nothing here is worth waiting for the disk, and sorting wants memory.
        let quick = "pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -400000";
        raw_sql(quick).execute(&mut connection).await?;
        Ok(Self::Sqlite(connection))
    }

    /// Adds so many todos at the end of somebody's list: every other one is to [`FREQUENT`] something, one of a
    /// hundred to [`UNCOMMON`], one of five thousand is about a [`RARE`] animal, and [`ABSENT`] none.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn todos(&mut self, email: &str, count: u32) -> Result<()> {
        self.run(
            "insert into lists (id, user_id, name, colour, is_inbox, position, version, change, created_at, updated_at)
            select u.id, u.id, 'Inbox', 'grey', 1 = 1, 0, 1, 0, 1, 1
            from users u
            where u.email like 'seeded-%'"
                .to_owned(),
        )
        .await?;
        let titles = title("n");
        self.run(format!(
            "{NUMBERS} insert into todos (list_id, id, user_id, title, search_key, words, completed, position, version, created_at, updated_at)
            select u.id, substr(u.id, 1, 24) || cast(100000000000 + n as text), u.id, {titles}, {titles}, ' ' || {titles} || ' ', n % 3 = 0, n, 1, u.created_at, u.created_at
            from numbers
            cross join users u
            where u.email = '{email}'",
            NUMBERS = numbers(count),
        ))
        .await
    }

    /// Adds people, and todos for each of them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn people(&mut self, count: u32, todos: u32) -> Result<()> {
        self.run(format!(
            "{NUMBERS} insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at, name_key)
            select '00000000-0000-4000-' || cast(8000 + n / 10000 as text) || '-' || cast(100000000000 + n as text),
                'seeded-' || cast(n as text) || '@example.com', 1 = 1, 'Person ' || cast(n as text), 'user', 1 = 1, 1, 1, 'person ' || cast(n as text)
            from numbers",
            NUMBERS = numbers(count),
        ))
        .await?;
        self.run(
            "insert into lists (id, user_id, name, colour, is_inbox, position, version, change, created_at, updated_at)
            select u.id, u.id, 'Inbox', 'grey', 1 = 1, 0, 1, 0, 1, 1
            from users u
            where u.email like 'seeded-%'"
                .to_owned(),
        )
        .await?;
        let titles = title("n");
        self.run(format!(
            "{NUMBERS} insert into todos (list_id, id, user_id, title, search_key, words, completed, position, version, created_at, updated_at)
            select u.id, '00000000-0000-4' || substr(u.id, 34, 3) || '-' || cast(8000 + n as text) || '-' || substr(u.id, 25, 12), u.id, {titles}, {titles}, ' ' || {titles} || ' ', n % 3 = 0, n, 1, 1, 1
            from users u
            cross join numbers
            where u.email like 'seeded-%'",
            NUMBERS = numbers(todos),
        ))
        .await
    }

    /// Adds sessions of somebody with a refresh token each. They live as long as the newest there is.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sessions(&mut self, email: &str, count: u32) -> Result<()> {
        self.run(format!(
            "{NUMBERS} insert into sessions (id, user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at)
            select 'seeded-' || cast(100000000 + n as text), s.user_id, 1 = 1, '192.0.2.7', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
                s.created_at, s.renewed_at, s.expires_at, s.absolute_expires_at, s.confirmed_at, s.last_active_at
            from numbers
            cross join (select * from sessions where user_id = (select id from users where email = '{email}') order by expires_at desc limit 1) s",
            NUMBERS = numbers(count),
        ))
        .await?;
        // Any bytes will do for a hash, as long as no two are the same.
        let hash = match self {
            Self::Sqlite(_) => "cast(id as blob)",
            Self::Postgres(_) => "decode(md5(id), 'hex')",
        };
        self.run(format!(
            "insert into refresh_tokens (token_hash, session_id, created_at)
            select {hash}, id, created_at
            from sessions
            where id like 'seeded-%'"
        ))
        .await
    }

    /// Lets half of the sessions that were added expire.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn expire_half_of_the_sessions(&mut self) -> Result<()> {
        self.run("update sessions set expires_at = created_at where id like 'seeded-%' and id < (select 'seeded-' || cast(100000000 + count(*) / 2 as text) from sessions)".into())
            .await
    }

    /// How many sessions have been added and are still there.
    ///
    /// # Errors
    /// When the database does not answer.
    #[expect(clippy::disallowed_methods, reason = "there is no `Database` here")]
    pub async fn count_sessions(&mut self) -> Result<i64> {
        let sql = "select count(*) from sessions where expires_at = created_at";
        Ok(match self {
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_one(connection).await?,
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_one(connection).await?,
        })
    }

    /// Has PostgreSQL find out how its tables look now, as it does by itself in the course of time, and closes it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn finish(mut self) -> Result<()> {
        match &mut self {
            Self::Sqlite(_) => self.run("pragma wal_checkpoint(truncate)".into()).await?,
            Self::Postgres(_) => self.run("vacuum analyze".into()).await?,
        }
        match self {
            Self::Sqlite(connection) => connection.close().await?,
            Self::Postgres(connection) => connection.close().await?,
        }
        Ok(())
    }

    #[expect(clippy::disallowed_methods, reason = "there is no `Database` here")]
    async fn run(&mut self, sql: String) -> Result<()> {
        let seeded = match self {
            Self::Sqlite(connection) => raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop),
            Self::Postgres(connection) => raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop),
        };
        seeded.context("the database could not be filled")
    }
}

/// The beginning of a statement that has the numbers from 1 on in a table.
fn numbers(count: u32) -> String {
    format!("with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < {count})")
}

/// The title of the todo with this number, as its search key and its words too.
fn title(n: &str) -> String {
    format!(
        "case when {n} % 2 = 0 then '{FREQUENT} ' when {n} % 5000 = 7 then '{RARE} ' when {n} % 100 = 1 then '{UNCOMMON} ' else 'something ' end || cast({n} as text)"
    )
}
