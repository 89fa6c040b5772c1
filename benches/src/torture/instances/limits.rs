//! Limits are those of the installation: what one instance lets through, the others do not let through again.

use super::{Report, World, settings, troubles};
use crate::{Instance, Result, client::PASSWORD};
use reqwest::StatusCode;
use serde_json::json;
use tokio::task::JoinSet;

/// Passwords that one client may try in a minute (`auth/limits.rs`).
const LIMIT: usize = 20;

pub async fn run(world: &World) -> Result<Report> {
    let database = world.server.make_database("limits").await?;
    let with_limits = || Ok::<_, anyhow::Error>(settings(&database.url)?.with("RATE_LIMITS", "on"));
    let mut instances = Vec::new();
    for _ in 0..3 {
        instances.push(Instance::start(with_limits()?).await?);
    }
    let asked = LIMIT * 3;
    let mut answers = JoinSet::new();
    for number in 0..asked {
        let url = format!("{}/api/v1/auth/login/json", instances[number % instances.len()].url());
        // Another account each time, so that the limit on one account is not what is met.
        let body = json!({ "email": format!("nobody-{number}@example.com"), "password": PASSWORD });
        answers.spawn(async move { reqwest::Client::new().post(url).json(&body).send().await });
    }
    let (mut let_in, mut refused, mut faults) = (0, 0, Vec::new());
    while let Some(answer) = answers.join_next().await {
        match answer??.status() {
            // Where the queue of hashes is full, an attempt has been counted all the same.
            StatusCode::UNAUTHORIZED | StatusCode::SERVICE_UNAVAILABLE => let_in += 1,
            StatusCode::TOO_MANY_REQUESTS => refused += 1,
            other => faults.push(format!("an answer of status {other}")),
        }
    }
    if let_in != LIMIT {
        faults.push(format!("{let_in} attempts were let in, and the limit is {LIMIT}"));
    }
    faults.extend(troubles(&instances));
    let done = format!("{asked} sign-ins at once over three instances: {let_in} let in, {refused} refused");
    drop(instances);
    database.remove().await?;
    Ok(Report::new(done, faults))
}
