//! What instances tell each other, by PostgreSQL's `notify` and `listen`.
//!
//! A change is announced within its transaction, so it is heard when that is committed and never otherwise. It is a
//! hint and holds no secret: whoever hears it looks into the database. Whoever hears nothing, because the connection
//! is cut, looks now and then anyway, and no request is let in or refused because of a change event. An SQLite file has
//! one server, which needs nobody to tell it.

use super::{ACQUIRE_TIMEOUT, Database, Error, Transaction, command};
use sqlx::{
    Executor,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use std::{io, time::Duration};
use tokio::time::{sleep, timeout};

const CHANNEL: &str = "latchkey";
/// What the connection is called in `pg_stat_activity`.
const NAME: &str = "latchkey changes";
/// A connection that has been silent for so long is asked whether it is still there: one that was cut somewhere on
/// the way does not say so by itself.
const SILENCE: Duration = Duration::from_secs(15);
/// How long it may take to answer that.
const ANSWER_TIME: Duration = Duration::from_secs(3);
/// The first wait before connecting again; each one is twice as long as the one before.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Something that other instances should know at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Sessions of this person have ended.
    SessionsEnded { user_id: String },
    /// Todos or lists of this person have changed; this is the number of the change.
    TodosChanged { user_id: String, number: i64 },
    /// There is a signing key more or less.
    SigningKeys,
}

/// What there is to hear.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    Change(Change),
    /// From here on every change is heard; what was before may have been missed.
    Beginning,
}

impl Change {
    fn to_text(&self) -> String {
        match self {
            Self::SessionsEnded { user_id } => format!("sessions-ended {user_id}"),
            Self::TodosChanged { user_id, number } => format!("todos-changed {user_id} {number}"),
            Self::SigningKeys => "signing-keys".into(),
        }
    }

    /// `None` for what only another version of the program understands.
    fn parse(text: &str) -> Option<Self> {
        match text.split_once(' ') {
            Some(("sessions-ended", user_id)) => Some(Self::SessionsEnded {
                user_id: user_id.to_owned(),
            }),
            Some(("todos-changed", rest)) => {
                let (user_id, number) = rest.split_once(' ')?;
                Some(Self::TodosChanged {
                    user_id: user_id.to_owned(),
                    number: number.parse().ok()?,
                })
            }
            None if text == "signing-keys" => Some(Self::SigningKeys),
            _ => None,
        }
    }
}

impl Transaction {
    /// Tells all instances of a change, once it is committed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn announce(&mut self, change: &Change) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => {
                let notify = command("select pg_notify($1, $2)");
                notify
                    .bind(CHANNEL)
                    .bind(change.to_text())
                    .execute(self)
                    .await
                    .map(drop)
            }
        }
    }
}

/// What all instances announce, this one too, in the order of the commits.
pub struct Changes {
    options: PgConnectOptions,
    /// On a connection of its own, which is no part of the others.
    listener: Option<PgListener>,
}

impl Changes {
    /// `None` where there is nobody else to hear.
    pub(super) fn of(database: &Database) -> Option<Self> {
        let Database::Postgres(pool) = database else {
            return None;
        };
        let options = pool.connect_options().as_ref().clone().application_name(NAME);
        Some(Self {
            options,
            listener: None,
        })
    }

    /// Waits for what is announced next; connects where there is no connection, however often that takes.
    pub async fn next(&mut self) -> Heard {
        loop {
            let Some(listener) = &mut self.listener else {
                self.listener = Some(connect(&self.options).await);
                return Heard::Beginning;
            };
            match hear(listener).await {
                Ok(Some(change)) => return Heard::Change(change),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, "the connection by which other instances are heard was lost");
                    self.listener = None;
                }
            }
        }
    }
}

async fn connect(options: &PgConnectOptions) -> PgListener {
    let mut wait = FIRST_WAIT;
    loop {
        match try_connect(options).await {
            Ok(listener) => return listener,
            Err(error) => tracing::debug!(%error, "other instances cannot be heard yet"),
        }
        sleep(wait).await;
        wait = LONGEST_WAIT.min(wait * 2);
    }
}

async fn try_connect(options: &PgConnectOptions) -> Result<PgListener, sqlx::Error> {
    // A pool for each attempt: a connection that hangs would keep its place for as long as it does.
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    // It would connect again by itself, and nobody would know that changes were missed (`Heard::Beginning`).
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// The next change; `None` after a time of silence, or where something was said that is not for us.
async fn hear(listener: &mut PgListener) -> Result<Option<Change>, sqlx::Error> {
    match timeout(SILENCE, listener.try_recv()).await {
        Ok(Ok(Some(notification))) => Ok(Change::parse(notification.payload())),
        Ok(Ok(None)) => Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
        Ok(Err(error)) => Err(error),
        Err(_silent) => {
            let asked = timeout(ANSWER_TIME, listener.execute("select 1")).await;
            asked.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_understood_as_it_was_meant() {
        let ended = Change::SessionsEnded { user_id: "ada".into() };
        let changed = Change::TodosChanged {
            user_id: "ada".into(),
            number: 7,
        };
        for change in [ended, changed, Change::SigningKeys] {
            assert_eq!(Change::parse(&change.to_text()), Some(change));
        }
        for text in [
            "",
            "sessions-ended",
            "todos-changed ada",
            "todos-changed ada x",
            "signing-keys 1",
            "something newer",
        ] {
            assert_eq!(Change::parse(text), None, "{text}");
        }
    }
}
