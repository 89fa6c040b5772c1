//! What more data costs: a list of 100 000 todos next to one of ten, a database of a million todos and of a million
//! sessions next to a small one, and clearing half a million sessions away while others work.
//!
//! Each request is sent over one connection, one after the other, so that it meets nobody; both sides answer with as
//! many todos.

use super::{
    Plan,
    pair::{self, administer, host, with_name},
};
use crate::{
    Client, Instance, Result, Settings,
    load::{Measured, closed_loop},
    seed::{ABSENT, FREQUENT, RARE, Seed, UNCOMMON},
    table::{Bar, Row, What},
};
use anyhow::{Context, ensure};
use reqwest::Method;
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

const PEOPLE: u32 = 10_000;
const TODOS_EACH: u32 = 100;
const SESSIONS: u32 = 1_000_000;
/// Noise included: twice as much would be a cost that grows.
const FLAT: Bar = Bar::RatioAtMost(1.5);
const WARM_UP: Duration = Duration::from_millis(500);
/// How long the job may take that clears sessions away.
const PATIENCE: Duration = Duration::from_mins(20);

/// # Errors
/// When an answer is another one than expected.
pub async fn rows(plan: &Plan) -> Result<Vec<Row>> {
    let mut rows = lists(plan).await?;
    rows.extend(databases(plan).await?);
    rows.extend(sessions(plan).await?);
    Ok(rows)
}

/// Long lists next to short ones, in one database.
async fn lists(plan: &Plan) -> Result<Vec<Row>> {
    let mut site = Site::start(plan, "lists").await?;
    let [short, middle, long] = [
        site.person(10).await?,
        site.person(1_000).await?,
        site.person(100_000).await?,
    ];
    site.restart().await?;
    let mut rows = Vec::new();
    for (person, size) in [(&middle, "1 000"), (&long, "100 000")] {
        // An account that holds 100 000 has no room for one more.
        let cases = cases().into_iter().filter(|case| size == "1 000" || case.name != "add");
        for case in cases {
            let name = format!("{}, list of {size}", case.name);
            let sides = [(person, &site), (&short, &site)];
            rows.push(measure(plan, &case, &name, "list of 10", sides).await?);
        }
    }
    for (name, parameter) in [("search, 1 of 100", "search"), ("words, 1 of 100", "q")] {
        let uncommon = Case::get(name, format!("/api/todos?{parameter}={UNCOMMON}&limit=10"));
        let name = format!("{name}, list of 100 000");
        let sides = [(&long, &site), (&middle, &site)];
        rows.push(measure(plan, &uncommon, &name, "list of 1 000", sides).await?);
    }
    Ok(rows)
}

/// Somebody's ten todos among a million of others.
async fn databases(plan: &Plan) -> Result<Vec<Row>> {
    let mut large = Site::start(plan, "large").await?;
    let among_many = large.person(10).await?;
    large
        .seed
        .push(Arc::new(|seed| Box::pin(seed.people(PEOPLE, TODOS_EACH))));
    large.restart().await?;
    let mut small = Site::start(plan, "small").await?;
    let alone = small.person(10).await?;
    small.restart().await?;
    let mut rows = Vec::new();
    for case in cases() {
        let name = format!("{}, 1 000 000 todos of others", case.name);
        let sides = [(&among_many, &large), (&alone, &small)];
        rows.push(measure(plan, &case, &name, "empty database", sides).await?);
    }
    Ok(rows)
}

