//! Work nobody asks for: clearing away what has expired, and learning of new keys.

use crate::{
    auth::{Auth, keys::RELOAD_INTERVAL},
    store::sessions::delete_expired_sessions,
};
use std::time::Duration;
use tokio::task::JoinHandle;

const INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Clears expired sessions away now and every hour. An expired session opens nothing anyway; this
/// keeps the tables from growing for ever.
///
/// Every half minute the keys are read anew: another instance or the command line may have made one.
pub fn start(auth: Auth) -> JoinHandle<()> {
    tokio::spawn(async move {
        tokio::join!(clear_away(&auth), reload_keys(&auth));
    })
}

async fn reload_keys(auth: &Auth) {
    let mut ticks = tokio::time::interval(RELOAD_INTERVAL);
    loop {
        ticks.tick().await;
        if let Err(error) = auth.keys.reload(&auth.database, &auth.settings.secrets).await {
            tracing::warn!(%error, "the signing keys could not be read anew");
        }
    }
}

async fn clear_away(auth: &Auth) {
    let mut ticks = tokio::time::interval(INTERVAL);
    loop {
        ticks.tick().await;
        match delete_expired_sessions(&auth.database, auth.clock.now()).await {
            Ok(0) => {}
            Ok(sessions) => tracing::info!(sessions, "cleared away expired sessions"),
            Err(error) => tracing::warn!(%error, "expired sessions could not be cleared away"),
        }
    }
}
