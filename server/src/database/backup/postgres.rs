//! PostgreSQL by its own tools. The password goes to them in the environment: arguments can be seen by everybody on
//! the machine.

use super::{
    super::{
        self as database, Database, copy_mark,
        migrate::{functions, last_known, tables},
        query,
    },
    Error, Others, Restored, Watcher,
};
use sqlx::FromRow;
use std::{
    env, fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};
use tokio::{
    task::spawn_blocking,
    time::{interval, sleep},
};
use url::Url;

/// Settings of sqlx's own in a URL, which PostgreSQL's tools would not know.
const OURS: [&str; 2] = ["statement-cache-capacity", "password"];
/// How often, and how long each time, others are waited for who are about to leave: a second in all.
const FAREWELLS: usize = 10;
const FAREWELL: Duration = Duration::from_millis(100);

/// Has `pg_dump` write the database, and looks whether the file can be read.
pub(super) async fn dump(url: &str, target: &Path, watch: Watcher<'_>) -> Result<(), Error> {
    let server = Server::of(url)?;
    let (path, work) = (target.to_owned(), {
        let target = target.to_owned();
        move || {
            let mut pg_dump = server.tool("pg_dump");
            // Where it is restored, the roles may be others.
            pg_dump.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]);
            run("pg_dump", pg_dump.arg(&target).arg("--dbname").arg(&server.address))
        }
    });
    watched(work, || fs::metadata(&path).map_or(0, |data| data.len()), watch).await?;
    version_of(target).await.map(drop)
}

/// Replaces our tables by those of the backup, in one transaction: `psql` drops ours and runs what `pg_restore` makes
/// of the file. `pg_restore` alone could not do it over tables that are newer than the backup.
pub(super) async fn restore(url: &str, backup: &Path, others: Others, watch: Watcher<'_>) -> Result<Restored, Error> {
    let version = version_of(backup).await?;
    if version > last_known() {
        return Err(Error::Newer {
            path: backup.to_owned(),
            taken: version,
            known: last_known(),
        });
    }
    let connected = count_others(url).await?;
    if connected > 0 && others == Others::Respect {
        return Err(Error::Connected(connected));
    }
    let (server, backup) = (Server::of(url)?, backup.to_owned());
    watched(move || replace(&server, &backup), || 0, watch).await?;
    let database = Database::open(url).await?;
    let migrated = database.migrate().await;
    database.close().await;
    migrated?;
    Ok(Restored {
        version,
        replaced: None,
    })
}

fn replace(server: &Server, backup: &Path) -> Result<(), Error> {
    let mut psql = server.tool("psql");
    psql.args([
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
    ]);
    psql.arg("--file=-").arg("--dbname").arg(&server.address);
    psql.stdin(Stdio::piped()).stdout(Stdio::null());
    let mut psql = start("psql", &mut psql)?;
    let mut pg_restore = Command::new("pg_restore");
    pg_restore
        .args(["--no-owner", "--no-privileges", "--file=-"])
        .arg(backup);
    let mut pg_restore = start("pg_restore", pg_restore.stdout(Stdio::piped()))?;

    // Waits for somebody who is in the middle of something, but not for ever.
    let first = format!(
        "set client_min_messages = warning;\nset lock_timeout = '10s';\ndrop table if exists {}, {} cascade;\ndrop function if exists {};\n",
        tables().join(", "),
        copy_mark::TABLE,
        functions().join(", ")
    );
    let mut script = psql.stdin.take();
    let piped = pipe(&first, pg_restore.stdout.take(), script.as_mut());
    let read = finish("pg_restore", pg_restore);
    if read.is_err() || piped.is_err() {
        // The end of its input would make it commit what it has so far.
        let _ = psql.kill();
    }
    drop(script);
    let written = finish("psql", psql);
    // What psql refuses makes the other one fail too, for want of a reader; and the other way round psql was killed.
    if piped.is_err() {
        written.and(read)
    } else {
        read.and(written)
    }
}

fn pipe(first: &str, from: Option<ChildStdout>, to: Option<&mut ChildStdin>) -> io::Result<()> {
    let (mut from, to) = from.zip(to).ok_or(io::ErrorKind::BrokenPipe)?;
    to.write_all(first.as_bytes())?;
    io::copy(&mut from, to).map(drop)
}

/// The last step a dump has taken: `pg_restore` tells the rows of that one table.
async fn version_of(dump: &Path) -> Result<i64, Error> {
    let not_ours = |why: &str| Error::NotABackup(dump.to_owned(), why.to_owned());
    let path = dump.to_owned();
    let rows = spawn_blocking(move || {
        let mut pg_restore = Command::new("pg_restore");
        pg_restore.args(["--data-only", "--table=_sqlx_migrations", "--file=-"]);
        output("pg_restore", pg_restore.arg(path))
    });
    let rows = match rows.await {
        Ok(Ok(rows)) => rows,
        Ok(Err(Error::Tool { said, .. })) => return Err(not_ours(&said)),
        Ok(Err(error)) => return Err(error),
        Err(_) => return Err(not_ours("it could not be read")),
    };
    let rows = rows.lines().skip_while(|line| !line.starts_with("COPY ")).skip(1);
    rows.take_while(|line| *line != "\\.")
        .filter_map(|line| line.split('\t').next()?.parse().ok())
        .max()
        .ok_or_else(|| not_ours("it holds no tables of ours"))
}

