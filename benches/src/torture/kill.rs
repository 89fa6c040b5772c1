//! kill -9 during writes. Promised: what was acknowledged is there after the restart, exactly once, and what was ended
//! stays ended; what was not acknowledged happened whole or not at all; the database is sound; the program gets ready.
//!
//! Each person here keeps a journal and writes into it only when the answer has come.

use super::{Engine, Report, World, database};
use crate::{
    Client, Instance, Result,
    client::{PASSWORD, expect},
    now,
};
use anyhow::{Context, bail};
use fastrand::Rng;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{task::JoinSet, time::sleep};

const WRITERS: u64 = 6;
const RENEWERS: u64 = 3;
const NEWCOMERS: u64 = 1;
/// A list grows to so many todos, then more are removed than added.
const LONGEST_LIST: usize = 80;
/// Fewer acknowledged writes in a second are no torture. A slow disk alone still does several times as many.
const LEAST_RATE: f64 = 10.0;

pub async fn run(world: &World, engine: Engine) -> Result<Report> {
    let cycles = match engine {
        Engine::Sqlite => world.pick(50, 1000),
        Engine::Postgres => world.pick(20, 200),
    };
    let settings = world.settings(engine).await?;
    let database_url = settings.get("DATABASE_URL").map(str::to_owned);
    let mut instance = Instance::start(settings).await?;
    let mut chance = world.chance(1);
    let (mut writers, mut renewers, mut newcomers) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..WRITERS {
        writers.push(Writer::new(&instance.url(), world.chance(100 + number)).await?);
    }
    for _ in 0..RENEWERS {
        renewers.push(Renewer::new(&instance.url()).await?);
    }
    for number in 0..NEWCOMERS {
        newcomers.push(Newcomers::new(&instance.url(), world.chance(200 + number)));
    }

    let (mut faults, mut under_load, mut slowest_start) = (Vec::new(), Duration::ZERO, Duration::ZERO);
    for cycle in 0..cycles {
        let is_dying = Arc::new(AtomicBool::new(false));
        let (mut writing, mut renewing, mut arriving) = (JoinSet::new(), JoinSet::new(), JoinSet::new());
        let started = now();
        writers
            .drain(..)
            .for_each(|one| drop(writing.spawn(go_on(one, is_dying.clone()))));
        renewers
            .drain(..)
            .for_each(|one| drop(renewing.spawn(go_on(one, is_dying.clone()))));
        newcomers
            .drain(..)
            .for_each(|one| drop(arriving.spawn(go_on(one, is_dying.clone()))));
        // Squared: most of them early, when there is most to come, and some late.
        let moment = 0.05 + 1.95 * chance.f64().powi(2);
        sleep(Duration::from_secs_f64(moment)).await;
        is_dying.store(true, Ordering::SeqCst);
        instance.kill().await?;
        under_load += started.elapsed();

        let mut found = Vec::new();
        collect(writing, &mut writers, &mut found).await?;
        collect(renewing, &mut renewers, &mut found).await?;
        collect(arriving, &mut newcomers, &mut found).await?;
        instance.restart().await.context("after a kill")?;
        slowest_start = slowest_start.max(instance.started_in);
        for writer in &mut writers {
            found.append(&mut writer.check().await?);
        }
        for renewer in &mut renewers {
            found.append(&mut renewer.check().await?);
        }
        for newcomer in &mut newcomers {
            found.append(&mut newcomer.check().await?);
        }
        found.append(&mut database::faults(engine, instance.directory(), database_url.as_deref()).await?);
        faults.extend(found.into_iter().map(|fault| format!("cycle {cycle}: {fault}")));
    }
    for newcomer in &newcomers {
        faults.append(&mut newcomer.check_all().await?);
    }
    faults.extend(instance.troubles());

    let written: u64 = writers.iter().map(|writer| writer.acknowledged).sum();
    let renewed: u64 = renewers.iter().map(|renewer| renewer.acknowledged).sum();
    let accounts: usize = newcomers.iter().map(|newcomer| newcomer.people.len()).sum();
    let ended = newcomers.iter().flat_map(|newcomer| &newcomer.people);
    let ended = ended.filter(|person| person.session == Session::Ended).count();
    let rate = (written + renewed + accounts as u64 + ended as u64) as f64 / under_load.as_secs_f64();
    if rate < LEAST_RATE {
        faults.push(format!(
            "only {rate:.0} writes a second, which is no torture; {LEAST_RATE} were promised"
        ));
    }
    let done = format!(
        "{cycles} kills at {rate:.0} acknowledged writes/s: {written} of todos, {renewed} refreshes, {accounts} sign-ups, {ended} revocations; \
         ready again after {:.0} ms at most",
        slowest_start.as_secs_f64() * 1000.0
    );
    Ok(Report::new(done, faults))
}

