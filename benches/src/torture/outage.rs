//! PostgreSQL stopped and started under load. Promised: meanwhile every request is answered, with success or with 503
//! and `Retry-After`; the program stays alive and says that it is not ready; within three seconds after the database is
//! back everything works again; no acknowledged write is lost.

use super::{Engine, Report, World, postgres::Mode};
use crate::{Client, Instance, Result, now};
use anyhow::Context;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::json;
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{task::JoinSet, time::sleep};

const WRITERS: usize = 4;
const DOWN: Duration = Duration::from_secs(3);
const CALM: Duration = Duration::from_secs(1);
/// So soon everything works again after the database takes connections.
const BACK_WITHIN: Duration = Duration::from_secs(3);
const GIVE_UP_AFTER: Duration = Duration::from_secs(30);

/// What everybody has seen: answers by what was asked and the status, and what should not have been.
#[derive(Default)]
struct Seen {
    answers: BTreeMap<(&'static str, u16), usize>,
    faults: Vec<String>,
    acknowledged: Vec<String>,
    slowest: Duration,
}

#[derive(Clone)]
struct Load {
    seen: Arc<Mutex<Seen>>,
    is_over: Arc<AtomicBool>,
}

pub async fn run(world: &World) -> Result<Report> {
    let postgres = world.postgres.as_ref().context("no PostgreSQL")?;
    let rounds = world.pick(2, 50);
    let instance = Instance::start(world.settings(Engine::Postgres).await?).await?;
    let url = instance.url();
    let person = Client::sign_up(&url).await?;
    let load = Load {
        seen: Arc::default(),
        is_over: Arc::default(),
    };
    let tasks = start(&load, &url, &person);

    let mut slowest_return = Duration::ZERO;
    let mut stops = 0;
    for _ in 0..rounds {
        for mode in [Mode::Fast, Mode::Immediate] {
            sleep(CALM).await;
            postgres.stop(mode).await?;
            sleep(DOWN).await;
            load.check_health(&url, 503).await;
            postgres.start().await?;
            let took = back(&url, &person, &load).await;
            slowest_return = slowest_return.max(took);
            stops += 1;
        }
        for _ in 0..3 {
            sleep(CALM).await;
            postgres.terminate_all().await?;
            slowest_return = slowest_return.max(back(&url, &person, &load).await);
        }
    }
    sleep(CALM).await;
    load.is_over.store(true, Ordering::SeqCst);
    tasks.join_all().await;
    load.check_health(&url, 200).await;

    let mut seen = std::mem::take(&mut *load.lock());
    if slowest_return > BACK_WITHIN {
        seen.faults
            .push(format!("it took {slowest_return:?} until everything worked again"));
    }
    let lost = compare(&person, &seen.acknowledged).await?;
    seen.faults.extend(lost);
    seen.faults.extend(instance.troubles());
    let total: usize = seen.answers.values().sum();
    let refused: usize = seen
        .answers
        .iter()
        .filter(|((_, status), _)| *status == 503)
        .map(|(_, count)| count)
        .sum();
    let done = format!(
        "{stops} stops (fast and immediate), {} times all connections ended: {total} answers, {refused} of them 503, {} writes acknowledged; \
         all works again after {:.1} s at most; slowest answer {:.1} s",
        rounds * 3,
        seen.acknowledged.len(),
        slowest_return.as_secs_f64(),
        seen.slowest.as_secs_f64()
    );
    Ok(Report::new(done, seen.faults))
}

fn start(load: &Load, url: &str, person: &Client) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for writer in 0..WRITERS {
        let (load, person) = (load.clone(), person.clone());
        tasks.spawn(async move {
            for number in 0.. {
                if load.is_over() {
                    break;
                }
                let title = format!("todo {writer} {number}");
                let request = person
                    .request(Method::POST, "/api/todos")
                    .json(&json!({ "title": title }));
                if load.ask("POST /api/todos", request).await == Some(201) {
                    load.lock().acknowledged.push(title);
                }
                sleep(Duration::from_millis(5)).await;
            }
        });
    }
    for (what, path) in [
        ("GET /api/todos", "/api/todos"),
        ("GET /api/auth/get-session", "/api/auth/get-session"),
        ("GET /api/v1/auth/me", "/api/v1/auth/me"),
    ] {
        let person = person.clone();
        again_and_again(&mut tasks, load, what, move || person.request(Method::GET, path));
    }
    for (what, path) in [
        ("GET /todos", "/todos"),
        ("GET /settings/profile", "/settings/profile"),
        ("GET /settings/sessions", "/settings/sessions"),
    ] {
        let (http, url, cookie) = (reqwest::Client::new(), format!("{url}{path}"), person.cookie.clone());
        again_and_again(&mut tasks, load, what, move || {
            http.get(&url).header("accept", "text/html").header("cookie", &cookie)
        });
    }
    let (http, alive) = (reqwest::Client::new(), format!("{url}/healthz"));
    again_and_again(&mut tasks, load, "GET /healthz", move || http.get(&alive));
    let (http, ready) = (reqwest::Client::new(), format!("{url}/readyz"));
    again_and_again(&mut tasks, load, "GET /readyz", move || http.get(&ready));
    tasks
}

