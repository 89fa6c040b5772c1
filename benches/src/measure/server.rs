//! Requests per second, their latency and what they cost the server's processor, at 32 connections.
//!
//! Load generator and server share the processors of one machine, so the ratio of two rates flatters the slower of the
//! two: each request costs the generator the same. The processor time is the server's alone and flatters nobody.

use super::{
    Plan,
    pair::{COMPRESSED, Pair, Person, host, processor_time_of_database},
};
use crate::{
    Instance, Result,
    load::{Measured, closed_loop},
    table::{Bar, Row, What},
};
use std::time::Duration;

const CONNECTIONS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(1);

/// A request to Latchkey, and the one to the bare program that it is compared with.
struct Target {
    name: &'static str,
    ours: Request,
    reference: Request,
    reference_name: &'static str,
    status: u16,
    /// Of the rates.
    bar: Option<Bar>,
}

/// What is asked, again and again.
#[derive(Clone)]
struct Request {
    method: &'static str,
    path: String,
    headers: String,
    /// Whether it carries the title of a todo.
    adds: bool,
}

/// # Errors
/// When an answer is another one than expected.
pub async fn rows(plan: &Plan) -> Result<Vec<Row>> {
    let pair = Pair::start(plan).await?;
    let mut rows = Vec::new();
    for target in targets(&pair) {
        eprintln!("  {}", target.name);
        rows.extend(measure(plan, &pair, &target).await?);
    }
    Ok(rows)
}

fn targets(pair: &Pair) -> Vec<Target> {
    let Person { client, id } = &pair.reader;
    let cookie = format!("cookie: {}\r\n", client.cookie);
    let bearer = format!("authorization: Bearer {}\r\n", client.access_token);
    let list = || get(format!("/todos/{id}"), "");
    let (writer, fixed) = (&pair.writer, &pair.fixed);
    vec![
        Target {
            name: "`/todos`, 20 todos",
            ours: get("/todos", &format!("{cookie}{COMPRESSED}")),
            reference: list(),
            reference_name: "bare JSON list",
            status: 200,
            bar: Some(Bar::RatioAtLeast(0.25)),
        },
        Target {
            name: "`/todos`, not compressed",
            ours: get("/todos", &cookie),
            reference: list(),
            reference_name: "bare JSON list",
            status: 200,
            bar: None,
        },
        Target {
            name: "`/sign-in`",
            ours: get("/sign-in", COMPRESSED),
            reference: get(format!("/fixed/{}", fixed.page), COMPRESSED),
            reference_name: "fixed page",
            status: 200,
            bar: None,
        },
        Target {
            name: "`/sign-in`, not compressed",
            ours: get("/sign-in", ""),
            reference: get(format!("/fixed/{}", fixed.plain_page), ""),
            reference_name: "fixed page",
            status: 200,
            bar: None,
        },
        Target {
            name: "`GET /api/todos`",
            ours: get("/api/todos", &bearer),
            reference: list(),
            reference_name: "bare JSON list",
            status: 200,
            bar: Some(Bar::RatioAtLeast(0.5)),
        },
        Target {
            name: "`GET /api/todos`, next to sqlx's pool",
            ours: get("/api/todos", &bearer),
            reference: get(format!("/sqlx/todos/{id}"), ""),
            reference_name: "bare JSON list, sqlx's pool",
            status: 200,
            bar: None,
        },
        Target {
            name: "`GET /api/todos`, compressed",
            ours: get("/api/todos", &format!("{bearer}{COMPRESSED}")),
            reference: list(),
            reference_name: "bare JSON list",
            status: 200,
            bar: None,
        },
        Target {
            name: "`POST /api/todos`",
            ours: post(
                "/api/todos",
                &format!("authorization: Bearer {}\r\n", writer.client.access_token),
            ),
            reference: post(format!("/todos/{}", writer.id), ""),
            reference_name: "bare insert",
            status: 201,
            bar: Some(Bar::RatioAtLeast(0.6)),
        },
        Target {
            name: "`GET /api/auth/get-session`",
            ours: get("/api/auth/get-session", &cookie),
            reference: get(format!("/users/{id}"), ""),
            reference_name: "bare row read",
            status: 200,
            bar: Some(Bar::RatioAtLeast(0.6)),
        },
        Target {
            name: "`GET /api/auth/get-session`, next to sqlx's pool",
            ours: get("/api/auth/get-session", &cookie),
            reference: get(format!("/sqlx/users/{id}"), ""),
            reference_name: "bare row read, sqlx's pool",
            status: 200,
            bar: None,
        },
        Target {
            name: "static WASM",
            ours: get(&*fixed.wasm_address, COMPRESSED),
            reference: get(format!("/fixed/{}", fixed.wasm), COMPRESSED),
            reference_name: "bare bytes",
            status: 200,
            bar: None,
        },
    ]
}

