//! Session events: open pages hear that their session has ended.
//!
//! Whoever ends sessions commits it here, and so all instances hear whose sessions they were; whoever listens looks
//! into the database, which alone knows which session it was. Where word gets lost, it looks now and then anyway.

use super::Auth;
use crate::{
    database::{self, Change, Transaction},
    store::sessions::find_live_session,
};
use std::{
    collections::HashMap,
    future::pending,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::broadcast::{self, error::RecvError},
    time::sleep,
};

/// How many may listen for one session. A browser has six connections to one server, and other tabs hear it from
/// those that listen.
const MAX_LISTENERS: usize = 3;
/// How many announcements a listener may be behind before it looks without them.
const BACKLOG: usize = 256;
/// How often a session is looked at without a word.
const RECHECK_INTERVAL: Duration = Duration::from_secs(30);
/// The answer to whoever ended the session may carry cookies for another one. It goes first, so that no tab asks with
/// the old ones, and has the new ones taken away.
const ANSWER_TIME: Duration = Duration::from_millis(300);

/// Where the ends of sessions are published. Cloning shares it.
#[derive(Clone)]
pub struct SessionEvents {
    published: broadcast::Sender<Ended>,
    listeners: Listeners,
    recheck_interval: Duration,
}

/// Whose sessions have ended.
#[derive(Clone)]
enum Ended {
    User(Arc<str>),
    /// Nobody knows whose.
    Unknown,
}

/// How many listen, by session id.
type Listeners = Arc<Mutex<HashMap<String, usize>>>;

impl Default for SessionEvents {
    fn default() -> Self {
        Self::looking_every(RECHECK_INTERVAL)
    }
}

impl SessionEvents {
    /// How many listen now.
    #[must_use]
    pub fn listeners(&self) -> u64 {
        let count = lock(&self.listeners).values().sum::<usize>();
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// With another time after which a session is looked at without a word.
    #[must_use]
    pub fn looking_every(recheck_interval: Duration) -> Self {
        Self {
            published: broadcast::Sender::new(BACKLOG),
            listeners: Listeners::default(),
            recheck_interval,
        }
    }

    /// Commits a transaction in which sessions of somebody have ended, and tells everybody who listens, here and at
    /// other instances.
    ///
    /// # Errors
    /// When the database fails; then nothing has ended.
    pub async fn commit(&self, transaction: Transaction, user_id: &str) -> Result<(), database::Error> {
        self.commit_all(transaction, &[user_id.to_owned()]).await
    }

    /// The same, where it was sessions of several people, or of nobody.
    ///
    /// # Errors
    /// When the database fails; then nothing has ended.
    pub async fn commit_all(&self, mut transaction: Transaction, user_ids: &[String]) -> Result<(), database::Error> {
        for user_id in user_ids {
            let change = Change::SessionsEnded {
                user_id: user_id.clone(),
            };
            transaction.announce(&change).await?;
        }
        transaction.commit().await?;
        // After the commit: whoever hears it looks at once, and must not find the session still there.
        user_ids.iter().for_each(|user_id| self.publish(user_id));
        Ok(())
    }

    /// Passes on word from another instance.
    pub fn publish(&self, user_id: &str) {
        // Nobody may be listening, which is fine.
        let _ = self.published.send(Ended::User(user_id.into()));
    }

    /// Has everybody look who listens, for word may have got lost.
    pub fn publish_to_all(&self) {
        let _ = self.published.send(Ended::Unknown);
    }

    /// Listens for the end of a session; `None` when enough do already.
    #[must_use]
    pub fn listen(&self, user_id: &str, session_id: &str) -> Option<Listener> {
        let mut listeners = lock(&self.listeners);
        let count = listeners.entry(session_id.to_owned()).or_default();
        if *count >= MAX_LISTENERS {
            return None;
        }
        *count += 1;
        Some(Listener {
            published: self.published.subscribe(),
            user_id: user_id.to_owned(),
            session_id: session_id.to_owned(),
            listeners: Arc::clone(&self.listeners),
            recheck_interval: self.recheck_interval,
        })
    }
}

/// Somebody who listens, for as long as this is kept.
pub struct Listener {
    published: broadcast::Receiver<Ended>,
    user_id: String,
    session_id: String,
    listeners: Listeners,
    recheck_interval: Duration,
}

impl Listener {
    /// Waits until the session has ended, wherever and for whatever reason.
    pub async fn ended(mut self, auth: &Auth) {
        let recheck_interval = self.recheck_interval;
        while self.is_alive(auth).await {
            tokio::select! {
                () = self.is_told() => sleep(ANSWER_TIME).await,
                () = sleep(recheck_interval) => {}
            }
        }
    }

    /// A database that does not answer has ended nothing.
    async fn is_alive(&self, auth: &Auth) -> bool {
        match find_live_session(&auth.database, &self.session_id, auth.clock.now()).await {
            Ok(live) => live.is_some(),
            Err(error) => {
                tracing::debug!(%error, "a session with an open page could not be looked at");
                true
            }
        }
    }

    /// Waits for word that concerns this session's owner, or may have.
    async fn is_told(&mut self) {
        loop {
            match self.published.recv().await {
                Ok(Ended::User(user_id)) if *user_id != *self.user_id => {}
                // What was missed may have been about this owner.
                Ok(_) | Err(RecvError::Lagged(_)) => return,
                Err(RecvError::Closed) => pending().await,
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut listeners = lock(&self.listeners);
        if let Some(count) = listeners.get_mut(&self.session_id) {
            *count -= 1;
            if *count == 0 {
                listeners.remove(&self.session_id);
            }
        }
    }
}

fn lock(listeners: &Listeners) -> MutexGuard<'_, HashMap<String, usize>> {
    listeners.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_may_listen_for_one_session_and_leaving_makes_room() {
        let events = SessionEvents::default();
        let mut listening: Vec<_> = (0..MAX_LISTENERS).map(|_| events.listen("ada", "one")).collect();
        assert!(listening.iter().all(Option::is_some));
        assert!(events.listen("ada", "one").is_none());
        assert!(events.listen("ada", "two").is_some());
        listening.pop();
        assert!(events.listen("ada", "one").is_some());
        listening.clear();
        assert!(lock(&events.listeners).is_empty());
    }
}
