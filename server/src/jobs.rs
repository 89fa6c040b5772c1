//! Work nobody asks for: clearing away what has expired.

use crate::{
    auth::Auth,
    store::{attempts::delete_expired_attempts, sessions::delete_expired_sessions},
};
use std::time::Duration;
use tokio::task::JoinHandle;

const INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Clears expired sessions and attempts away now and every hour. An expired row does nothing anyway;
/// this keeps the tables from growing for ever.
pub fn start(auth: Auth) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(INTERVAL);
        loop {
            ticks.tick().await;
            match delete_expired_sessions(&auth.database, auth.clock.now()).await {
                Ok(0) => {}
                Ok(sessions) => tracing::info!(sessions, "cleared away expired sessions"),
                Err(error) => tracing::warn!(%error, "expired sessions could not be cleared away"),
            }
            match delete_expired_attempts(&auth.database, auth.clock.now()).await {
                Ok(0) => {}
                Ok(attempts) => tracing::info!(attempts, "cleared away expired attempts"),
                Err(error) => tracing::warn!(%error, "expired attempts could not be cleared away"),
            }
        }
    })
}
