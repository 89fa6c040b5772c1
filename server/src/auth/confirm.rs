//! A fresh proof of who is asking, before something that would be bad in the hands of whoever finds a device unlocked.

use super::{Auth, ClientInfo, Error, LiveSession, check_password};
use crate::{clock::millis, store::sessions};
use app::model::Password;
use std::time::Duration;

/// How long a proof is good.
const CONFIRMED_FOR: Duration = Duration::from_secs(10 * 60);

/// Lets a session go on whose owner has proved within ten minutes who it is: by signing in, or by the password.
///
/// # Errors
/// [`Error::StaleSession`].
pub fn require_confirmed(auth: &Auth, live: &LiveSession) -> Result<(), Error> {
    if auth.clock.now() - live.session.confirmed_at < millis(CONFIRMED_FOR) {
        return Ok(());
    }
    Err(Error::StaleSession)
}

/// Takes the password as such a proof.
///
/// # Errors
/// [`Error::WrongPassword`], [`Error::TooManyAttempts`], [`Error::Busy`].
pub async fn confirm_with_password(
    auth: &Auth,
    live: &LiveSession,
    password: &Password,
    client: &ClientInfo,
) -> Result<(), Error> {
    check_password(auth, live, password, client).await?;
    confirm(auth, &live.session.session_id).await
}

/// Notes that somebody has just proved who it is, by whatever means.
pub(super) async fn confirm(auth: &Auth, session_id: &str) -> Result<(), Error> {
    Ok(sessions::update_confirmation(&auth.database, session_id, auth.clock.now()).await?)
}
