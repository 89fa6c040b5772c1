//! A throw-away PostgreSQL for the tests: its own directory, its own port, gone afterwards.
//!
//! `cargo xtask test` starts one for the Rust tests. It promises that nothing is left, even if the tests are killed.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

use crate::command::{answer, command, is_root, run_silently};
use crate::failure::Failure;
use crate::keeper::Keeper;
use crate::step::step;
use crate::{Result, port, setup};

/// PostgreSQL refuses to run as root; Debian's package brings this user for it.
const UNPRIVILEGED_USER: &str = "postgres";

/// Nothing here has to survive a crash, so it may forget to write; and the tests open many small pools at once.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 256MB
";

/// The same for a server that is stopped in the middle of its work and has to remember what it has acknowledged. The
/// machine goes on, so the disk itself may still be slower than its word.
const DURABLE_SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 100
fsync = off
synchronous_commit = on
full_page_writes = on
";

pub struct Postgres {
    port: u16,
    /// How whoever may stop and start it does so.
    control: Vec<String>,
    /// Stops the server and removes its directory when dropped.
    _keeper: Keeper,
}

impl Postgres {
    /// One that keeps its data in memory, where that has room: hundreds of databases are made and dropped, and on a
    /// disk that takes longer than the tests.
    pub fn start() -> Result<Self> {
        Self::start_with(SETTINGS, &memory().unwrap_or_else(env::temp_dir))
    }

    /// One that loses nothing when it is stopped, however that is done.
    pub fn start_durable() -> Result<Self> {
        Self::start_with(DURABLE_SETTINGS, &env::temp_dir())
    }

    fn start_with(settings: &str, place: &Path) -> Result<Self> {
        step("start a throw-away PostgreSQL", || {
            let programs = require_programs()?;
            let directory = make_directory(place)?;
            let data = directory.join("data");
            // From here on, also an early return cleans up.
            let keeper = Keeper::new(&stop_command(&programs, &directory), &directory)?;

            let initdb = [
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
            ];
            run_silently(
                unprivileged(&programs.join("initdb"), &directory)
                    .args(initdb)
                    .arg(&data),
            )?;
            let port = start_on_a_free_port(&programs, &directory, settings)?;
            let mut control = unprivileged(&programs.join("pg_ctl"), &directory);
            control.arg("--pgdata").arg(&data);
            Ok(Self {
                port,
                control: words(&control),
                _keeper: keeper,
            })
        })
    }

    /// Where it is and how it is stopped and started, as JSON for `benches/src/torture/postgres.rs`.
    pub fn handle(&self) -> String {
        let words: Vec<String> = self.control.iter().map(|word| format!("{word:?}")).collect();
        format!("{{\"url\": {:?}, \"pg_ctl\": [{}]}}", self.url(), words.join(", "))
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

/// `cargo xtask postgres`: for a test run by hand, or from an editor.
pub fn keep_running() -> Result {
    setup::for_postgres()?;
    let postgres = Postgres::start()?;
    println!("TEST_DATABASE_URL={}", postgres.url());
    eprintln!("Press Enter to stop and remove it.");
    let _ = io::stdin().lock().read_line(&mut String::new());
    Ok(())
}

/// The directory with `initdb` and `pg_ctl`: Debian's newest, which is not on PATH there, or the one on PATH.
pub fn find_programs() -> Option<PathBuf> {
    debian_programs().or_else(|| {
        let directories: Vec<_> = env::split_paths(&env::var_os("PATH")?).collect();
        let initdb = directories
            .iter()
            .map(|directory| directory.join("initdb"))
            .find(|path| path.is_file())?;
        // A link on PATH leads to where the other programs are.
        Some(initdb.canonicalize().ok()?.parent()?.to_owned())
    })
}

pub fn require_programs() -> Result<PathBuf> {
    find_programs().ok_or_else(|| Failure::new("no PostgreSQL found").hint("`cargo xtask setup --tests`"))
}

fn debian_programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|version| {
            let version = version.ok()?;
            let number: u32 = version.file_name().to_str()?.parse().ok()?;
            Some((number, version.path().join("bin")))
        })
        .filter(|(_, programs)| programs.join("initdb").is_file())
        .max()
        .map(|(_, programs)| programs)
}

/// A directory that belongs to the user PostgreSQL runs as.
/// A file system in memory with two gigabytes left; a container may have one of some megabytes.
fn memory() -> Option<PathBuf> {
    let place = Path::new("/dev/shm");
    let left = answer(command("df").args(["--output=avail", "--block-size=1M"]).arg(place))?;
    let megabytes = left.lines().last()?.trim().parse::<u64>().ok()?;
    (megabytes >= 2048).then(|| place.to_owned())
}

fn make_directory(place: &Path) -> Result<PathBuf> {
    let template = place.join("latchkey-postgres-XXXXXX");
    let mut mktemp = unprivileged(Path::new("mktemp"), Path::new("/"));
    answer(mktemp.arg("-d").arg(&template))
        .map(PathBuf::from)
        .ok_or_else(|| {
            let failure = Failure::new(format!("cannot create {} for PostgreSQL", template.display()));
            if is_root() {
                failure.hint(format!("it needs a user `{UNPRIVILEGED_USER}` who may write there"))
            } else {
                failure
            }
        })
}

fn stop_command(programs: &Path, directory: &Path) -> Command {
    let mut stop = unprivileged(&programs.join("pg_ctl"), directory);
    stop.args(["stop", "--mode=immediate", "--pgdata"])
        .arg(directory.join("data"));
    stop
}

fn words(command: &Command) -> Vec<String> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect()
}

fn start_on_a_free_port(programs: &Path, directory: &Path, settings: &str) -> Result<u16> {
    // Another process may take the port between our look and PostgreSQL's start; then the next one is tried.
    for _ in 0..3 {
        let port = port::free()?;
        configure(directory, settings, port)?;
        let mut start = unprivileged(&programs.join("pg_ctl"), directory);
        start
            .args(["start", "--wait", "--silent", "--pgdata"])
            .arg(directory.join("data"));
        start.arg("--log").arg(directory.join("log"));
        if answer(&mut start).is_some() {
            return Ok(port);
        }
    }
    let log = fs::read_to_string(directory.join("log")).unwrap_or_default();
    Err(Failure::new(format!("PostgreSQL does not start. Its log:\n{log}")))
}

fn configure(directory: &Path, settings: &str, port: u16) -> Result {
    // The last value of a setting counts, so a second attempt may simply add its port.
    let lines = format!(
        "{settings}port = {port}\nunix_socket_directories = '{}'\n",
        directory.display()
    );
    let file = directory.join("data/postgresql.conf");
    OpenOptions::new()
        .append(true)
        .open(&file)
        .and_then(|mut file| file.write_all(lines.as_bytes()))
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", file.display())))
}

/// A command as a user that PostgreSQL accepts, in a directory which that user may enter.
fn unprivileged(program: &Path, directory: &Path) -> Command {
    let mut unprivileged = if is_root() {
        let mut runuser = command("runuser");
        runuser.args(["-u", UNPRIVILEGED_USER, "--"]).arg(program);
        runuser
    } else {
        command(program)
    };
    unprivileged.current_dir(directory);
    unprivileged
}
