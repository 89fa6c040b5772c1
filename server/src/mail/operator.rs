//! What the operator asks at the command line: whether mail works, and what has become of the emails.

use super::{Error, Transport, layout, templates};
use crate::{
    auth::{Auth, emails},
    store::mails::{self, MailRow},
};

/// Emails shown of each kind.
const SHOWN: i64 = 200;

/// An email that has not been sent. Who gets it and what it says is encrypted and stays so.
pub struct QueuedEmail {
    pub id: String,
    pub kind: String,
    pub attempts: i64,
    /// When it will be tried next, in milliseconds since the Unix epoch.
    pub due_at: i64,
    /// Why it was not sent the last time.
    pub problem: Option<String>,
    pub created_at: i64,
}

/// The emails that have not been sent, the newest first.
pub struct Queue {
    pub waiting: Vec<QueuedEmail>,
    /// Those that were given up.
    pub dead: Vec<QueuedEmail>,
}

/// Looks into the queue.
///
/// # Errors
/// When the database fails.
pub async fn queue(auth: &Auth) -> Result<Queue, Error> {
    let waiting = mails::find_mails(&auth.database, "waiting", SHOWN).await?;
    let dead = mails::find_mails(&auth.database, "dead", SHOWN).await?;
    Ok(Queue {
        waiting: waiting.into_iter().map(shown).collect(),
        dead: dead.into_iter().map(shown).collect(),
    })
}

fn shown(row: MailRow) -> QueuedEmail {
    QueuedEmail {
        id: row.id,
        kind: row.kind,
        attempts: row.attempts,
        due_at: row.due_at,
        problem: row.problem,
        created_at: row.created_at,
    }
}

/// How many emails are in the queue, by their state: `waiting`, `dead`, and in development `kept`.
///
/// # Errors
/// When the database fails.
pub async fn count_by_state(auth: &Auth) -> Result<Vec<(&'static str, u64)>, Error> {
    let counts = mails::count_mails(&auth.database).await?;
    let of = |state: &str| counts.iter().find(|row| row.state == state).map_or(0, |row| row.count);
    Ok(["waiting", "dead", "kept"]
        .into_iter()
        .map(|state| (state, u64::try_from(of(state)).unwrap_or(0)))
        .collect())
}

/// Puts the emails that were given up back into the queue and tells how many there are.
///
/// # Errors
/// When the database fails.
pub async fn retry_dead(auth: &Auth) -> Result<u64, Error> {
    Ok(mails::revive_dead_mails(&auth.database, auth.clock.now()).await?)
}

/// Sends an email right now, past the queue, and tells what the mail server said.
///
/// # Errors
/// What kept the email from leaving.
pub async fn send_test(auth: &Auth, transport: &Transport, to: &str) -> Result<String, Error> {
    let mail = emails::Email::Test { email: to.to_owned() };
    let composed = emails::compose(auth, mail)
        .await?
        .ok_or_else(|| Error::Message("it is for nobody".into()))?;
    let words = templates::render(&composed, &auth.settings);
    transport
        .send(&layout::lay_out(&auth.settings.base_url, &composed.to, &words))
        .await
}