/// A request among a million sessions, and while half of them are cleared away.
async fn sessions(plan: &Plan) -> Result<Vec<Row>> {
    let mut large = Site::start(plan, "sessions").await?;
    let among_many = large.person(10).await?;
    let email = among_many.client.email.clone();
    large.seed.push(Arc::new(move |seed| {
        let email = email.clone();
        Box::pin(async move { seed.sessions(&email, SESSIONS).await })
    }));
    large.restart().await?;
    let mut small = Site::start(plan, "few_sessions").await?;
    let among_few = small.person(10).await?;
    let email = among_few.client.email.clone();
    small.seed.push(Arc::new(move |seed| {
        let email = email.clone();
        Box::pin(async move { seed.sessions(&email, 1_000).await })
    }));
    small.restart().await?;
    let list = || Case::get("list", "/api/todos?limit=10".into());
    let sides = [(&among_many, &large), (&among_few, &small)];
    let mut rows = vec![measure(plan, &list(), "list, 1 000 000 sessions", "1 000 sessions", sides).await?];
    drop(small);

    // The job runs as soon as the program does, so both sides are the same instance, one after the other.
    large
        .seed
        .push(Arc::new(|seed| Box::pin(seed.expire_half_of_the_sessions())));
    large.restart().await?;
    let add = || Case::send("add", Method::POST, "/api/todos".into(), 201);
    let mut rounds: [Vec<(f64, f64)>; 2] = Default::default();
    let mut seed = Seed::open(&large.instance, large.url.as_deref()).await?;
    let left = seed.count_sessions().await?;
    for _ in 0..plan.rounds {
        for (case, rounds) in [list(), add()].iter().zip(&mut rounds) {
            let measured = ask(&large, &among_many, case, plan.turn).await?;
            rounds.push((millis(measured.latency_at(0.99)), 0.0));
        }
    }
    let before = seed.count_sessions().await?;
    ensure!(
        left > before && before > 0,
        "the job ended before it could be measured: {left} sessions were left, then {before}"
    );
    let mut waited = Duration::ZERO;
    while seed.count_sessions().await? > 0 {
        ensure!(waited < PATIENCE, "the sessions are not cleared away");
        sleep(Duration::from_secs(1)).await;
        waited += Duration::from_secs(1);
    }
    for round in 0..plan.rounds {
        for (case, rounds) in [list(), add()].iter().zip(&mut rounds) {
            let measured = ask(&large, &among_many, case, plan.turn).await?;
            rounds[round].1 = millis(measured.latency_at(0.99));
        }
    }
    for (name, rounds) in ["list", "add"].iter().zip(&rounds) {
        let name = format!("{name}, p99 while 500 000 sessions expire");
        rows.push(Row::of_rounds(what(&name), "idle", rounds)?);
    }
    Ok(rows)
}

/// An instance and what is to be written into its database while it stands still.
struct Site {
    instance: Instance,
    /// Of a PostgreSQL.
    url: Option<String>,
    seed: Vec<Sow>,
}

type Sow = Arc<dyn for<'a> Fn(&'a mut Seed) -> std::pin::Pin<Box<dyn Future<Output = Result<()>> + 'a>>>;

/// Somebody and a todo of theirs.
struct Person {
    client: Client,
    todo: String,
}

impl Site {
    async fn start(plan: &Plan, name: &str) -> Result<Self> {
        eprintln!("  {name}");
        // Tokens of fifteen minutes would have to be renewed in the middle of a long run.
        let mut settings = Settings::new()?.with("SESSION_JWT_TTL", "24h");
        let mut url = None;
        if let Some(server) = &plan.postgres {
            let name = pair::name(name);
            administer(server, format!("create database {name}")).await?;
            let own = with_name(server, &name)?;
            settings = settings.with("DATABASE_URL", own.clone());
            url = Some(own);
        }
        Ok(Self {
            instance: Instance::start(settings).await?,
            url,
            seed: Vec::new(),
        })
    }

    /// Somebody who will have so many todos.
    async fn person(&mut self, todos: u32) -> Result<Person> {
        let client = Client::sign_up(&self.instance.url()).await?;
        let todo = client.add_todo("to be changed").await?;
        let email = client.email.clone();
        self.seed.push(Arc::new(move |seed| {
            let email = email.clone();
            Box::pin(async move { seed.todos(&email, todos - 1).await })
        }));
        Ok(Person { client, todo })
    }

