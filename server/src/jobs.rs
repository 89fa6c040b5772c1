//! Work nobody asks for: clearing away what has expired.

use crate::{
    auth::Auth,
    store::sessions::delete_expired_sessions,
    todos::{Todos, forget_old_keys},
};
use std::time::Duration;
use tokio::task::JoinHandle;

const INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Clears expired sessions and old idempotency keys away now and every hour. They count for nothing anyway;
/// this keeps the tables from growing for ever.
pub fn start(auth: Auth, todos: Todos) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(INTERVAL);
        loop {
            ticks.tick().await;
            match delete_expired_sessions(&auth.database, auth.clock.now()).await {
                Ok(0) => {}
                Ok(sessions) => tracing::info!(sessions, "cleared away expired sessions"),
                Err(error) => tracing::warn!(%error, "expired sessions could not be cleared away"),
            }
            match forget_old_keys(&todos).await {
                Ok(0) => {}
                Ok(keys) => tracing::info!(keys, "cleared away old idempotency keys"),
                Err(error) => tracing::warn!(%error, "old idempotency keys could not be cleared away"),
            }
        }
    })
}
