use super::{Auth, Error};
use crate::store::sessions::delete_session;

/// Ends a session. Its JWT opens nothing from the next request on, and its refresh tokens are gone.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(auth: &Auth, session_id: &str) -> Result<(), Error> {
    delete_session(&auth.database, session_id).await?;
    tracing::info!(session.id = session_id, "signed out");
    Ok(())
}