    /// Stops the instance, writes everything down, and starts it again.
    async fn restart(&mut self) -> Result<()> {
        self.instance.stop().await?;
        let mut seed = Seed::open(&self.instance, self.url.as_deref()).await?;
        for sow in self.seed.drain(..) {
            sow(&mut seed).await?;
        }
        seed.finish().await?;
        self.instance.restart().await
    }
}

/// A request that is measured.
struct Case {
    name: &'static str,
    method: Method,
    path: String,
    status: u16,
}

impl Case {
    fn get(name: &'static str, path: String) -> Self {
        Self::send(name, Method::GET, path, 200)
    }

    fn send(name: &'static str, method: Method, path: String, status: u16) -> Self {
        Self {
            name,
            method,
            path,
            status,
        }
    }

    /// The bytes of it, for somebody.
    fn bytes(&self, host: &str, person: &Person, number: u64) -> Vec<u8> {
        let path = self.path.replace("{id}", &person.todo);
        let Client {
            access_token, cookie, ..
        } = &person.client;
        let who = match path.starts_with("/api/") {
            true => format!("authorization: Bearer {access_token}\r\n"),
            false => format!("cookie: {cookie}\r\n"),
        };
        let head = format!("{} {path} HTTP/1.1\r\nhost: {host}\r\n{who}", self.method);
        let body = match self.method {
            Method::GET => return format!("{head}\r\n").into_bytes(),
            Method::PATCH => format!("{{\"completed\":{}}}", number.is_multiple_of(2)),
            _ => format!("{{\"title\":\"something more, number {number}\"}}"),
        };
        let kind = "content-type: application/json\r\n";
        format!("{head}{kind}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }
}

/// What somebody does with a list. Adding comes last, for it makes the short list longer.
fn cases() -> Vec<Case> {
    let search = |name, word: &str, limit: u32| Case::get(name, format!("/api/todos?search={word}&limit={limit}"));
    let words = |name, words: &str, limit: u32| Case::get(name, format!("/api/todos?q={words}&limit={limit}"));
    vec![
        Case::get("list", "/api/todos?limit=5".into()),
        Case::get("list, completed", "/api/todos?filter=completed&limit=3".into()),
        search("search, every other one", FREQUENT, 4),
        search("search, rare word", RARE, 1),
        search("search, no match", ABSENT, 10),
        words("words, every other one", FREQUENT, 4),
        words("words, two of which one is rare", &format!("{FREQUENT}+{RARE}"), 10),
        words("words, rare word", RARE, 1),
        words("words, no match", ABSENT, 10),
        Case::send("toggle", Method::PATCH, "/api/todos/{id}".into(), 200),
        Case::send("add", Method::POST, "/api/todos".into(), 201),
    ]
}

async fn measure(
    plan: &Plan,
    case: &Case,
    name: &str,
    reference_name: &str,
    [ours, reference]: [(&Person, &Site); 2],
) -> Result<Row> {
    eprintln!("    {name}");
    for (person, site) in [ours, reference] {
        ask(site, person, case, WARM_UP).await?;
    }
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        let mut medians = [0.0; 2];
        for ((person, site), median) in [ours, reference].into_iter().zip(&mut medians) {
            *median = millis(ask(site, person, case, plan.turn).await?.latency_at(0.5));
        }
        rounds.push((medians[0], medians[1]));
    }
    Ok(Row::of_rounds(what(name), reference_name, &rounds)?.with_bar(FLAT))
}

async fn ask(site: &Site, person: &Person, case: &Case, duration: Duration) -> Result<Measured> {
    let address = host(&site.instance);
    // Two bodies are enough: a todo is toggled to and fro, and titles may be the same.
    let requests = [0, 1].map(|number| case.bytes(&address, person, number));
    closed_loop(&address, 1, duration, case.status, move |_, number| {
        requests[usize::from(number % 2 == 1)].clone()
    })
    .await
    .with_context(|| case.name)
}

fn what(name: &str) -> What<'_> {
    What {
        part: "scale",
        name,
        unit: "ms",
    }
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
