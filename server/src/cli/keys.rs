//! `latchkey keys`: the pairs that sign access tokens, and sealing anew after a change of `AUTH_SECRET`. It works with
//! the database alone, so a running server hears of a change and need not be restarted. No private key is shown.

use super::{Failure, Options, Output, output, with_config};
use crate::{
    auth::{
        KeySource,
        audit::{EventKind, record_by_operator},
        installation::{self, Installation, Resealed},
        keys::{self, KeyRing, LEAD_TIME, RELOAD_INTERVAL},
    },
    clock::Clock,
    config::{Config, JwtAlgorithm},
    database::Database,
};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Show the keys in force, the newest first
    List(Options),
    /// Make a new key; it starts to sign after five minutes, when everybody who verifies tokens has seen it
    Rotate(Options),
    /// Encrypt again what a previous secret has encrypted, so that `AUTH_SECRET_PREVIOUS` can go
    Reseal(Options),
    /// Take a key out of use at once, such as one that somebody may have copied
    Retire {
        /// The key, as `latchkey keys list` shows it
        // One of 64 begins with a hyphen, as base64url may.
        #[arg(allow_hyphen_values = true)]
        id: String,
        #[command(flatten)]
        options: Options,
    },
}

impl Command {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Self::List(options) => with_keys(options, list),
            Self::Rotate(options) => with_keys(options, rotate),
            Self::Reseal(options) => with_keys(options, reseal),
            Self::Retire { id, options } => with_keys(options, async |keys| retire(keys, &id).await),
        }
    }
}

/// What the commands work with.
struct Keys {
    database: Database,
    sources: Vec<KeySource>,
    ring: KeyRing,
    config: Config,
    output: Output,
    now: i64,
}

fn with_keys(options: Options, command: impl AsyncFnOnce(&Keys) -> Result<(), Failure>) -> Result<(), Failure> {
    let output = options.output();
    with_config(options.flags, async |config| {
        let now = Clock::system().now();
        let database = Database::open(&config.data.database_url.0).await?;
        database.migrate().await?;
        let Installation { secrets: sources, .. } = installation::open(&database, &config.secrets, now).await?;
        let ring = match config.sessions.jwt_algorithm {
            JwtAlgorithm::Hs256 => KeyRing::of_secrets(&sources, config.sessions.jwt_lifetime),
            JwtAlgorithm::EdDsa => KeyRing::of_database(&database, &sources, config.sessions.jwt_lifetime, now).await?,
        };
        let keys = Keys {
            database,
            sources,
            ring,
            config,
            output,
            now,
        };
        let outcome = command(&keys).await;
        keys.database.close().await;
        outcome
    })
}

impl Keys {
    /// The database, where the keys that sign are in it.
    fn database_of_pairs(&self) -> Result<&Database, Failure> {
        match self.config.sessions.jwt_algorithm {
            JwtAlgorithm::EdDsa => Ok(&self.database),
            JwtAlgorithm::Hs256 => Err(Failure::usage(
                "with JWT_ALGORITHM=HS256 the secret is the key",
                "Set AUTH_SECRET to a new one and AUTH_SECRET_PREVIOUS to the old one, and start the server again.",
            )),
        }
    }
}

async fn list(keys: &Keys) -> Result<(), Failure> {
    let signer = keys.ring.signer(keys.now).id.clone();
    let algorithm = keys.config.sessions.jwt_algorithm.name();
    let mut rows = Vec::new();
    let mut shown = Vec::new();
    for key in keys.ring.verifiers(keys.now) {
        let signs_from = key.signs_from();
        let state = if key.id == signer {
            "signs"
        } else if signs_from.is_some_and(|from| from > keys.now) {
            "waits"
        } else {
            "verifies"
        };
        let from = signs_from.map(output::moment);
        let explanation = match (&from, state) {
            (Some(from), "waits") => format!("signs from {from}"),
            _ => String::new(),
        };
        shown.push(json!({ "id": &key.id, "state": state, "signs_from": from }));
        rows.push([key.id.clone(), state.to_owned(), explanation]);
    }
    let json = json!({ "algorithm": algorithm, "keys": Value::Array(shown) });
    keys.output.show(&json, || output::list(["KEY", "STATE", ""], &rows));
    Ok(())
}

async fn rotate(keys: &Keys) -> Result<(), Failure> {
    let database = keys.database_of_pairs()?;
    let id = keys::rotate(database, &keys.sources, keys.now).await?;
    record_by_operator(database, EventKind::KeyMade, &id, keys.now).await?;
    let signs_from = keys.now + crate::clock::millis(LEAD_TIME);
    let json = json!({ "id": id, "signs_from": output::moment(signs_from) });
    keys.output.show(&json, || {
        let minutes = LEAD_TIME.as_secs() / 60;
        format!("Made key {id}. It starts to sign in {minutes} minutes; running servers pick it up by themselves.")
    });
    Ok(())
}

async fn retire(keys: &Keys, id: &str) -> Result<(), Failure> {
    let database = keys.database_of_pairs()?;
    keys::retire(database, &keys.ring, id, keys.now).await?;
    record_by_operator(database, EventKind::KeyRetired, id, keys.now).await?;
    keys.output.show(&json!({ "id": id, "state": "retired" }), || {
        let seconds = RELOAD_INTERVAL.as_secs();
        format!("Key {id} is out of use. Running servers refuse its tokens within {seconds} seconds.")
    });
    Ok(())
}

async fn reseal(keys: &Keys) -> Result<(), Failure> {
    let Resealed {
        current,
        resealed,
        unreadable,
    } = installation::reseal(&keys.database, &keys.sources).await?;
    let event = EventKind::SecretsResealed;
    record_by_operator(&keys.database, event, &resealed.to_string(), keys.now).await?;
    if unreadable > 0 {
        return Err(Failure::problem(
            format!("encrypted {resealed} again, but {unreadable} cannot be decrypted"),
            "Set AUTH_SECRET_PREVIOUS to the secret they were encrypted with, and run this again.",
        ));
    }
    let json = json!({ "resealed": resealed, "current": current, "unreadable": unreadable });
    keys.output.show(&json, || {
        format!(
            "Encrypted {resealed} again with AUTH_SECRET; {current} already were. Nothing in the database needs AUTH_SECRET_PREVIOUS any more; older bearer session tokens do, until their sessions end."
        )
    });
    Ok(())
}
