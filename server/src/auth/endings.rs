//! Word of sessions that have ended, for pages that are open.
//!
//! Whoever ends sessions announces it here, once it is written down; whoever listens looks into the database, which
//! alone knows which session it was. What other instances ended is noticed at the next look without a word.

use super::Auth;
use crate::store::sessions::find_live_session;
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

/// Where endings are announced. Cloning shares it.
#[derive(Clone)]
pub struct Endings {
    /// Whose sessions have ended, by user id.
    announced: broadcast::Sender<Arc<str>>,
    listeners: Listeners,
}

/// How many listen, by session id.
type Listeners = Arc<Mutex<HashMap<String, usize>>>;

impl Default for Endings {
    fn default() -> Self {
        Self {
            announced: broadcast::Sender::new(BACKLOG),
            listeners: Listeners::default(),
        }
    }
}

impl Endings {
    /// How many listen now.
    #[must_use]
    pub fn listeners(&self) -> u64 {
        let count = lock(&self.listeners).values().sum::<usize>();
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// Tells that sessions of somebody have ended. Not before that is committed.
    pub fn announce(&self, user_id: &str) {
        // Nobody may be listening, which is fine.
        let _ = self.announced.send(user_id.into());
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
            announced: self.announced.subscribe(),
            user_id: user_id.to_owned(),
            session_id: session_id.to_owned(),
            listeners: Arc::clone(&self.listeners),
        })
    }
}

/// Somebody who listens, for as long as this is kept.
pub struct Listener {
    announced: broadcast::Receiver<Arc<str>>,
    user_id: String,
    session_id: String,
    listeners: Listeners,
}

impl Listener {
    /// Waits until the session has ended, wherever and for whatever reason.
    pub async fn ended(mut self, auth: &Auth) {
        while self.is_alive(auth).await {
            tokio::select! {
                () = self.is_told() => sleep(ANSWER_TIME).await,
                () = sleep(RECHECK_INTERVAL) => {}
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
            match self.announced.recv().await {
                Ok(user_id) if *user_id == *self.user_id => return,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return,
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
        let endings = Endings::default();
        let mut listening: Vec<_> = (0..MAX_LISTENERS).map(|_| endings.listen("ada", "one")).collect();
        assert!(listening.iter().all(Option::is_some));
        assert!(endings.listen("ada", "one").is_none());
        assert!(endings.listen("ada", "two").is_some());
        listening.pop();
        assert!(endings.listen("ada", "one").is_some());
        listening.clear();
        assert!(lock(&endings.listeners).is_empty());
    }
}
