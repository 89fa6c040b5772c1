//! Ending one's own session, at whichever door: pages, Better Auth's route, the token API. It takes the session that
//! asks, so it can end no other; those have `auth::sessions`.

use super::{
    Auth, Client, Error,
    audit::{self, Event, EventKind},
};
use crate::store::sessions::delete_own_session;

/// Ends a session of somebody who is in it. Its JWT opens nothing from the next request on, and its refresh tokens are
/// gone.
///
/// # Errors
/// When the database fails.
#[tracing::instrument(name = "sign out", level = "debug", skip_all)]
pub async fn sign_out(auth: &Auth, user_id: &str, session_id: &str, client: &Client) -> Result<(), Error> {
    let mut transaction = auth.database.begin().await?;
    // Of two tabs that sign out at once, one does.
    if delete_own_session(&mut transaction, user_id, session_id)
        .await?
        .is_none()
    {
        return Ok(());
    }
    let event = Event::of(user_id, EventKind::SignedOut).session(session_id);
    audit::record(auth, &mut transaction, event.from(client)).await?;
    auth.session_events.commit(transaction, user_id).await?;
    tracing::info!(user.id = user_id, session.id = session_id, "signed out");
    Ok(())
}