/// Somebody who writes until the program dies.
trait Person: Send + 'static {
    /// One write. What it does is in the journal before as not yet known, and after as done.
    fn write(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// Writes until nobody answers. An answer that is none of those expected is a fault at any time; none at all is one
/// unless the program is dying.
async fn go_on<P: Person>(mut person: P, is_dying: Arc<AtomicBool>) -> (P, Option<String>) {
    loop {
        let Err(error) = person.write().await else { continue };
        let is_broken = error.downcast_ref::<reqwest::Error>().is_some();
        let is_fault = !is_broken || !is_dying.load(Ordering::SeqCst);
        return (person, is_fault.then(|| format!("{error:#}")));
    }
}

async fn collect<P: Person>(
    mut tasks: JoinSet<(P, Option<String>)>,
    people: &mut Vec<P>,
    faults: &mut Vec<String>,
) -> Result<()> {
    while let Some(done) = tasks.join_next().await {
        let (person, fault) = done?;
        people.push(person);
        faults.extend(fault);
    }
    Ok(())
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Todo {
    title: String,
    completed: bool,
}

/// A write whose answer has not come.
#[derive(Clone, Debug)]
enum Unknown {
    Add { title: String },
    Edit { id: String, to: Todo },
    Remove { id: String },
}

/// Adds, edits and removes todos.
struct Writer {
    client: Client,
    chance: Rng,
    todos: BTreeMap<String, Todo>,
    unknown: Option<Unknown>,
    number: u64,
    acknowledged: u64,
}

impl Writer {
    async fn new(url: &str, chance: Rng) -> Result<Self> {
        Ok(Self {
            client: Client::register(url, &Client::new_email()).await?,
            chance,
            todos: BTreeMap::new(),
            unknown: None,
            number: 0,
            acknowledged: 0,
        })
    }

    fn choose(&mut self) -> Unknown {
        self.number += 1;
        let title = format!("todo {}", self.number);
        let chosen = (!self.todos.is_empty())
            .then(|| self.todos.keys().nth(self.chance.usize(..self.todos.len())).cloned())
            .flatten();
        let remove_below = if self.todos.len() > LONGEST_LIST { 60 } else { 20 };
        match (chosen, self.chance.u8(..100)) {
            (Some(id), dice) if dice < remove_below => Unknown::Remove { id },
            (Some(id), dice) if dice < remove_below + 30 => {
                let completed = self.chance.bool();
                Unknown::Edit {
                    id,
                    to: Todo { title, completed },
                }
            }
            _ => Unknown::Add { title },
        }
    }

    /// Sends a write; one of adding can be sent again and again, for it carries a key.
    async fn send(&self, write: &Unknown) -> Result<Value> {
        let request = match write {
            Unknown::Add { title } => self
                .client
                .request(Method::POST, "/api/todos")
                .header("idempotency-key", title.replace(' ', "-"))
                .json(&json!({ "title": title })),
            Unknown::Edit { id, to } => self
                .client
                .request(Method::PATCH, &format!("/api/todos/{id}"))
                .json(&json!({ "title": to.title, "completed": to.completed })),
            Unknown::Remove { id } => self.client.request(Method::DELETE, &format!("/api/todos/{id}")),
        };
        let status = match write {
            Unknown::Add { .. } => StatusCode::CREATED,
            Unknown::Edit { .. } | Unknown::Remove { .. } => StatusCode::OK,
        };
        Ok(expect(request.send().await?, status).await?.json().await?)
    }

    fn note(&mut self, write: Unknown, body: Option<&Value>) -> Result<()> {
        match write {
            Unknown::Add { title } => {
                let id = body
                    .and_then(|body| body["id"].as_str())
                    .context("a todo without an id")?;
                let completed = false;
                self.todos.insert(id.to_owned(), Todo { title, completed });
            }
            Unknown::Edit { id, to } => drop(self.todos.insert(id, to)),
            Unknown::Remove { id } => drop(self.todos.remove(&id)),
        }
        Ok(())
    }

    /// Compares the whole list with the journal. A write whose answer did not come may have happened or not; then
    /// the journal learns which.
    async fn check(&mut self) -> Result<Vec<String>> {
        self.client.renew().await.context("a writer renews")?;
        let found = list(&self.client).await?;
        if let Some(unknown) = self.unknown.take() {
            self.settle(unknown, &found).await?;
        }
        let found = list(&self.client).await?;
        let mut faults = Vec::new();
        let mut seen = BTreeMap::new();
        for (id, todo) in found {
            if seen.insert(id.clone(), todo).is_some() {
                faults.push(format!("the todo {id} is there twice"));
            }
        }
        for (id, todo) in &self.todos {
            match seen.remove(id) {
                None => faults.push(format!("{todo:?} was acknowledged and is gone")),
                Some(found) if found != *todo => faults.push(format!("{todo:?} was acknowledged and is {found:?}")),
                Some(_) => {}
            }
        }
        faults.extend(
            seen.into_values()
                .map(|todo| format!("{todo:?} was removed or never added, and is there")),
        );
        Ok(faults)
    }

    async fn settle(&mut self, unknown: Unknown, found: &[(String, Todo)]) -> Result<()> {
        match &unknown {
            // Sent again, it must add nothing if it was added before: the comparison would find it twice.
            Unknown::Add { .. } => {
                let body = self.send(&unknown).await?;
                self.note(unknown, Some(&body))
            }
            Unknown::Edit { id, to } => match found.iter().any(|(other, todo)| (other, todo) == (id, to)) {
                true => self.note(unknown, None),
                false => Ok(()),
            },
            Unknown::Remove { id } => match found.iter().all(|(other, _)| other != id) {
                true => self.note(unknown, None),
                false => Ok(()),
            },
        }
    }
}

impl Person for Writer {
    async fn write(&mut self) -> Result<()> {
        let write = self.choose();
        self.unknown = Some(write.clone());
        let body = self.send(&write).await?;
        self.note(write, Some(&body))?;
        self.unknown = None;
        self.acknowledged += 1;
        Ok(())
    }
}

/// Everything somebody has to do.
async fn list(client: &Client) -> Result<Vec<(String, Todo)>> {
    let read = |todo: Value| -> Result<(String, Todo)> {
        let text = |name: &str| {
            todo[name]
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("no {name}"))
        };
        let completed = todo["completed"].as_bool().context("no state")?;
        let title = text("title")?;
        Ok((text("id")?, Todo { title, completed }))
    };
    client.todos().await?.into_iter().map(read).collect()
}

/// Renews its tokens again and again.
struct Renewer {
    client: Client,
    acknowledged: u64,
}

impl Renewer {
    async fn new(url: &str) -> Result<Self> {
        let client = Client::register(url, &Client::new_email()).await?;
        let acknowledged = 0;
        Ok(Self { client, acknowledged })
    }

    /// The last token that came opens the account; if an answer was lost, the one before it still renews.
    async fn check(&mut self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        if let Err(error) = self.client.renew().await {
            faults.push(format!("a refresh token that was given out does not renew: {error:#}"));
        }
        let status = status_of(&self.client, Method::GET, "/api/v1/auth/me").await?;
        if status != StatusCode::OK {
            faults.push(format!("a token that was just renewed is answered with {status}"));
        }
        Ok(faults)
    }
}

impl Person for Renewer {
    async fn write(&mut self) -> Result<()> {
        self.client.renew().await?;
        self.acknowledged += 1;
        // Hundreds of renewals in a second leave no room for the others.
        sleep(Duration::from_millis(15)).await;
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Session {
    Open,
    /// Its end was asked for and not acknowledged.
    Unknown,
    Ended,
}

struct Newcomer {
    client: Client,
    session: Session,
}

/// Make accounts, and end the sessions of some: by signing out, and from another session.
struct Newcomers {
    url: String,
    chance: Rng,
    people: Vec<Newcomer>,
    /// Whose sign-up was not acknowledged.
    unknown: Option<String>,
    /// So many of them were checked after an earlier kill.
    checked: usize,
}

impl Newcomers {
    fn new(url: &str, chance: Rng) -> Self {
        Self {
            url: url.to_owned(),
            chance,
            people: Vec::new(),
            unknown: None,
            checked: 0,
        }
    }

    async fn check(&mut self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for person in &self.people[self.checked..] {
            faults.extend(person.check().await?);
        }
        self.checked = self.people.len();
        // A sign-up whose answer did not come: the account is there with its password, or the address is free.
        if let Some(email) = self.unknown.take() {
            let answer = reqwest::Client::new()
                .post(format!("{}/api/v1/auth/login/json", self.url))
                .json(&json!({ "email": email, "password": PASSWORD }))
                .send()
                .await?;
            match answer.status() {
                StatusCode::OK => {}
                StatusCode::UNAUTHORIZED => {
                    if let Err(error) = Client::register(&self.url, &email).await {
                        faults.push(format!("half an account: neither sign-in nor sign-up works: {error:#}"));
                    }
                }
                status => faults.push(format!("a sign-in after an unknown sign-up is answered with {status}")),
            }
        }
        Ok(faults)
    }

    /// Everybody of all cycles once more: what has ended stays ended.
    async fn check_all(&self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for person in &self.people {
            faults.extend(person.check().await?);
        }
        Ok(faults)
    }
}

impl Newcomer {
    async fn check(&self) -> Result<Option<String>> {
        let mut copy = self.client.clone();
        match self.session {
            Session::Unknown => Ok(None),
            Session::Ended => {
                let status = status_of(&copy, Method::GET, "/api/v1/auth/me").await?;
                if status != StatusCode::UNAUTHORIZED {
                    return Ok(Some(format!("a session that was ended is answered with {status}")));
                }
                let renewed = copy.renew().await.is_ok();
                Ok(renewed.then(|| "a session that was ended can be renewed".into()))
            }
            Session::Open => match status_of(&copy, Method::GET, "/api/v1/auth/me").await? {
                StatusCode::OK => Ok(None),
                // In the long tier a token runs out; its refresh token was never used, so it still renews once.
                StatusCode::UNAUTHORIZED if copy.renew().await.is_ok() => Ok(None),
                status => Ok(Some(format!("an acknowledged account is answered with {status}"))),
            },
        }
    }
}

impl Person for Newcomers {
    async fn write(&mut self) -> Result<()> {
        let email = Client::new_email();
        self.unknown = Some(email.clone());
        let client = Client::register(&self.url, &email).await?;
        self.unknown = None;
        self.people.push(Newcomer {
            client: client.clone(),
            session: Session::Open,
        });
        let person = self.people.last_mut().context("somebody was just added")?;
        match self.chance.u8(..3) {
            0 => {
                person.session = Session::Unknown;
                let request = client.request(Method::POST, "/api/v1/auth/logout");
                expect(request.send().await?, StatusCode::OK).await?;
                person.session = Session::Ended;
            }
            1 => {
                person.session = Session::Unknown;
                client.end_all_sessions_but_a_new_one().await?;
                person.session = Session::Ended;
            }
            _ => {}
        }
        Ok(())
    }
}

async fn status_of(client: &Client, method: Method, path: &str) -> Result<StatusCode> {
    match client.request(method, path).send().await {
        Ok(answer) => Ok(answer.status()),
        Err(error) => bail!("{path} is not answered: {error:#}"),
    }
}
