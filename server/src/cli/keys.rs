use super::with_config;
use crate::{
    auth::keys::{self, KeyRing, LEAD_TIME},
    clock::Clock,
    config::{Config, Flags, JwtAlgorithm},
    database::Database,
};
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Command {
    /// Show the keys in force, the newest first
    List(Flags),
    /// Make a new key; it signs after five minutes, when everybody who verifies has seen it
    Rotate(Flags),
}

impl Command {
    pub fn run(self) -> ExitCode {
        match self {
            Self::List(flags) => with_config(flags, list),
            Self::Rotate(flags) => with_config(flags, rotate),
        }
    }
}

async fn list(config: Config) -> Result<(), String> {
    let (database, ring) = open(&config).await?;
    let now = Clock::system().now();
    let signer = ring.signer(now).id.clone();
    for key in ring.verifiers(now) {
        let role = if key.id == signer { "signs" } else { "verifies" };
        println!("{}  {role}", key.id);
    }
    database.close().await;
    Ok(())
}

async fn rotate(config: Config) -> Result<(), String> {
    let (database, _) = open(&config).await?;
    let id = keys::rotate(&database, &config.secrets, Clock::system().now())
        .await
        .map_err(|error| error.to_string())?;
    database.close().await;
    println!(
        "Made key {id}. It signs in {} minutes; running servers learn of it by themselves.",
        LEAD_TIME.as_secs() / 60
    );
    Ok(())
}

async fn open(config: &Config) -> Result<(Database, KeyRing), String> {
    if config.jwt_algorithm != JwtAlgorithm::EdDsa {
        return Err(
            "with HS256 the secret is the key: set AUTH_SECRET to a new one and AUTH_SECRET_PREVIOUS to the old one"
                .into(),
        );
    }
    let database = Database::open(&config.database_url.0)
        .await
        .map_err(|error| error.to_string())?;
    database.migrate().await.map_err(|error| error.to_string())?;
    let ring = KeyRing::of_database(&database, &config.secrets, config.jwt_lifetime, Clock::system().now())
        .await
        .map_err(|error| error.to_string())?;
    Ok((database, ring))
}
