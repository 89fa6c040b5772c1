//! The sessions of somebody: which there are, and ending them. Everybody has to do with their own only, and
//! what is ended opens nothing from the next request on.

use super::{
    Auth, Client, Error, LiveSession, SessionRow,
    audit::{self, Event, EventKind},
    bearer, jwt,
};
use crate::{
    database::Transaction,
    store::sessions::{self, EndedSession},
};

/// So many are listed at most. Who signs a program in each time it runs, and never out, has thousands.
const MOST_LISTED: i64 = 100;

/// Where somebody is signed in.
pub struct SessionList {
    /// The one that is to be first, then those that were active last.
    pub sessions: Vec<SessionRow>,
    /// How many there are besides.
    pub unlisted: u32,
}

impl SessionList {
    /// How many there are in all.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sessions.len() + usize::try_from(self.unlisted).unwrap_or(usize::MAX)
    }
}

/// The live ones, as far as they can be listed, with that of `first_id`, if any, before all others.
///
/// # Errors
/// When the database fails.
#[tracing::instrument(name = "list sessions", level = "debug", skip_all)]
pub async fn list_sessions(auth: &Auth, user_id: &str, first_id: Option<&str>) -> Result<SessionList, Error> {
    let now = auth.clock.now();
    let listed = sessions::find_last_active_sessions(&auth.database, user_id, first_id, now, MOST_LISTED).await?;
    let total = listed.first().map_or(0, |listed| listed.total);
    let sessions: Vec<SessionRow> = listed.into_iter().map(|listed| listed.session).collect();
    let total = usize::try_from(total).unwrap_or_default();
    Ok(SessionList {
        unlisted: u32::try_from(total.saturating_sub(sessions.len())).unwrap_or(u32::MAX),
        sessions,
    })
}

/// The session somebody means by `token`: by its id, a bearer session token, or any access token that was ever issued
/// for it. Being named says nothing about whose it is, or whether it is alive.
#[must_use]
pub fn named_session(auth: &Auth, token: &str) -> Option<String> {
    if jwt::is_jwt(token) {
        let claims = jwt::verify_access_even_if_expired(&auth.keys, &auth.settings, token, auth.clock.now());
        return claims.ok().map(|claims| claims.sid);
    }
    if token.contains('.') {
        return bearer::session_of(&auth.settings, token).map(|(session_id, _)| session_id.to_owned());
    }
    jwt::is_id(token).then(|| token.to_owned())
}

/// Ends one session of whoever is asking in `live`; somebody else's is left alone, and nobody learns that it exists.
///
/// # Errors
/// When the database fails.
#[tracing::instrument(name = "end a session", level = "debug", skip_all)]
pub async fn end_session(auth: &Auth, live: &LiveSession, session_id: &str, client: &Client) -> Result<(), Error> {
    let user_id = &live.user.id;
    let mut transaction = auth.database.begin().await?;
    let Some(ended) = sessions::delete_own_session(&mut transaction, user_id, session_id).await? else {
        return Ok(());
    };
    let event = Event::of(user_id, EventKind::SessionRevoked)
        .session(&live.session.session_id)
        .from(client)
        .detail(ended.user_agent.unwrap_or_default());
    audit::record(auth, &mut transaction, event).await?;
    auth.session_events.commit(transaction, user_id).await?;
    tracing::info!(user.id = user_id, session.id = session_id, "a session was revoked");
    Ok(())
}

/// Ends all sessions of whoever is asking in `live` but that one, and tells how many that were.
///
/// # Errors
/// When the database fails.
#[tracing::instrument(name = "end other sessions", level = "debug", skip_all)]
pub async fn end_other_sessions(auth: &Auth, live: &LiveSession, client: &Client) -> Result<u32, Error> {
    let (user_id, kept_id) = (&live.user.id, &live.session.session_id);
    let mut transaction = auth.database.begin().await?;
    let ended = sessions::delete_sessions_but(&mut transaction, user_id, kept_id).await?;
    let count = record_others(auth, &mut transaction, live, &ended, client).await?;
    auth.session_events.commit(transaction, user_id).await?;
    tracing::info!(user.id = user_id, count, "all other sessions were revoked");
    Ok(count)
}

/// Ends all sessions of whoever is asking in `live`, also that one.
///
/// # Errors
/// When the database fails.
#[tracing::instrument(name = "end all sessions", level = "debug", skip_all)]
pub async fn end_all_sessions(auth: &Auth, live: &LiveSession, client: &Client) -> Result<(), Error> {
    let (user_id, own_id) = (&live.user.id, &live.session.session_id);
    let mut transaction = auth.database.begin().await?;
    let ended = sessions::delete_all_sessions(&mut transaction, user_id).await?;
    let count = record_others(auth, &mut transaction, live, &ended, client).await?;
    let event = Event::of(user_id, EventKind::SignedOut).session(own_id).from(client);
    audit::record(auth, &mut transaction, event).await?;
    auth.session_events.commit(transaction, user_id).await?;
    tracing::info!(user.id = user_id, count, "all sessions were revoked");
    Ok(())
}

/// Writes down how many other sessions were ended in `live`.
async fn record_others(
    auth: &Auth,
    transaction: &mut Transaction,
    live: &LiveSession,
    ended: &[EndedSession],
    client: &Client,
) -> Result<u32, Error> {
    let count = count_others(ended, &live.session.session_id, auth.clock.now());
    if count > 0 {
        let event = Event::of(&live.user.id, EventKind::SessionsRevoked)
            .session(&live.session.session_id)
            .from(client)
            .detail(count.to_string());
        audit::record(auth, transaction, event).await?;
    }
    Ok(count)
}

/// How many of these were alive, besides the one that asked.
pub(super) fn count_others(ended: &[EndedSession], own_id: &str, now: i64) -> u32 {
    let is_counted = |session: &&EndedSession| session.session_id != own_id && session.expires_at > now;
    u32::try_from(ended.iter().filter(is_counted).count()).unwrap_or(u32::MAX)
}