fn get(path: impl Into<String>, headers: &str) -> Request {
    Request {
        method: "GET",
        path: path.into(),
        headers: headers.into(),
        adds: false,
    }
}

fn post(path: impl Into<String>, headers: &str) -> Request {
    Request {
        method: "POST",
        path: path.into(),
        headers: format!("{headers}content-type: application/json\r\n"),
        adds: true,
    }
}

impl Request {
    /// The bytes of it.
    fn bytes(&self, host: &str, connection: usize, number: u64) -> Vec<u8> {
        let Self {
            method, path, headers, ..
        } = self;
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n{headers}");
        if !self.adds {
            return format!("{head}\r\n").into_bytes();
        }
        let body = format!("{{\"title\":\"Something to do, number {connection} {number}\"}}");
        format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }
}

/// What one of the two has done in its turn.
struct Turn {
    measured: Measured,
    /// Of the server, for each request.
    processor: Duration,
    /// Of PostgreSQL, for each request; none on SQLite, which is a part of the server.
    database: Duration,
}

async fn measure(plan: &Plan, pair: &Pair, target: &Target) -> Result<Vec<Row>> {
    let [our_database, bare_database] = match &pair.databases {
        Some(urls) => urls.each_ref().map(|url| Some(url.as_str())),
        None => [None, None],
    };
    let ours = (&pair.ours, our_database, &target.ours);
    let reference = (&pair.bare, bare_database, &target.reference);
    for side in [ours, reference] {
        turn(side, target.status, WARM_UP).await?;
    }
    let mut turns = Vec::new();
    for _ in 0..plan.rounds {
        let ours = turn(ours, target.status, plan.turn).await?;
        let reference = turn(reference, target.status, plan.turn).await?;
        turns.push((ours, reference));
    }
    let row = |what: &str, unit, figure: fn(&Turn) -> f64| {
        let rounds: Vec<_> = turns
            .iter()
            .map(|(ours, reference)| (figure(ours), figure(reference)))
            .collect();
        let name = format!("{}: {what}", target.name);
        let what = What {
            part: "server",
            name: &name,
            unit,
        };
        Row::of_rounds(what, target.reference_name, &rounds)
    };
    let mut rate = row("requests", "/s", |turn| turn.measured.rate)?;
    // On PostgreSQL each statement is a journey, and the bare program makes one.
    if let (Some(bar), None) = (target.bar, &pair.databases) {
        rate = rate.with_bar(bar);
    }
    let mut rows = vec![
        rate,
        row("p50", "ms", |turn| millis(turn.measured.latency_at(0.5)))?,
        row("p99", "ms", |turn| millis(turn.measured.latency_at(0.99)))?,
        row("processor", "µs", |turn| turn.processor.as_secs_f64() * 1e6)?,
    ];
    if turns.iter().all(|(_, reference)| !reference.database.is_zero()) {
        rows.push(row("processor of PostgreSQL", "µs", |turn| {
            turn.database.as_secs_f64() * 1e6
        })?);
    }
    Ok(rows)
}

/// One of the two, its PostgreSQL, and what it is asked.
type Side<'a> = (&'a Instance, Option<&'a str>, &'a Request);

async fn turn((instance, database, request): Side<'_>, status: u16, duration: Duration) -> Result<Turn> {
    let address = host(instance);
    let database_time = async || match database {
        Some(url) => processor_time_of_database(url).await,
        None => Ok(Duration::ZERO),
    };
    let (before, database_before) = (instance.processor_time()?, database_time().await?);
    let (request, host) = (request.clone(), address.clone());
    let measured = closed_loop(&address, CONNECTIONS, duration, status, move |connection, number| {
        request.bytes(&host, connection, number)
    })
    .await?;
    let spent = instance.processor_time()?.saturating_sub(before);
    let database_spent = database_time().await?.saturating_sub(database_before);
    let requests = measured.latency.len().max(1) as f64;
    Ok(Turn {
        processor: spent.div_f64(requests),
        database: database_spent.div_f64(requests),
        measured,
    })
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
