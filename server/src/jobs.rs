//! Work nobody asks for: clearing away what has expired, sending letters, and learning of what others have changed.
//!
//! Every instance does all of it, so that nobody has to be chosen and nothing stops when one does. What two do at once
//! does no harm: clearing away deletes by time alone, so a second time there is nothing left; a letter is claimed by
//! one conditional update before it is sent, so one instance sends it; reading the keys changes nothing.

use crate::{
    auth::{Auth, audit, keys::RELOAD_INTERVAL, one_time, passkeys, two_factor},
    database::{Change, Heard},
    mail::{self, Transport},
    store::{attempts::delete_expired_attempts, sessions::delete_expired_sessions},
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
/// from growing for ever. The signing keys are read anew when another instance or the command line has made one, and
/// every half minute, in case word of it got lost.
pub fn start(auth: Auth, todos: Todos, mail: Transport) -> JoinHandle<()> {
    tokio::spawn(async move {
        tokio::join!(
            clear_away(&auth, &todos),
            reload_keys(&auth),
            hear_of_changes(&auth),
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
        if let Err(error) = mail::deliver_due(auth, mail).await {
            tracing::warn!(%error, "the letters that wait could not be looked through");
        }
    }
}

async fn reload_keys(auth: &Auth) {
    let mut ticks = interval(RELOAD_INTERVAL);
    loop {
        ticks.tick().await;
        read_keys(auth).await;
    }
}

/// Passes on what other instances, and the command line, have done the moment it is committed.
async fn hear_of_changes(auth: &Auth) {
    let Some(mut changes) = auth.database.changes() else {
        return;
    };
    loop {
        match changes.next().await {
            Heard::Change(Change::SessionsEnded { user_id }) => auth.endings.tell(&user_id),
            Heard::Change(Change::SigningKeys) => read_keys(auth).await,
            Heard::Beginning => {
                auth.endings.tell_everybody();
                read_keys(auth).await;
            }
        }
    }
}

async fn read_keys(auth: &Auth) {
    if let Err(error) = auth.keys.reload(&auth.database, &auth.settings.secrets).await {
        tracing::warn!(%error, "the signing keys could not be read anew");
    }
}

async fn clear_away(auth: &Auth, todos: &Todos) {
    let mut ticks = interval(INTERVAL);
    loop {
        ticks.tick().await;
        let sessions = delete_expired_sessions(&auth.database, auth.clock.now()).await;
        report("expired sessions", sessions);
        let attempts = delete_expired_attempts(&auth.database, auth.clock.now()).await;
        report("expired attempts", attempts);
        report("old idempotency keys", forget_old_keys(todos).await);
        report("expired one-time tokens", one_time::forget_expired(auth).await);
        report("expired passkey ceremonies", passkeys::forget_expired(auth).await);
        report("expired second steps", two_factor::forget_expired(auth).await);
        report("old letters", mail::forget_old_mails(auth).await);
        report("old audit events", audit::forget_old_events(auth).await);
    }
}

fn report<E: Display>(what: &str, cleared: Result<u64, E>) {
    match cleared {
        Ok(0) => {}
        Ok(rows) => tracing::info!(rows, "cleared away {what}"),
        Err(error) => tracing::warn!(%error, "{what} could not be cleared away"),
    }
}
