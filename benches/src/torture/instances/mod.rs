//! Several instances of the release build on one PostgreSQL: what is promised about them, tried from outside.

pub mod emails;
pub mod keys;
pub mod limits;
pub mod proxy;
pub mod revoke;
pub mod secrets;
mod server;
pub mod start;

pub use server::Server;

use super::Report;
use crate::{Instance, Result, Settings, now};
use anyhow::bail;
use std::time::Duration;
use tokio::time::sleep;

/// The secret that all instances share.
const SECRET: &str = "the secret that all instances of this trial share";

/// What every trial is given.
pub struct World {
    /// The long tier: more of everything.
    pub is_long: bool,
    /// Where databases may be made.
    pub server: Server,
}

impl World {
    fn pick<T>(&self, short: T, long: T) -> T {
        if self.is_long { long } else { short }
    }
}

/// An instance of the installation at `database_url`. All of one installation have one address and one secret.
fn settings(database_url: &str) -> Result<Settings> {
    Ok(Settings::new()?
        .with("BASE_URL", "http://localhost:3000")
        .with("AUTH_SECRET", SECRET)
        .with("DATABASE_URL", database_url))
}

/// Two instances of one installation.
async fn two(database_url: &str) -> Result<[Instance; 2]> {
    let (one, other) = tokio::join!(
        Instance::start(settings(database_url)?),
        Instance::start(settings(database_url)?)
    );
    Ok([one?, other?])
}

/// What instances have logged that they should not have.
fn troubles<'a>(instances: impl IntoIterator<Item = &'a Instance>) -> Vec<String> {
    instances.into_iter().flat_map(Instance::troubles).collect()
}

/// Asks again and again until something is so.
async fn wait_until(what: &str, patience: Duration, mut is_so: impl AsyncFnMut() -> Result<bool>) -> Result<Duration> {
    let started = now();
    while !is_so().await? {
        if started.elapsed() > patience {
            bail!("{what} has not come within {patience:?}");
        }
        sleep(Duration::from_millis(5)).await;
    }
    Ok(started.elapsed())
}
