//! A Latchkey process of its own: on a free port, in an empty directory, with nothing of the caller's settings.

use crate::{Result, now};
use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    env,
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    time::{sleep, timeout},
};

/// How long an instance may take until it is ready, however slow the machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take to stop when told to; its own limit for requests under way is 10 s.
const STOP_PATIENCE: Duration = Duration::from_secs(20);
/// Ticks of the processor clock in `/proc/PID/stat`, per second; the same on every Linux there is.
const TICKS_PER_SECOND: f64 = 100.0;
const KIB: u64 = 1024;

/// How an instance is to be started.
#[derive(Clone, Debug)]
pub struct Settings {
    port: u16,
    /// The program and its words.
    program: Vec<String>,
    environment: Vec<(String, String)>,
    wrapper: Vec<String>,
}

impl Settings {
    /// On SQLite in its own directory, on a port that is free now, without rate limits: a measurement is in more of a
    /// hurry than any person.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn new() -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        Ok(Self {
            port,
            program: vec![binary(), "serve".into()],
            environment: vec![
                ("LISTEN".into(), format!("127.0.0.1:{port}")),
                ("BASE_URL".into(), format!("http://127.0.0.1:{port}")),
                ("RATE_LIMITS".into(), "off".into()),
                ("RUST_LOG".into(), "info".into()),
            ],
            wrapper: Vec::new(),
        })
    }

    /// With a setting of Latchkey's; a later one of the same name wins.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.retain(|(other, _)| other != name);
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Of another program that listens to LISTEN and answers `/readyz`, for comparison.
    #[must_use]
    pub fn of_program(mut self, program: &Path) -> Self {
        self.program = vec![program.display().to_string()];
        self
    }

    /// Of another build of Latchkey.
    #[must_use]
    pub fn of_build(mut self, program: &Path) -> Self {
        self.program[0] = program.display().to_string();
        self
    }

    /// What a setting of Latchkey's is here.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.environment.iter().find(|(other, _)| other == name)?;
        Some(&found.1)
    }

    /// Run by another program, as `faketime` or `prlimit`: its words come before Latchkey's.
    #[must_use]
    pub fn wrapped_by(mut self, words: &[&str]) -> Self {
        self.wrapper = words.iter().map(|&word| word.to_owned()).collect();
        self
    }

    /// The address it will answer at.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// A running instance. Dropping it kills it: everything it knows is thrown away anyway.
#[derive(Debug)]
pub struct Instance {
    settings: Settings,
    directory: PathBuf,
    /// The directory goes with the instance that made it.
    scratch: Option<TempDir>,
    child: Child,
    /// From `exec` to the first 200 of `/readyz`.
    pub started_in: Duration,
}

impl Instance {
    /// Starts one in a directory of its own and waits until it is ready.
    ///
    /// # Errors
    /// When it does not get ready; its log is in the message.
    pub async fn start(settings: Settings) -> Result<Self> {
        let scratch = TempDir::with_prefix("latchkey-")?;
        let mut instance = Self::start_in(settings, scratch.path()).await?;
        instance.scratch = Some(scratch);
        Ok(instance)
    }

    /// Starts one on the data that lies in `directory`.
    ///
    /// # Errors
    /// As [`Instance::start`].
    pub async fn start_in(settings: Settings, directory: &Path) -> Result<Self> {
        let started = now();
        let child = spawn(&settings, directory)?;
        let mut instance = Self {
            settings,
            directory: directory.to_owned(),
            scratch: None,
            child,
            started_in: Duration::ZERO,
        };
        let client = reqwest::Client::new();
        let ready = format!("{}/readyz", instance.url());
        loop {
            if client
                .get(&ready)
                .send()
                .await
                .is_ok_and(|answer| answer.status() == 200)
            {
                instance.started_in = started.elapsed();
                return Ok(instance);
            }
            if let Some(status) = instance.child.try_wait()? {
                bail!("the instance ended with {status}:\n{}", instance.log());
            }
            if started.elapsed() > PATIENCE {
                bail!("the instance does not get ready:\n{}", instance.log());
            }
            sleep(Duration::from_millis(2)).await;
        }
    }

