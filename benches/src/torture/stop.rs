//! SIGTERM under load. Promised: whoever has sent a request before it gets a whole answer; whoever comes later is
//! turned away before the first byte; the program ends with 0 within its limit, and its port is free.

use super::{
    Engine, Report, World,
    wire::{Answer, Broken, Wire},
};
use crate::{Client, Instance, Result, client::PASSWORD, now};
use reqwest::{Method, StatusCode};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, task::JoinSet, time::sleep};

/// Connections that ask again as soon as they have an answer.
const LOOPS: usize = 48;
/// New connections again and again.
const COMERS: usize = 12;
/// Bodies of which one half is sent before the signal and the other long after.
const BODIES: usize = 40;
const PAGES: usize = 20;
const HASHES: usize = 8;
const IDLE: usize = 20;
/// Requests under way when the signal comes; fewer are no torture.
const LEAST_UNDER_WAY: usize = 100;
/// Its own limit for requests under way is ten seconds; closing the database comes after.
const LIMIT: Duration = Duration::from_secs(12);

/// What the people of a round share.
#[derive(Clone)]
struct Round {
    address: Arc<str>,
    /// Set just before the signal goes out.
    is_stopping: Arc<AtomicBool>,
    under_way: Arc<AtomicUsize>,
}

/// What became of the requests of one connection.
#[derive(Default)]
struct Seen {
    answered: usize,
    /// Turned away after the signal.
    turned_away: usize,
    faults: Vec<String>,
}

pub async fn run(world: &World, engine: Engine) -> Result<Report> {
    let rounds = world.pick(4, 100);
    let mut chance = world.chance(2);
    let mut instance = Instance::start(world.settings(engine).await?).await?;
    let mut people = [
        Client::sign_up(&instance.url()).await?,
        Client::sign_up(&instance.url()).await?,
    ];
    for number in 0..20 {
        people[0].add_todo(&format!("todo {number}")).await?;
    }
    let (mut faults, mut answered, mut turned_away, mut least_under_way) = (Vec::new(), 0, 0, usize::MAX);
    let mut slowest = Duration::ZERO;
    let mut halves = Vec::new();
    for round in 0..rounds {
        if round > 0 {
            instance.restart().await?;
        }
        for person in &mut people {
            person.renew().await?;
            person.cookie = person.sign_in().await?;
        }
        let (seen, under_way, took, titles) = stop_once(&mut instance, &people, round, &mut chance).await?;
        halves.extend(titles);
        faults.extend(seen.faults.into_iter().map(|fault| format!("round {round}: {fault}")));
        answered += seen.answered;
        turned_away += seen.turned_away;
        least_under_way = least_under_way.min(under_way);
        slowest = slowest.max(took);
    }
    if least_under_way < LEAST_UNDER_WAY {
        faults.push(format!(
            "only {least_under_way} requests were under way, which is no torture"
        ));
    }
    instance.restart().await?;
    people[1].renew().await?;
    faults.extend(missing(&people[1], &halves).await?);
    faults.extend(instance.troubles());
    let done = format!(
        "{rounds} stops with at least {least_under_way} requests under way, {answered} answered whole, {turned_away} turned away after the signal; \
         ended with 0 after {:.1} s at most",
        slowest.as_secs_f64()
    );
    Ok(Report::new(done, faults))
}