fn again_and_again(
    tasks: &mut JoinSet<()>,
    load: &Load,
    what: &'static str,
    request: impl Fn() -> RequestBuilder + Send + 'static,
) {
    let load = load.clone();
    tasks.spawn(async move {
        while !load.is_over() {
            load.ask(what, request()).await;
            sleep(Duration::from_millis(10)).await;
        }
    });
}

impl Load {
    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    /// Asks, and judges the answer: success, or 503 that says when to come again.
    async fn ask(&self, what: &'static str, request: RequestBuilder) -> Option<u16> {
        let started = now();
        let answer = request.send().await;
        let mut seen = self.lock();
        seen.slowest = seen.slowest.max(started.elapsed());
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                seen.faults.push(format!("{what} was not answered: {error:?}"));
                return None;
            }
        };
        let status = answer.status().as_u16();
        *seen.answers.entry((what, status)).or_default() += 1;
        if let Some(fault) = fault_of(what, status, &answer) {
            seen.faults.push(fault);
        }
        Some(status)
    }

    async fn check_health(&self, url: &str, ready: u16) {
        for (path, wanted) in [("healthz", 200), ("readyz", ready)] {
            let found = reqwest::get(format!("{url}/{path}"))
                .await
                .map(|answer| answer.status().as_u16());
            if !matches!(found, Ok(status) if status == wanted) {
                self.lock()
                    .faults
                    .push(format!("/{path} says {found:?} instead of {wanted}"));
            }
        }
    }
}

fn fault_of(what: &str, status: u16, answer: &Response) -> Option<String> {
    match status {
        200 | 201 => None,
        503 if what == "GET /healthz" => Some("the program says it is dead".into()),
        503 if answer.headers().contains_key("retry-after") => None,
        503 => Some(format!("{what}: 503 without Retry-After")),
        other => Some(format!("{what} was answered with {other}")),
    }
}

/// How long it takes until everything works, from now on, when the database takes connections again.
async fn back(url: &str, person: &Client, load: &Load) -> Duration {
    let started = now();
    let http = reqwest::Client::new();
    let page = || http.get(format!("{url}/todos")).header("cookie", &person.cookie);
    let ready = || http.get(format!("{url}/readyz"));
    let read = || person.request(Method::GET, "/api/todos");
    loop {
        // Three times in a row, for a pool has more than one connection.
        let mut all_work = true;
        for _ in 0..3 {
            for request in [ready(), page(), read()] {
                all_work &= request.send().await.is_ok_and(|answer| answer.status() == 200);
            }
        }
        if all_work {
            return started.elapsed();
        }
        if started.elapsed() > GIVE_UP_AFTER {
            load.lock().faults.push("it does not come back".into());
            return started.elapsed();
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// Every acknowledged write is there once; others at most once.
async fn compare(person: &Client, acknowledged: &[String]) -> Result<Vec<String>> {
    let mut found = BTreeMap::<String, usize>::new();
    for todo in person.todos().await? {
        *found
            .entry(todo["title"].as_str().unwrap_or_default().to_owned())
            .or_default() += 1;
    }
    let lost = acknowledged.iter().filter(|title| !found.contains_key(*title));
    let lost = lost.map(|title| format!("{title:?} was acknowledged and is gone"));
    let doubled = found.iter().filter(|(_, count)| **count > 1);
    let doubled = doubled.map(|(title, count)| format!("{title:?} is there {count} times"));
    Ok(lost.chain(doubled).collect())
}
