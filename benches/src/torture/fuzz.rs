//! Requests nobody should send: forms, functions and operations with one thing wrong or many, cookies and tokens that are
//! almost right, and bytes that are no HTTP. Promised: every one is answered or turned away; none with a fault of ours;
//! nothing panics; nobody sees what is somebody else's; memory does not grow.
//!
//! What there is to ask is learned from the program itself: the document of its API, and the forms in its pages.

mod catalogue;
mod request;
mod values;

use super::{
    Engine, Report, World,
    wire::{Answer, Broken, Wire},
};
use crate::{Client, Instance, Result, now};
use anyhow::Context;
use catalogue::Catalogue;
use fastrand::Rng;
use request::{Request, Someone};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{task::JoinSet, time::sleep};

const WORKERS: usize = 8;
/// Somebody whose session was ended by what was sent gets a new account after so many requests.
const LOOK_AFTER: usize = 200;
/// So many requests come first, until everything is warm: statements are prepared, buffers have found their size.
const WARM_UP: usize = 15_000;
/// Memory may grow by this part after that.
const GROWTH: f64 = 0.2;
/// And by what one more hash at the same moment has taken and the allocator keeps.
const ONE_HASH: f64 = 20.0 * 1024.0 * 1024.0;
/// A new account may meet a queue of hashes that is full of what was sent before it.
const PATIENCE: Duration = Duration::from_secs(30);
/// Memory comes to rest before it is measured.
const REST: Duration = Duration::from_secs(2);
/// Of a request that is told about.
const TOLD: usize = 400;

#[derive(Default)]
struct Seen {
    statuses: BTreeMap<u16, usize>,
    turned_away: usize,
    faults: Vec<String>,
}

struct Target {
    url: String,
    address: String,
    catalogue: Catalogue,
    /// Stands in a todo of somebody who never asks, and in no request.
    canary: String,
}

pub async fn run(world: &World, engine: Engine) -> Result<Report> {
    let requests = match engine {
        Engine::Sqlite => world.pick(45_000, 1_000_000),
        Engine::Postgres => world.pick(15_000, 200_000),
    };
    let settings = world.settings(engine).await?.with("RUST_LOG", "warn");
    let instance = Instance::start(settings).await?;
    let url = instance.url();
    let victim = Client::sign_up(&url).await?;
    let canary = format!("canary{:016x}", world.chance(7).u64(..));
    victim.add_todo(&canary).await?;
    let target = Arc::new(Target {
        address: url.trim_start_matches("http://").to_owned(),
        catalogue: Catalogue::read(&url).await?,
        canary,
        url,
    });

    let mut seen = Seen::default();
    torment(world, &target, 0, WARM_UP, &mut seen).await?;
    sleep(REST).await;
    let warm = instance.resident_memory()?;
    torment(world, &target, WORKERS as u64, requests, &mut seen).await?;
    sleep(REST).await;
    let after = instance.resident_memory()?;
    if after as f64 > warm as f64 * (1.0 + GROWTH) + ONE_HASH {
        seen.faults
            .push(format!("memory grew from {} to {} MB", warm >> 20, after >> 20));
    }
    if let Err(error) = target.look(&victim).await {
        seen.faults.push(format!("what was somebody else's: {error:#}"));
    }
    seen.faults.extend(instance.troubles());

    let count = |hundred: u16| -> usize {
        let of_them = seen.statuses.iter().filter(|(status, _)| **status / 100 == hundred);
        of_them.map(|(_, count)| count).sum()
    };
    let done = format!(
        "{} requests on {}: 2xx {}, 3xx {}, 4xx {}, 503 {}, turned away without an answer {}; memory {} to {} MB",
        requests + WARM_UP,
        target.catalogue.told(),
        count(2),
        count(3),
        count(4),
        seen.statuses.get(&503).copied().unwrap_or_default(),
        seen.turned_away,
        warm >> 20,
        after >> 20
    );
    Ok(Report::new(done, seen.faults))
}

