//! Sign-ins per second next to raw Argon2id, and what others notice of a flood of them.

use super::{
    Plan,
    pair::{Pair, host},
};
use crate::{
    Client, Instance, Result,
    client::PASSWORD,
    load::{Connection, Measured, closed_loop, paced},
    now,
    table::{Bar, Row, What},
};
use anyhow::{anyhow, ensure};
use argon2::{Algorithm, Argon2, Params, Version};
use rustix::time::{ClockId, clock_gettime};
use serde_json::json;
use std::{
    sync::Arc,
    thread::available_parallelism,
    time::{Duration, Instant},
};
use tokio::{
    task::{JoinHandle, JoinSet, spawn_blocking},
    time::{MissedTickBehavior, interval, sleep},
    try_join,
};

/// So many wait for their turn: enough that there is always one, and few enough that none waits too long.
const WAITING: usize = 4;
/// Those who read while others sign in: so many for pages and as many for the API, each so often.
const READERS: usize = 4;
const READS_EVERY: Duration = Duration::from_millis(50);
/// By then the queue is full.
const FLOOD_RISES: Duration = Duration::from_secs(3);
/// And by then it is empty.
const FLOOD_FALLS: Duration = Duration::from_secs(1);

/// # Errors
/// When an answer is another one than expected.
pub async fn rows(plan: &Plan) -> Result<Vec<Row>> {
    let pair = Pair::start(plan).await?;
    let idle_memory = pair.ours.resident_memory()? as f64 / 1e6;
    let (rate, processor) = rates(plan, &pair).await?;
    let capacity = rate.ours;
    let (pages, lists) = flooded(plan, &pair, capacity).await?;
    let memory = pair.ours.most_memory()? as f64 / 1e6;
    let memory = row("most memory in the flood", "MB", "idle", &[(memory, idle_memory)])?;
    Ok(vec![rate, processor, pages, lists, memory.with_bar(Bar::AtMost(120.0))])
}

/// Sign-ins per second, and what each costs the processor.
async fn rates(plan: &Plan, pair: &Pair) -> Result<(Row, Row)> {
    let (mut rates, mut processor) = (Vec::new(), Vec::new());
    sign_ins(pair, Duration::from_secs(1)).await?;
    for _ in 0..plan.rounds {
        let before = pair.ours.processor_time()?;
        let measured = sign_ins(pair, plan.turn).await?;
        let spent = pair.ours.processor_time()?.saturating_sub(before);
        let raw = raw_hashes(plan.turn).await?;
        rates.push((measured.rate, raw.rate));
        let ours = spent.as_secs_f64() * 1e3 / measured.latency.len() as f64;
        processor.push((ours, raw.each.as_secs_f64() * 1e3));
    }
    Ok((
        row("sign-ins", "/s", "raw Argon2id", &rates)?.with_bar(Bar::RatioAtLeast(0.95)),
        row("processor for each", "ms", "raw Argon2id", &processor)?,
    ))
}

async fn sign_ins(pair: &Pair, duration: Duration) -> Result<Measured> {
    let (host, email) = (host(&pair.ours), pair.reader.client.email.clone());
    let address = host.clone();
    closed_loop(&address, hashing_threads() + WAITING, duration, 200, move |_, _| {
        request(&host, &email, PASSWORD)
    })
    .await
}

fn request(host: &str, email: &str, password: &str) -> Vec<u8> {
    let body = json!({ "email": email, "password": password }).to_string();
    format!(
        "POST /api/auth/sign-in/email HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into()
}

struct RawHashes {
    /// Of all threads, per second.
    rate: f64,
    /// What one costs the processor.
    each: Duration,
}

/// As many as Latchkey hashes on; its `auth/password/mod.rs` says so.
fn hashing_threads() -> usize {
    let cores = available_parallelism().map_or(1, usize::from);
    cores.saturating_sub(1).max(1)
}

/// Hashes with Latchkey's parameters, which are the crate's own.
async fn raw_hashes(duration: Duration) -> Result<RawHashes> {
    let started = now();
    let mut threads = JoinSet::new();
    for _ in 0..hashing_threads() {
        threads.spawn(spawn_blocking(move || hash_until(started, duration)));
    }
    let (mut rate, mut each) = (0.0, Vec::new());
    while let Some(thread) = threads.join_next().await {
        let (count, took, processor) = thread???;
        rate += f64::from(count) / took.as_secs_f64();
        each.push(processor / count);
    }
    Ok(RawHashes {
        rate,
        each: each.iter().sum::<Duration>() / u32::try_from(each.len())?,
    })
}

/// How many hashes one thread makes, in which time, and how much of it on a processor.
fn hash_until(started: Instant, duration: Duration) -> Result<(u32, Duration, Duration)> {
    let before = processor_time()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT);
    let mut count = 0;
    while started.elapsed() < duration {
        let mut key = [0; Params::DEFAULT_OUTPUT_LEN];
        argon2
            .hash_password_into(PASSWORD.as_bytes(), b"sixteen bytes it", &mut key)
            .map_err(|error| anyhow!("no hash: {error}"))?;
        std::hint::black_box(key);
        count += 1;
    }
    Ok((count, started.elapsed(), processor_time()?.saturating_sub(before)))
}

