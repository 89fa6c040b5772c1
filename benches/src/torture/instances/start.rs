//! Instances that start at the same moment on an empty database: one takes the migrations, one makes the first key,
//! and each takes the other's tokens from the first one on.

use super::{Report, World, server, settings, troubles};
use crate::{Client, Instance, Result};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::task::JoinSet;

const INSTANCES: usize = 3;

pub async fn run(world: &World) -> Result<Report> {
    let rounds = world.pick(4, 50);
    let mut faults = Vec::new();
    for round in 0..rounds {
        let database = world.server.make_database(&format!("start_{round}")).await?;
        let mut starting = JoinSet::new();
        for _ in 0..INSTANCES {
            starting.spawn(Instance::start(settings(&database.url)?.with("JWT_ALGORITHM", "EdDSA")));
        }
        let mut instances = Vec::new();
        while let Some(instance) = starting.join_next().await {
            instances.push(instance??);
        }
        for here in &instances {
            let person = Client::sign_up(&here.url()).await?;
            for there in &instances {
                let answer = reqwest::Client::new()
                    .request(Method::GET, format!("{}/api/v1/auth/me", there.url()))
                    .bearer_auth(&person.access_token)
                    .send()
                    .await?;
                if answer.status() != StatusCode::OK {
                    faults.push(format!("a token of another instance was answered {}", answer.status()));
                }
            }
        }
        let shown = keys(&instances[0]).await?;
        for instance in &instances {
            if keys(instance).await? != shown {
                faults.push("instances show different keys".into());
            }
        }
        for (what, sql) in [
            ("signing keys", "select count(*) - 1 from signing_keys"),
            (
                "migrations taken twice or not to the end",
                "select count(*) - count(distinct version) filter (where success) from _sqlx_migrations",
            ),
        ] {
            let found = server::number(&database.url, sql).await?;
            if found != 0 {
                faults.push(format!("{found} {what} too many"));
            }
        }
        faults.extend(troubles(&instances));
        drop(instances);
        database.remove().await?;
    }
    let done = format!("{rounds} times {INSTANCES} instances at once on an empty database");
    Ok(Report::new(done, faults))
}

async fn keys(instance: &Instance) -> Result<Value> {
    let answer = reqwest::get(format!("{}/api/auth/jwks", instance.url())).await?;
    Ok(answer.json().await?)
}
