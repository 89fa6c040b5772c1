//! Work nobody asks for: clearing away what has expired, and learning of new keys.

use crate::{
    auth::{Auth, audit, keys::RELOAD_INTERVAL, one_time, passkeys, two_factor},
    mail::{self, Transport},
    store::{attempts::delete_expired_attempts, sessions::delete_expired_sessions},
    telemetry::metrics,
    todos::{Todos, forget_old_keys},
};
use std::{fmt::Display, time::Duration};
use tokio::{
    task::JoinHandle,
    time::{interval, sleep},
};

const INTERVAL: Duration = Duration::from_secs(60 * 60);
/// How often letters are looked for that nobody has announced.
const MAIL_INTERVAL: Duration = Duration::from_secs(5);
/// A letter is announced within the transaction that posts it, which needs a moment to end.
const COMMIT_TIME: Duration = Duration::from_millis(20);

/// Clears what has expired away now and every hour: it counts for nothing anyway, this keeps the tables
/// from growing for ever. Every half minute the signing keys are read anew, for another instance or the command
/// line may have made one.
pub fn start(auth: Auth, todos: Todos, mail: Transport) -> JoinHandle<()> {
    tokio::spawn(async move {
        tokio::join!(
            clear_away(&auth, &todos),
            reload_keys(&auth),
            deliver_letters(&auth, &mail)
        );
    })
}

/// Sends letters as soon as they are posted, and every few seconds those that other instances have posted or that
/// have to be tried again.
async fn deliver_letters(auth: &Auth, mail: &Transport) {
    let mut ticks = interval(MAIL_INTERVAL);
    loop {
        tokio::select! {
            () = auth.outbox.notified() => sleep(COMMIT_TIME).await,
            _ = ticks.tick() => {}
        }
        match mail::deliver_due(auth, mail).await {
            Ok(letters) => metrics::job_ran("letters", u64::try_from(letters).unwrap_or(u64::MAX), auth.clock.now()),
            Err(error) => tracing::warn!(%error, "the letters that wait could not be looked through"),
        }
    }
}

async fn reload_keys(auth: &Auth) {
    let mut ticks = interval(RELOAD_INTERVAL);
    loop {
        ticks.tick().await;
        match auth.keys.reload(&auth.database, &auth.settings.secrets).await {
            Ok(()) => metrics::job_ran("signing keys", 0, auth.clock.now()),
            Err(error) => tracing::warn!(%error, "the signing keys could not be read anew"),
        }
    }
}

async fn clear_away(auth: &Auth, todos: &Todos) {
    let mut ticks = interval(INTERVAL);
    loop {
        ticks.tick().await;
        let now = auth.clock.now();
        let sessions = delete_expired_sessions(&auth.database, now).await;
        report("expired sessions", sessions, now);
        let attempts = delete_expired_attempts(&auth.database, now).await;
        report("expired attempts", attempts, now);
        report("old idempotency keys", forget_old_keys(todos).await, now);
        report("expired one-time tokens", one_time::forget_expired(auth).await, now);
        report("expired passkey ceremonies", passkeys::forget_expired(auth).await, now);
        report("expired second steps", two_factor::forget_expired(auth).await, now);
        report("old letters", mail::forget_old_mails(auth).await, now);
        report("old audit events", audit::forget_old_events(auth).await, now);
    }
}

fn report<E: Display>(what: &'static str, cleared: Result<u64, E>, now: i64) {
    match cleared {
        Ok(rows) => {
            metrics::job_ran(what, rows, now);
            if rows > 0 {
                tracing::info!(rows, "cleared away {what}");
            }
        }
        Err(error) => tracing::warn!(%error, "{what} could not be cleared away"),
    }
}
