//! Ending sessions of somebody else.

use super::actor::{Actor, begin, load};
use crate::{
    auth::{
        Auth, Error,
        audit::{self, EventKind},
        jwt,
    },
    store::sessions,
};

/// Ends one session of somebody.
///
/// # Errors
/// [`Error::NotFound`] when it is not one of theirs, and for who may not; [`Error::StaleSession`].
pub async fn end_session_of(auth: &Auth, actor: Actor<'_>, user_id: &str, session_id: &str) -> Result<(), Error> {
    let mut transaction = begin(auth, actor).await?;
    if !jwt::is_id(session_id)
        || sessions::delete_own_session(&mut transaction, user_id, session_id)
            .await?
            .is_none()
    {
        return Err(Error::NotFound);
    }
    let event = actor.event(user_id, EventKind::SessionRevoked).session(session_id);
    audit::record(auth, &mut transaction, event).await?;
    auth.session_events.commit(transaction, user_id).await?;
    tracing::info!(
        user.id = user_id,
        session.id = session_id,
        actor.id = actor.id(),
        "a session was revoked"
    );
    Ok(())
}

/// Ends all sessions of somebody and tells how many there were.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person, and for who may not; [`Error::StaleSession`].
pub async fn end_sessions_of(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<u64, Error> {
    let mut transaction = begin(auth, actor).await?;
    load(&mut transaction, user_id).await?;
    let count = sessions::delete_sessions_of_user(&mut transaction, user_id).await?;
    let event = actor
        .event(user_id, EventKind::SessionsRevoked)
        .detail(count.to_string());
    audit::record(auth, &mut transaction, event).await?;
    auth.session_events.commit(transaction, user_id).await?;
    tracing::info!(
        user.id = user_id,
        count,
        actor.id = actor.id(),
        "all sessions were revoked"
    );
    Ok(count)
}