async fn stop_once(
    instance: &mut Instance,
    people: &[Client; 2],
    round: usize,
    chance: &mut fastrand::Rng,
) -> Result<(Seen, usize, Duration, Vec<String>)> {
    let url = instance.url();
    let address: Arc<str> = url.trim_start_matches("http://").into();
    let world = Round {
        address: address.clone(),
        is_stopping: Arc::default(),
        under_way: Arc::default(),
    };
    let mut tasks = JoinSet::new();
    for number in 0..LOOPS {
        let request = match number % 3 {
            0 => page(&people[0], "/todos"),
            1 => page(&people[0], "/sign-in"),
            _ => api(&people[0], "GET /api/todos"),
        };
        tasks.spawn(ask_again_and_again(world.clone(), request));
    }
    for _ in 0..COMERS {
        tasks.spawn(come_again_and_again(
            world.clone(),
            api(&people[0], "GET /api/v1/auth/me"),
        ));
    }
    for _ in 0..IDLE {
        tasks.spawn(wait_idly(world.clone(), api(&people[0], "GET /healthz")));
    }
    tasks.spawn(listen(world.clone(), page(&people[1], "/session-events")));
    let titles: Vec<String> = (0..BODIES).map(|number| format!("half {round} {number}")).collect();
    for title in &titles {
        let pause = Duration::from_millis(chance.u64(1000..2500));
        tasks.spawn(send_in_halves(world.clone(), add(&people[1], title), pause));
    }
    sleep(Duration::from_millis(chance.u64(600..900))).await;
    for _ in 0..HASHES {
        tasks.spawn(ask_once(world.clone(), sign_in(&people[0])));
    }
    for _ in 0..PAGES {
        tasks.spawn(ask_once(world.clone(), page(&people[0], "/todos")));
    }
    sleep(Duration::from_millis(chance.u64(10..30))).await;

    let under_way = world.under_way.load(Ordering::SeqCst);
    world.is_stopping.store(true, Ordering::SeqCst);
    let signalled = now();
    instance.signal(Signal::TERM)?;
    let mut all = Seen::default();
    let ending = async {
        while let Some(seen) = tasks.join_next().await {
            let seen = seen?;
            all.answered += seen.answered;
            all.turned_away += seen.turned_away;
            all.faults.extend(seen.faults);
        }
        anyhow::Ok(())
    };
    let (ended, watched) = tokio::join!(instance.ended(), ending);
    watched?;
    let (status, took) = (ended?, signalled.elapsed());
    if !status.success() {
        all.faults.push(format!("it ended with {status}"));
    }
    if took > LIMIT {
        all.faults.push(format!("it took {took:?} to end"));
    }
    if TcpStream::connect(&*address).await.is_ok() {
        all.faults.push("somebody still listens at its port".into());
    }
    Ok((all, under_way, took, titles))
}

impl Round {
    fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::SeqCst)
    }
}

impl Seen {
    /// Judges one answer. `was_stopping` is asked before the request goes out: only one sent later may be turned away.
    fn judge(&mut self, what: &[u8], was_stopping: bool, answer: &Result<Answer, Broken>) {
        let line = String::from_utf8_lossy(what.split(|&byte| byte == b'\r').next().unwrap_or_default()).into_owned();
        match answer {
            Ok(answer) if answer.status < 400 => self.answered += 1,
            // The queue of hashes was full: an answer like any other.
            Ok(answer) if answer.status == 503 && answer.header("retry-after").is_some() => self.answered += 1,
            Ok(answer) => self.faults.push(format!("{line} was answered with {}", answer.status)),
            Err(Broken::Closed(_)) if was_stopping => self.turned_away += 1,
            Err(broken) => self.faults.push(format!("{line}, sent before the signal: {broken:?}")),
        }
    }
}

/// Asks, counted as under way; tells whether it was sent after the signal had gone out.
async fn counted(world: &Round, wire: &mut Wire, request: &[u8]) -> (bool, Result<Answer, Broken>) {
    let was_stopping = world.is_stopping();
    world.under_way.fetch_add(1, Ordering::SeqCst);
    let answer = wire.ask(request).await;
    world.under_way.fetch_sub(1, Ordering::SeqCst);
    (was_stopping, answer)
}

async fn ask_again_and_again(world: Round, request: Vec<u8>) -> Seen {
    let mut seen = Seen::default();
    let Ok(mut wire) = Wire::open(&world.address).await else {
        seen.faults.push("cannot connect before the signal".into());
        return seen;
    };
    loop {
        let (was_stopping, answer) = counted(&world, &mut wire, &request).await;
        seen.judge(&request, was_stopping, &answer);
        match answer {
            Ok(answer) if !answer.is_last() => {}
            _ => return seen,
        }
    }
}