    /// The address it answers at, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        self.settings.url()
    }

    /// Where its data lies.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Everything it has logged, over all its starts in this directory.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(log_file(&self.directory)).unwrap_or_default()
    }

    /// The lines of its log that speak of a panic or an error.
    #[must_use]
    pub fn troubles(&self) -> Vec<String> {
        let is_trouble = |line: &&str| line.contains("panicked at") || line.contains("\"level\":\"ERROR\"");
        self.log().lines().filter(is_trouble).map(str::to_owned).collect()
    }

    /// Ends it as a power cut of its process would, and waits until it is gone.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill(&mut self) -> Result<()> {
        self.signal(Signal::KILL)?;
        self.child.wait().await?;
        Ok(())
    }

    /// Asks it to end, as an operator does, and waits until it has.
    ///
    /// # Errors
    /// When it does not end in time.
    pub async fn stop(&mut self) -> Result<ExitStatus> {
        self.signal(Signal::TERM)?;
        self.ended().await
    }

    /// Waits until it has ended, after a signal.
    ///
    /// # Errors
    /// When it does not end in time.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        Ok(timeout(STOP_PATIENCE, self.child.wait())
            .await
            .context("the instance does not stop")??)
    }

    /// Sends it a signal.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        kill_process(self.pid()?, signal).context("cannot signal the instance")
    }

    /// Changes a setting for the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings = self.settings.clone().with(name, value);
    }

    /// Starts it again with its settings on the same data, after [`Instance::kill`] or [`Instance::stop`].
    ///
    /// # Errors
    /// As [`Instance::start`].
    pub async fn restart(&mut self) -> Result<()> {
        let scratch = self.scratch.take();
        let mut next = Self::start_in(self.settings.clone(), &self.directory).await?;
        next.scratch = scratch;
        *self = next;
        Ok(())
    }

    /// Resident memory, in bytes.
    ///
    /// # Errors
    /// When it has ended.
    pub fn resident_memory(&self) -> Result<u64> {
        self.memory("VmRSS:")
    }

    /// The most resident memory it has ever had, in bytes.
    ///
    /// # Errors
    /// When it has ended.
    pub fn most_memory(&self) -> Result<u64> {
        self.memory("VmHWM:")
    }

    /// Time its threads have spent on a processor since its start.
    ///
    /// # Errors
    /// When it has ended.
    pub fn processor_time(&self) -> Result<Duration> {
        processor_time_of(self.id()?)
    }

    /// How many files and sockets it has open.
    ///
    /// # Errors
    /// When it has ended.
    pub fn open_files(&self) -> Result<usize> {
        Ok(fs::read_dir(format!("/proc/{}/fd", self.id()?))?.count())
    }

    fn memory(&self, line: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id()?))?;
        let kib = status
            .lines()
            .find_map(|found| found.strip_prefix(line))
            .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok())
            .with_context(|| format!("no {line} in /proc/PID/status"))?;
        Ok(kib * KIB)
    }

    fn id(&self) -> Result<u32> {
        self.child.id().context("the instance has ended")
    }

    fn pid(&self) -> Result<Pid> {
        let id = i32::try_from(self.id()?)?;
        Pid::from_raw(id).context("no process has the number 0")
    }
}

/// Time the threads of a process have spent on a processor since its start.
///
/// # Errors
/// When there is no such process.
pub fn processor_time_of(process: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program may contain spaces; what follows the last parenthesis does not. Fields 14 and 15.
    let (_, rest) = stat.rsplit_once(')').context("odd /proc/PID/stat")?;
    let ticks: f64 = rest
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(Duration::from_secs_f64(ticks / TICKS_PER_SECOND))
}

fn spawn(settings: &Settings, directory: &Path) -> Result<Child> {
    let log = File::options().create(true).append(true).open(log_file(directory))?;
    let mut words = settings.wrapper.iter().chain(&settings.program);
    let program = words.next().context("no program to start")?;
    Command::new(program)
        .args(words)
        .env_clear()
        .envs(env::var_os("PATH").map(|path| ("PATH", path)))
        .env("DATA_DIR", directory.join("data"))
        .envs(settings.environment.iter().map(|(name, value)| (name, value)))
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot start {program}"))
}

/// The release build that is measured: `LATCHKEY_BIN`, as `cargo xtask` sets it.
#[must_use]
pub fn binary() -> String {
    env::var("LATCHKEY_BIN").unwrap_or_else(|_| "target/release/latchkey".into())
}

fn log_file(directory: &Path) -> PathBuf {
    directory.join("log")
}
