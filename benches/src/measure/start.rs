//! How soon after `exec` the first answer comes, and how much memory Latchkey has: idle, under load, and with a full
//! queue of sign-ins beside it. The bare program does the same for comparison.

use super::{
    Plan,
    pair::{Pair, host},
    sign_in::Flood,
};
use crate::{
    Instance, Result, Settings,
    load::{Measured, closed_loop},
    table::{Bar, Row, What},
};
use std::time::Duration;
use tokio::time::sleep;

const CONNECTIONS: usize = 32;
/// What a program has still to do after its first answer is done by then.
const REST: Duration = Duration::from_millis(500);
const FIRST_ANSWER: Bar = Bar::AtMost(100.0);
const IDLE_MEMORY: Bar = Bar::AtMost(40.0);
const LOADED_MEMORY: Bar = Bar::AtMost(120.0);

/// # Errors
/// When a program does not start, or an answer is another one than expected.
pub async fn rows(plan: &Plan) -> Result<Vec<Row>> {
    let mut pair = Pair::start(plan).await?;
    let mut found = Found::default();
    for _ in 0..plan.rounds {
        look(plan, &mut pair, &mut found).await?;
    }
    Ok(vec![
        row("first answer, database there", "ms", &found.started)?.with_bar(FIRST_ANSWER),
        row("first answer, empty database", "ms", &found.started_empty)?.with_bar(FIRST_ANSWER),
        row("memory, idle", "MB", &found.idle)?.with_bar(IDLE_MEMORY),
        row("memory, under load", "MB", &found.loaded)?.with_bar(LOADED_MEMORY),
        row("memory, under load with a full queue of hashes", "MB", &found.flooded)?.with_bar(LOADED_MEMORY),
    ])
}

/// What the rounds have found, ours first.
#[derive(Default)]
struct Found {
    started: Vec<(f64, f64)>,
    started_empty: Vec<(f64, f64)>,
    idle: Vec<(f64, f64)>,
    loaded: Vec<(f64, f64)>,
    flooded: Vec<(f64, f64)>,
}

async fn look(plan: &Plan, pair: &mut Pair, found: &mut Found) -> Result<()> {
    pair.ours.stop().await?;
    pair.ours.restart().await?;
    pair.bare.kill().await?;
    pair.bare.restart().await?;
    let bare_start = millis(pair.bare.started_in);
    found.started.push((millis(pair.ours.started_in), bare_start));
    let empty = Instance::start(Settings::new()?).await?;
    found.started_empty.push((millis(empty.started_in), bare_start));
    drop(empty);

    sleep(REST).await;
    found.idle.push((megabytes(&pair.ours)?, megabytes(&pair.bare)?));
    load_bare(plan, pair).await?;
    let bare_loaded = most_megabytes(&pair.bare)?;
    load_ours(plan, pair).await?;
    found.loaded.push((most_megabytes(&pair.ours)?, bare_loaded));
    let flood = Flood::start(&pair.ours, &pair.reader.client, Flood::more_than_enough());
    load_ours(plan, pair).await?;
    flood.stop().await?;
    found.flooded.push((most_megabytes(&pair.ours)?, bare_loaded));
    Ok(())
}

/// Pages and lists in turn, as somebody signed in asks for them.
async fn load_ours(plan: &Plan, pair: &Pair) -> Result<Measured> {
    let host = host(&pair.ours);
    let cookie = pair.reader.client.cookie.clone();
    let address = host.clone();
    closed_loop(&address, CONNECTIONS, plan.turn, 200, move |connection, _| {
        let path = ["/todos", "/api/todos", "/sign-up"][connection % 3];
        // Somebody who is signed in is led away from the page for signing up.
        let cookie = if path == "/sign-up" { "" } else { &*cookie };
        format!("GET {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\naccept-encoding: br, gzip\r\n\r\n").into()
    })
    .await
}

async fn load_bare(plan: &Plan, pair: &Pair) -> Result<Measured> {
    let (host, id) = (host(&pair.bare), pair.reader.id.clone());
    let address = host.clone();
    closed_loop(&address, CONNECTIONS, plan.turn, 200, move |_, _| {
        format!("GET /todos/{id} HTTP/1.1\r\nhost: {host}\r\n\r\n").into()
    })
    .await
}

fn row(name: &str, unit: &str, rounds: &[(f64, f64)]) -> Result<Row> {
    let what = What {
        part: "start",
        name,
        unit,
    };
    Row::of_rounds(what, "bare program", rounds)
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn megabytes(instance: &Instance) -> Result<f64> {
    Ok(instance.resident_memory()? as f64 / 1e6)
}

fn most_megabytes(instance: &Instance) -> Result<f64> {
    Ok(instance.most_memory()? as f64 / 1e6)
}