/// How many others are connected to the database, and stay: PostgreSQL takes a moment to end the connection of a
/// program that has ended, such as the `latchkey migrate` just before.
pub(crate) async fn count_others(url: &str) -> Result<i64, database::Error> {
    let database = Database::open_read_only(url).await?;
    let mut count = count_connected(&database).await;
    for _ in 0..FAREWELLS {
        if !matches!(count, Ok(1..)) {
            break;
        }
        sleep(FAREWELL).await;
        count = count_connected(&database).await;
    }
    database.close().await;
    count
}

async fn count_connected(database: &Database) -> Result<i64, database::Error> {
    #[derive(FromRow)]
    struct Others {
        count: i64,
    }
    let others: Others = query(
        "select count(*) as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
    )
    .one(database)
    .await?;
    Ok(others.count)
}

/// Where the database is, as PostgreSQL's tools want to know it.
struct Server {
    /// The URL without a password.
    address: String,
    password: Option<String>,
    /// Whether the certificate is to be checked against those of the system, as we do it ourselves where nobody names
    /// others; the tools would look for a file of their own.
    has_public_certificate: bool,
}

impl Server {
    fn of(url: &str) -> Result<Self, Error> {
        let unreadable = |_| super::super::Error::Unsupported("the database URL cannot be read".into());
        let mut address = Url::parse(url).map_err(unreadable)?;
        let query: Vec<(String, String)> = address.query_pairs().into_owned().collect();
        let in_query = query.iter().find(|(name, _)| name == "password");
        let password = in_query.map(|(_, password)| password.clone()).or_else(|| {
            let encoded = format!("p={}", address.password()?.replace('+', "%2B"));
            let mut decoded = url::form_urlencoded::parse(encoded.as_bytes());
            Some(decoded.next()?.1.into_owned())
        });
        // It can only fail where a URL has no host, and then it has no password either.
        let _ = address.set_password(None);
        let is_set = |names: [&str; 2]| query.iter().any(|(name, _)| names.contains(&name.as_str()));
        let is_verified = query
            .iter()
            .any(|(name, mode)| name == "sslmode" && mode == "verify-full");
        let has_public_certificate = is_verified && !is_set(["sslrootcert", "ssl-root-cert"]);
        let kept = query.iter().filter(|(name, _)| !OURS.contains(&&**name));
        let kept: Vec<_> = kept.collect();
        address.set_query(None);
        if !kept.is_empty() {
            address.query_pairs_mut().extend_pairs(kept);
        }
        Ok(Self {
            address: address.to_string(),
            password,
            has_public_certificate,
        })
    }

    fn tool(&self, name: &'static str) -> Command {
        let mut command = Command::new(name);
        command.arg("--no-password");
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        if self.has_public_certificate && env::var_os("PGSSLROOTCERT").is_none() {
            command.env("PGSSLROOTCERT", "system");
        }
        command
    }
}

fn run(tool: &'static str, command: &mut Command) -> Result<(), Error> {
    finish(tool, start(tool, command.stdout(Stdio::null()))?)
}

fn output(tool: &'static str, command: &mut Command) -> Result<String, Error> {
    let mut child = start(tool, command.stdout(Stdio::piped()))?;
    let mut text = String::new();
    let read = child.stdout.take().map(|mut stdout| stdout.read_to_string(&mut text));
    finish(tool, child)?;
    match read {
        Some(Err(error)) => Err(Error::Tool {
            tool,
            said: error.to_string(),
        }),
        _ => Ok(text),
    }
}

fn start(tool: &'static str, command: &mut Command) -> Result<Child, Error> {
    command
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::NoTool(tool),
            _ => Error::Tool {
                tool,
                said: error.to_string(),
            },
        })
}

fn finish(tool: &'static str, child: Child) -> Result<(), Error> {
    let failed = |said: String| Error::Tool { tool, said };
    let ended = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr).trim().to_owned();
    Err(failed(if said.is_empty() {
        ended.status.to_string()
    } else {
        said
    }))
}

/// Runs something that blocks, and looks now and then how far it has come.
async fn watched(
    work: impl FnOnce() -> Result<(), Error> + Send + 'static,
    size: impl Fn() -> u64,
    watch: Watcher<'_>,
) -> Result<(), Error> {
    let mut work = spawn_blocking(work);
    let mut ticks = interval(Duration::from_millis(100));
    loop {
        tokio::select! {
            done = &mut work => {
                return done.unwrap_or_else(|error| Err(Error::file(&PathBuf::new(), io::Error::other(error))));
            }
            _ = ticks.tick() => watch(size(), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_taken_out_of_the_address() {
        for (url, address, password) in [
            (
                "postgres://me:a%2Bb+c%40d@db/app",
                "postgres://me@db/app",
                Some("a+b+c@d"),
            ),
            (
                "postgres://me@db:5433/app?password=p%26q&sslmode=require",
                "postgres://me@db:5433/app?sslmode=require",
                Some("p&q"),
            ),
            (
                "postgres://me@db/app?statement-cache-capacity=5",
                "postgres://me@db/app",
                None,
            ),
        ] {
            let server = Server::of(url).unwrap();
            assert_eq!(
                (server.address.as_str(), server.password.as_deref()),
                (address, password)
            );
        }
    }

    #[test]
    fn all_functions_of_ours_are_known() {
        assert_eq!(functions(), ["count_todos()", "index_todo()", "forget_words()"]);
    }

    #[test]
    fn all_tables_of_ours_are_known() {
        let tables = tables();
        for name in [
            "users",
            "todos",
            "todo_counts",
            "todo_words",
            "mails",
            "_sqlx_migrations",
        ] {
            assert!(tables.iter().any(|table| table == name), "{tables:?}");
        }
        assert!(
            tables
                .iter()
                .all(|name| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'))
        );
    }
}