/// So many requests, by everybody at once. `stream` is the first worker's part of chance.
async fn torment(world: &World, target: &Arc<Target>, stream: u64, requests: usize, seen: &mut Seen) -> Result<()> {
    let mut tasks = JoinSet::new();
    for worker in 0..WORKERS {
        let chance = world.chance(1000 + stream + worker as u64);
        tasks.spawn(work(target.clone(), chance, requests / WORKERS));
    }
    while let Some(of_one) = tasks.join_next().await {
        let of_one = of_one??;
        for (status, count) in of_one.statuses {
            *seen.statuses.entry(status).or_default() += count;
        }
        seen.turned_away += of_one.turned_away;
        seen.faults.extend(of_one.faults);
    }
    Ok(())
}

async fn work(target: Arc<Target>, mut chance: Rng, requests: usize) -> Result<Seen> {
    let mut seen = Seen::default();
    let mut client = target.new_account().await?;
    let mut someone = Someone::of(&client);
    let mut wire = None;
    for number in 0..requests {
        if number % LOOK_AFTER == 0 && target.look(&client).await.is_err() {
            client = target.new_account().await?;
            someone = Someone::of(&client);
        }
        let request = target.catalogue.request(&mut chance, &someone, &target.url);
        let answer = ask(&target.address, &mut wire, &request).await;
        judge(&mut seen, &target, &request, answer);
    }
    Ok(seen)
}

/// Sends a request over the connection there is. Where that had been closed meanwhile, once more over a new one.
async fn ask(address: &str, wire: &mut Option<Wire>, request: &Request) -> Result<Answer, Broken> {
    let was_open = wire.is_some();
    let mut answer = ask_once(address, wire, request).await;
    if was_open && matches!(answer, Err(Broken::Closed(_))) {
        answer = ask_once(address, wire, request).await;
    }
    answer
}

async fn ask_once(address: &str, wire: &mut Option<Wire>, request: &Request) -> Result<Answer, Broken> {
    let mut open = match wire.take() {
        Some(open) => open,
        None => Wire::open(address)
            .await
            .map_err(|error| Broken::Half(format!("cannot connect: {error}")))?,
    };
    let answer = if request.is_broken {
        // Nothing more will come, so nobody waits for it.
        let sent = open.send(&request.bytes).await.and(open.finish().await);
        let answer = open.answer(request.is_head()).await;
        match (answer, sent) {
            (Err(_), Err(error)) => Err(Broken::Closed(error.kind())),
            (answer, _) => answer,
        }
    } else {
        open.ask(&request.bytes).await
    };
    if !request.is_broken && answer.as_ref().is_ok_and(|answer| !answer.is_last()) {
        *wire = Some(open);
    }
    answer
}

fn judge(seen: &mut Seen, target: &Target, request: &Request, answer: Result<Answer, Broken>) {
    let fault = match answer {
        Ok(answer) => {
            *seen.statuses.entry(answer.status).or_default() += 1;
            let holds = |text: &str| answer.body.windows(text.len()).any(|window| window == text.as_bytes());
            match answer.status {
                _ if holds(&target.canary) || answer.head.contains(&target.canary) => {
                    Some("shows what is somebody else's".into())
                }
                503 if answer.header("retry-after").is_some() => None,
                status if status >= 500 => Some(format!("answered with {status}")),
                _ => None,
            }
        }
        Err(_) if request.is_broken => {
            seen.turned_away += 1;
            None
        }
        Err(broken) => Some(format!("{broken:?}")),
    };
    if let Some(fault) = fault {
        let bytes = &request.bytes[..request.bytes.len().min(TOLD)];
        seen.faults.push(format!("{fault}: {}", bytes.escape_ascii()));
    }
}

impl Target {
    async fn new_account(&self) -> Result<Client> {
        let started = now();
        loop {
            match Client::sign_up(&self.url).await {
                Err(_) if started.elapsed() < PATIENCE => sleep(Duration::from_millis(200)).await,
                made => return made.context("a new account in the middle of it"),
            }
        }
    }

    /// Whether somebody's session is open, and their todos can be read.
    async fn look(&self, client: &Client) -> Result<()> {
        let answer = client.request(reqwest::Method::GET, "/api/todos").send().await?;
        crate::client::expect(answer, reqwest::StatusCode::OK).await?;
        Ok(())
    }
}
