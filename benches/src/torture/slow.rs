//! Slow clients, idle connections, floods of them. Promised: while they do their worst, an ordinary client gets every
//! answer, and about as fast as before; memory stays within bounds; afterwards all is as it was.
//!
//! The figure to reach is twice the latency. It is reported; what fails is only five times, for both sides share the
//! processors here and the flood itself costs one of them.

use super::{Report, World, wire::Wire};
use crate::{
    Client, Instance, Result, Settings,
    load::{Measured, closed_loop},
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{sync::Arc, time::Duration};
use tokio::{task::JoinSet, time::sleep};

/// What an ordinary client may suffer at the median, as a multiple of its latency alone.
const PROMISED: f64 = 2.0;
const TOO_MUCH: f64 = 5.0;
/// Below this nobody notices, and a multiple of it says nothing.
const UNNOTICED: Duration = Duration::from_millis(2);
const ORDINARY: usize = 4;
const DRIBBLERS: usize = 300;
const FLOOD_TASKS: usize = 4;
/// A large page that is at the same address in every build.
const FILE: &str = "/docs/api";
/// New connections that one task of the flood opens in a second, at most.
const FLOOD_RATE: u32 = 250;
/// What one more idle connection may cost in memory.
const MEMORY_PER_CONNECTION: u64 = 24 * 1024;
const MEMORY_FOR_ALL: u64 = 64 * 1024 * 1024;
/// File descriptors that are kept for everything else.
const SPARE_FILES: u64 = 500;

pub async fn run(world: &World) -> Result<Report> {
    let files = raise_limit()?;
    let idle = usize::try_from(files.saturating_sub(SPARE_FILES))?.min(world.pick(4000, 10_000));
    let instance = Instance::start(Settings::new()?).await?;
    let address: Arc<str> = instance.url().trim_start_matches("http://").into();
    let person = Client::sign_up(&instance.url()).await?;
    for number in 0..20 {
        person.add_todo(&format!("todo {number}")).await?;
    }
    let duration = Duration::from_secs(world.pick(3, 20));
    let token = Arc::<str>::from(person.access_token.as_str());
    let ordinary = || measure(&address, duration, &token);

    ordinary().await?;
    let (alone, memory_before) = (ordinary().await?, instance.resident_memory()?);
    let mut told = Vec::new();
    let mut faults = Vec::new();
    let mut memory_most = memory_before;
    for torment in [
        Torment::Idle(idle),
        Torment::Heads,
        Torment::Bodies,
        Torment::Readers,
        Torment::Flood,
    ] {
        let tormentors = torment.begin(&address, &token).await;
        let meanwhile = ordinary().await;
        let memory = instance.resident_memory()?;
        memory_most = memory_most.max(memory);
        let number = tormentors.len();
        if number < torment.number() / 2 {
            faults.push(format!("{} of {} were there: {torment:?}", number, torment.number()));
        }
        drop(tormentors);
        match meanwhile {
            Ok(meanwhile) => {
                let (times, told_times) = compare(&alone, &meanwhile);
                told.push(format!("{} {told_times}", torment.name()));
                if times > TOO_MUCH {
                    faults.push(format!(
                        "{}: an ordinary client takes {times:.1} times as long",
                        torment.name()
                    ));
                }
            }
            Err(error) => faults.push(format!(
                "{}: an ordinary client met an error: {error:#}",
                torment.name()
            )),
        }
    }
    let bound = memory_before + MEMORY_FOR_ALL + MEMORY_PER_CONNECTION * idle as u64;
    if memory_most > bound {
        faults.push(format!(
            "{} MB of memory, more than {} MB",
            memory_most >> 20,
            bound >> 20
        ));
    }
    // They all have gone, or the server lets them go.
    sleep(Duration::from_secs(12)).await;
    let left = instance.open_files()?;
    if left > 100 {
        faults.push(format!("{left} files are open long after everybody has gone"));
    }
    faults.extend(instance.troubles());
    let done = format!(
        "{idle} idle connections, {DRIBBLERS} of each slow kind, floods; median (and p99) of an ordinary client against alone, {PROMISED} being the figure to reach: {}; \
         memory {} MB, at most {} MB",
        told.join(", "),
        memory_before >> 20,
        memory_most >> 20
    );
    Ok(Report::new(done, faults))
}

/// As many files as this process may have; those it starts inherit it.
fn raise_limit() -> Result<u64> {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    )?;
    Ok(most)
}

