//! Work nobody asks for: clearing away what has expired, sending emails, and learning of what others have changed.
//!
//! Every instance does all of it, so that nobody has to be chosen and nothing stops when one does. What two do at once
//! does no harm: clearing away deletes by time alone, so a second time there is nothing left; an email is claimed by
//! one conditional update before it is sent, so one instance sends it; reading the keys changes nothing.

use crate::{
    auth::{
        Auth, audit, change_email, device, keys::RELOAD_INTERVAL, one_time, passkeys, refresh, sign_up, two_factor,
    },
    database::{Change, Heard},
    mail::{self, Transport},
    store::{attempts::delete_expired_attempts, sessions::delete_expired_sessions},
    telemetry::metrics,
    todos::{Todos, forget_old_keys, forget_old_purges, forget_old_trash, import, index_unread},
};
use std::{fmt::Display, time::Duration};
use tokio::{
    task::JoinHandle,
    time::{interval, sleep},
};

const INTERVAL: Duration = Duration::from_hours(1);
/// What is cleared away goes a part at a time, and between two of them others write.
const PAUSE: Duration = Duration::from_millis(20);
/// How often emails are looked for that nobody has announced.
const MAIL_INTERVAL: Duration = Duration::from_secs(5);
/// An email is announced within the transaction that posts it, which needs a moment to end.
const COMMIT_TIME: Duration = Duration::from_millis(20);

/// Clears what has expired away now and every hour: it counts for nothing anyway, this keeps the tables
/// from growing for ever. The signing keys are read anew when another instance or the command line has made one, and
/// every half minute, in case word of it got lost.
pub(crate) fn start(auth: Auth, todos: Todos, mail: Transport) -> JoinHandle<()> {
    tokio::spawn(async move {
        tokio::join!(
            clear_away(&auth, &todos),
            reload_keys(&auth),
            hear_of_changes(&auth, &todos),
            deliver_emails(&auth, &mail)
        );
    })
}

/// Sends emails as soon as they are posted, and every few seconds those that other instances have posted or that
/// have to be tried again.
async fn deliver_emails(auth: &Auth, mail: &Transport) {
    let mut ticks = interval(MAIL_INTERVAL);
    loop {
        tokio::select! {
            () = auth.outbox.notified() => sleep(COMMIT_TIME).await,
            _ = ticks.tick() => {}
        }
        match mail::deliver_due(auth, mail).await {
            // Dashboards and alerts know this job by that name.
            Ok(emails) => metrics::job_ran("letters", u64::try_from(emails).unwrap_or(u64::MAX), auth.clock.now()),
            Err(error) => tracing::warn!(%error, "the emails that wait could not be looked through"),
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
async fn hear_of_changes(auth: &Auth, todos: &Todos) {
    let Some(mut changes) = auth.database.changes() else {
        return;
    };
    loop {
        match changes.next().await {
            Heard::Change(Change::SessionsEnded { user_id }) => auth.session_events.publish(&user_id),
            Heard::Change(Change::TodosChanged { user_id, number }) => todos.events.publish(&user_id, number),
            Heard::Change(Change::SigningKeys) => read_keys(auth).await,
            Heard::Beginning => {
                auth.session_events.publish_to_all();
                read_keys(auth).await;
            }
        }
    }
}

async fn read_keys(auth: &Auth) {
    match auth.keys.reload(&auth.database, &auth.settings.secrets).await {
        Ok(()) => metrics::job_ran("signing keys", 0, auth.clock.now()),
        Err(error) => tracing::warn!(%error, "the signing keys could not be read anew"),
    }
}

async fn clear_away(auth: &Auth, todos: &Todos) {
    let mut ticks = interval(INTERVAL);
    loop {
        ticks.tick().await;
        let (database, now) = (&auth.database, auth.clock.now());
        clear("expired sessions", now, || delete_expired_sessions(database, now)).await;
        clear("used refresh tokens", now, || refresh::forget_used(auth)).await;
        clear("expired attempts", now, || delete_expired_attempts(database, now)).await;
        clear("old idempotency keys", now, || forget_old_keys(todos)).await;
        clear("old trash", now, || forget_old_trash(todos)).await;
        clear("old purges", now, || forget_old_purges(todos)).await;
        clear("expired imports", now, || import::forget_expired(todos)).await;
        clear("expired one-time tokens", now, || one_time::forget_expired(auth)).await;
        clear("expired sign-ups", now, || sign_up::forget_expired(auth)).await;
        clear("expired changes of address", now, || change_email::forget_expired(auth)).await;
        clear("expired passkey ceremonies", now, || passkeys::forget_expired(auth)).await;
        clear("expired second steps", now, || two_factor::forget_expired(auth)).await;
        clear("expired devices", now, || device::forget_expired(auth)).await;
        clear("old letters", now, || mail::forget_old_mails(auth)).await;
        clear("old audit events", now, || audit::forget_old_events(auth)).await;
        // Those of an older version, and what an older instance beside this one has written.
        in_parts(("indexed", "todos without words"), now, || index_unread(todos)).await;
    }
}

async fn clear<F, E>(what: &'static str, now: i64, part: impl Fn() -> F)
where
    F: Future<Output = Result<u64, E>>,
    E: Display,
{
    in_parts(("cleared away", what), now, part).await;
}

/// Does one part after the other until there are none.
async fn in_parts<F, E>((done, what): (&str, &'static str), now: i64, part: impl Fn() -> F)
where
    F: Future<Output = Result<u64, E>>,
    E: Display,
{
    let mut all = 0;
    loop {
        match part().await {
            Ok(0) => break,
            Ok(rows) => all += rows,
            Err(error) => {
                tracing::warn!(%error, "{what} could not be {done}");
                return;
            }
        }
        sleep(PAUSE).await;
    }
    metrics::job_ran(what, all, now);
    if all > 0 {
        tracing::info!(rows = all, "{done} {what}");
    }
}