/// Of this thread.
fn processor_time() -> Result<Duration> {
    Ok(clock_gettime(ClockId::ThreadCPUTime).try_into()?)
}

/// How long reads take while twice as many sign in as can be hashed, half of them with a wrong password.
async fn flooded(plan: &Plan, pair: &Pair, capacity: f64) -> Result<(Row, Row)> {
    let turn = plan.turn * 2;
    let (mut pages, mut lists) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        let (idle_page, idle_list) = reads(pair, turn).await?;
        let flood = Flood::start(&pair.ours, &pair.reader.client, 2.0 * capacity);
        sleep(FLOOD_RISES).await;
        let (page, list) = reads(pair, turn).await?;
        flood.stop().await?;
        pages.push((page, idle_page));
        lists.push((list, idle_list));
    }
    let bar = Bar::RatioAtMost(4.0);
    Ok((
        row("`/todos` in a flood of sign-ins: p99", "ms", "idle", &pages)?.with_bar(bar),
        row("`GET /api/todos` in the flood: p99", "ms", "idle", &lists)?.with_bar(bar),
    ))
}

/// The slowest of a hundred, of pages and of lists, in milliseconds.
async fn reads(pair: &Pair, duration: Duration) -> Result<(f64, f64)> {
    let client = &pair.reader.client;
    let address = host(&pair.ours);
    let ask = |path: &str, header: String| {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept-encoding: br, gzip\r\n{header}\r\n\r\n");
        paced(&address, READERS, READS_EVERY, duration, 200, move |_, _| {
            request.clone().into()
        })
    };
    let (page, list) = try_join!(
        ask("/todos", format!("cookie: {}", client.cookie)),
        ask("/api/todos", format!("authorization: Bearer {}", client.access_token)),
    )?;
    let slowest = |measured: Measured| measured.latency_at(0.99).as_secs_f64() * 1e3;
    Ok((slowest(page), slowest(list)))
}

/// People who sign in whether the server has time for them or not, each over a connection of their own.
pub struct Flood(JoinHandle<Result<()>>);

impl Flood {
    /// More in a second than can be hashed: a thread of today does half as many.
    #[must_use]
    pub fn more_than_enough() -> f64 {
        100.0 * hashing_threads() as f64
    }

    /// Starts so many a second.
    #[must_use]
    pub fn start(instance: &Instance, client: &Client, per_second: f64) -> Self {
        let (host, email) = (host(instance), client.email.clone());
        Self(tokio::spawn(flood(host.into(), email.into(), per_second)))
    }

    /// Ends it, and waits until the server has noticed. Those under way hang up.
    ///
    /// # Errors
    /// When an answer was another one than expected.
    pub async fn stop(self) -> Result<()> {
        self.0.abort();
        match self.0.await {
            Ok(broken) => broken?,
            Err(error) if error.is_cancelled() => {}
            Err(error) => return Err(error.into()),
        }
        sleep(FLOOD_FALLS).await;
        Ok(())
    }
}

async fn flood(host: Arc<str>, email: Arc<str>, per_second: f64) -> Result<()> {
    let mut ticks = interval(Duration::from_secs_f64(1.0 / per_second));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut under_way = JoinSet::new();
    let mut number = 0_u64;
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                number += 1;
                let is_right = number.is_multiple_of(2);
                under_way.spawn(sign_in_once(host.clone(), email.clone(), is_right));
            }
            Some(done) = under_way.join_next() => done??,
        }
    }
}

async fn sign_in_once(host: Arc<str>, email: Arc<str>, is_right: bool) -> Result<()> {
    let (password, expected) = if is_right {
        (PASSWORD, 200)
    } else {
        ("this is not the password", 401)
    };
    let mut connection = Connection::open(&host).await?;
    let status = connection.ask(&request(&host, &email, password)).await?;
    ensure!(
        status == expected || status == 503 || status == 429,
        "a sign-in was answered with {status}"
    );
    Ok(())
}

fn row(name: &str, unit: &str, reference: &str, rounds: &[(f64, f64)]) -> Result<Row> {
    let what = What {
        part: "sign-in",
        name,
        unit,
    };
    Row::of_rounds(what, reference, rounds)
}