async fn measure(address: &str, duration: Duration, token: &Arc<str>) -> Result<Measured> {
    let token = token.clone();
    closed_loop(address, ORDINARY, duration, 200, move |_, _| {
        format!("GET /api/todos HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n").into_bytes()
    })
    .await
}

fn compare(alone: &Measured, meanwhile: &Measured) -> (f64, String) {
    let times = |quantile| {
        let before = alone.latency_at(quantile).max(UNNOTICED);
        meanwhile.latency_at(quantile).as_secs_f64() / before.as_secs_f64()
    };
    (times(0.5), format!("{:.1}× ({:.1}×)", times(0.5), times(0.99)))
}

#[derive(Clone, Copy, Debug)]
enum Torment {
    Idle(usize),
    /// A head of a request, a byte at a time.
    Heads,
    /// A body, a byte at a time.
    Bodies,
    /// They ask for the largest file again and again, and do not read it.
    Readers,
    /// They connect, ask or not, and go.
    Flood,
}

impl Torment {
    fn name(self) -> &'static str {
        match self {
            Self::Idle(_) => "idle",
            Self::Heads => "heads",
            Self::Bodies => "bodies",
            Self::Readers => "readers",
            Self::Flood => "flood",
        }
    }

    fn number(self) -> usize {
        match self {
            Self::Idle(number) => number,
            Self::Flood => FLOOD_TASKS,
            _ => DRIBBLERS,
        }
    }

    /// Starts it; dropping the set ends it.
    async fn begin(self, address: &Arc<str>, token: &Arc<str>) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        for number in 0..self.number() {
            let (address, token) = (address.clone(), token.clone());
            match self {
                // The server closes who says nothing for ten seconds; such a one comes back.
                Self::Idle(_) => {
                    let Ok(mut wire) = Wire::open(&address).await else { continue };
                    tasks.spawn(async move {
                        loop {
                            let _ = wire.head().await;
                            match Wire::open(&address).await {
                                Ok(next) => wire = next,
                                Err(_) => sleep(Duration::from_millis(100)).await,
                            }
                        }
                    });
                }
                Self::Heads => drop(tasks.spawn(async move {
                    loop {
                        dribble(&address, b"", b"GET /api/todos HTTP/1.1\r\nhost: localhost\r\nx-slow: ").await;
                    }
                })),
                Self::Bodies => drop(tasks.spawn(async move {
                    let head = format!(
                        "POST /api/todos HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n"
                    );
                    loop {
                        dribble(&address, head.as_bytes(), b"{\"title\": \"").await;
                    }
                })),
                Self::Readers => drop(tasks.spawn(async move {
                    let Ok(mut wire) = Wire::open(&address).await else { return };
                    let files = format!("GET {FILE} HTTP/1.1\r\nhost: localhost\r\n\r\n").repeat(50);
                    let _ = wire.send(files.as_bytes()).await;
                    std::future::pending::<()>().await;
                })),
                Self::Flood => drop(tasks.spawn(async move {
                    let asks = number % 2 == 0;
                    loop {
                        if let Ok(mut wire) = Wire::open(&address).await
                            && asks
                        {
                            let _ = wire.send(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
                        }
                        sleep(Duration::from_secs(1) / FLOOD_RATE).await;
                    }
                })),
            }
        }
        sleep(Duration::from_millis(500)).await;
        tasks
    }
}

/// Sends a head at once, and then a byte at a time, until the server has had enough.
async fn dribble(address: &str, head: &[u8], bytes: &[u8]) {
    let Ok(mut wire) = Wire::open(address).await else {
        return sleep(Duration::from_millis(100)).await;
    };
    if wire.send(head).await.is_err() {
        return;
    }
    for byte in bytes.iter().chain([b'x'; 100].iter()) {
        if wire.send(&[*byte]).await.is_err() {
            return;
        }
        sleep(Duration::from_millis(300)).await;
    }
}