async fn come_again_and_again(world: Round, request: Vec<u8>) -> Seen {
    let mut seen = Seen::default();
    while !world.is_stopping() {
        let mut wire = match Wire::open(&world.address).await {
            Ok(wire) => wire,
            Err(_) if world.is_stopping() => break,
            Err(error) => {
                seen.faults.push(format!("cannot connect before the signal: {error}"));
                break;
            }
        };
        let (was_stopping, answer) = counted(&world, &mut wire, &request).await;
        seen.judge(&request, was_stopping, &answer);
    }
    seen
}

async fn ask_once(world: Round, request: Vec<u8>) -> Seen {
    let mut seen = Seen::default();
    match Wire::open(&world.address).await {
        Ok(mut wire) => {
            let (was_stopping, answer) = counted(&world, &mut wire, &request).await;
            seen.judge(&request, was_stopping, &answer);
        }
        Err(_) if world.is_stopping() => seen.turned_away += 1,
        Err(error) => seen.faults.push(format!("cannot connect before the signal: {error}")),
    }
    seen
}

/// Asks once and then says nothing: such a connection is closed, and nothing else comes over it.
async fn wait_idly(world: Round, request: Vec<u8>) -> Seen {
    let mut seen = Seen::default();
    let Ok(mut wire) = Wire::open(&world.address).await else {
        seen.faults.push("cannot connect before the signal".into());
        return seen;
    };
    let answer = wire.ask(&request).await;
    seen.judge(&request, false, &answer);
    match wire.answer(false).await {
        Err(Broken::Closed(_)) => {}
        other => seen.faults.push(format!("an idle connection got {other:?}")),
    }
    seen
}

/// Listens until the stream ends, which it has to do in order.
async fn listen(world: Round, request: Vec<u8>) -> Seen {
    let mut seen = Seen::default();
    let Ok(mut wire) = Wire::open(&world.address).await else {
        seen.faults.push("cannot connect before the signal".into());
        return seen;
    };
    world.under_way.fetch_add(1, Ordering::SeqCst);
    let answer = wire.ask(&request).await;
    if !world.is_stopping() {
        seen.faults.push("the stream of events ended before the signal".into());
    }
    seen.judge(&request, false, &answer);
    seen
}

async fn send_in_halves(world: Round, request: Vec<u8>, pause: Duration) -> Seen {
    let mut seen = Seen::default();
    let (first, second) = request.split_at(request.len() - 10);
    let Ok(mut wire) = Wire::open(&world.address).await else {
        seen.faults.push("cannot connect before the signal".into());
        return seen;
    };
    world.under_way.fetch_add(1, Ordering::SeqCst);
    let sent = wire.send(first).await;
    let started: Instant = now();
    while !world.is_stopping() || started.elapsed() < pause {
        sleep(Duration::from_millis(20)).await;
    }
    let answer = match sent.and(wire.send(second).await) {
        Ok(()) => wire.answer(false).await,
        Err(error) => Err(Broken::Closed(error.kind())),
    };
    seen.judge(&request, false, &answer);
    seen
}

fn api(person: &Client, line: &str) -> Vec<u8> {
    let token = &person.access_token;
    format!("{line} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n").into_bytes()
}

fn page(person: &Client, path: &str) -> Vec<u8> {
    let cookie = &person.cookie;
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\ncookie: {cookie}\r\n\r\n").into_bytes()
}

fn add(person: &Client, title: &str) -> Vec<u8> {
    let body = json!({ "title": title }).to_string();
    let token = &person.access_token;
    format!(
        "POST /api/todos HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn sign_in(person: &Client) -> Vec<u8> {
    let body = json!({ "email": person.email, "password": PASSWORD }).to_string();
    format!(
        "POST /api/v1/auth/login/json HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Those of `titles` that are not in somebody's list exactly once.
async fn missing(person: &Client, titles: &[String]) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for title in titles {
        let path = format!("/api/todos?search={}", title.replace(' ', "%20"));
        let answer = person.request(Method::GET, &path).send().await?;
        let found: Vec<Value> = crate::client::expect(answer, StatusCode::OK).await?.json().await?;
        let found = found.iter().filter(|todo| todo["title"] == json!(title)).count();
        if found != 1 {
            faults.push(format!("{title:?} was acknowledged and is there {found} times"));
        }
    }
    Ok(faults)
}
