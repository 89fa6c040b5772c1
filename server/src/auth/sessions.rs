//! The sessions of somebody: which there are, and ending them. Everybody has to do with their own only, and
//! what is ended opens nothing from the next request on.

use super::{Auth, Error, SessionRow, bearer, jwt};
use crate::store::sessions;

/// The live ones, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_sessions(auth: &Auth, user_id: &str) -> Result<Vec<SessionRow>, Error> {
    Ok(sessions::find_sessions_of_user(&auth.database, user_id, auth.clock.now()).await?)
}

/// The session somebody means by `token`: by its id, a bearer session token, or any JWT that was ever issued for
/// it. Being named says nothing about whose it is, or whether it is alive.
#[must_use]
pub fn named_session(auth: &Auth, token: &str) -> Option<String> {
    if jwt::is_jwt(token) {
        let claims = jwt::verify_even_if_expired(&auth.keys, &auth.settings, token, auth.clock.now());
        return claims.ok().map(|claims| claims.sid);
    }
    if token.contains('.') {
        return bearer::session_of(&auth.settings, token).map(str::to_owned);
    }
    jwt::is_id(token).then(|| token.to_owned())
}

/// Ends one session, if it is theirs; somebody else's is left alone, and nobody learns that it exists.
///
/// # Errors
/// When the database fails.
pub async fn end_session(auth: &Auth, user_id: &str, session_id: &str) -> Result<(), Error> {
    sessions::delete_own_session(&auth.database, user_id, session_id).await?;
    tracing::info!(user.id = user_id, session.id = session_id, "a session was revoked");
    Ok(())
}

/// Ends all but the one that is kept.
///
/// # Errors
/// When the database fails.
pub async fn end_other_sessions(auth: &Auth, user_id: &str, kept_id: &str) -> Result<(), Error> {
    let count = sessions::delete_other_sessions(&auth.database, user_id, kept_id).await?;
    tracing::info!(user.id = user_id, count, "all other sessions were revoked");
    Ok(())
}

/// Ends all.
///
/// # Errors
/// When the database fails.
pub async fn end_all_sessions(auth: &Auth, user_id: &str) -> Result<(), Error> {
    let count = sessions::delete_sessions_of_user(&auth.database, user_id).await?;
    tracing::info!(user.id = user_id, count, "all sessions were revoked");
    Ok(())
}
