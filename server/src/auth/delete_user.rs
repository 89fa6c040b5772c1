use super::{Auth, ClientInfo, Error, LiveSession, check_password};
use crate::{clock::millis, store::users};
use app::model::Password;
use std::time::Duration;

/// A session opened within this time is enough to delete its account; an older one needs the password.
pub const FRESH_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// Deletes an account with its sessions and todos. Renewing a session does not make it any fresher.
///
/// # Errors
/// [`Error::WrongPassword`]; [`Error::TooManyAttempts`]; [`Error::StaleSession`] without a password.
pub async fn delete_user(
    auth: &Auth,
    live: &LiveSession,
    password: Option<&Password>,
    client: &ClientInfo,
) -> Result<(), Error> {
    let user_id = &live.user.id;
    match password {
        Some(password) => check_password(auth, live, password, client).await?,
        None if auth.clock.now() - live.session.opened_at < millis(FRESH_FOR) => {}
        None => return Err(Error::StaleSession),
    }
    users::delete_user(&auth.database, user_id).await?;
    auth.endings.announce(user_id);
    tracing::info!(user.id = user_id, "an account was deleted by its owner");
    Ok(())
}
