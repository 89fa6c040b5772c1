//! A fresh proof of who is asking, before something that would be bad in the hands of whoever finds a device unlocked.

use super::{
    Auth, Client, Error, LiveSession, check_password,
    two_factor::{SecondStep, check_second_step},
};
use crate::{clock::millis, store::sessions};
use app::model::Password;
use std::time::Duration;

/// How long a proof is good.
pub(super) const CONFIRMED_FOR: Duration = Duration::from_mins(10);

/// Lets a session go on whose owner has proved within ten minutes who it is: by signing in, or by what that takes.
///
/// # Errors
/// [`Error::StaleSession`].
pub fn require_confirmed(auth: &Auth, live: &LiveSession) -> Result<(), Error> {
    if auth.clock.now() - live.session.confirmed_at < millis(CONFIRMED_FOR) {
        return Ok(());
    }
    Err(Error::StaleSession)
}

/// Lets somebody go on by what they show in the request itself, or in a session that was confirmed lately. A password
/// that comes has to be right in any case; where signing in takes a second step, it takes a code beside it, or a
/// confirmed session.
///
/// # Errors
/// [`Error::StaleSession`], [`Error::WrongPassword`], [`super::TwoFactorError::WrongCode`], [`Error::TooManyAttempts`], [`Error::Busy`].
pub async fn require_proof(
    auth: &Auth,
    live: &LiveSession,
    password: Option<&Password>,
    code: Option<&str>,
    client: &Client,
) -> Result<(), Error> {
    if let Some(password) = password {
        check_password(auth, live, password, client).await?;
    }
    let is_confirmed = require_confirmed(auth, live).is_ok();
    match (password, code) {
        // A password that came has been checked by now, so a wrong one never gets here.
        _ if is_confirmed => Ok(()),
        (Some(_), _) if !live.has_two_factor => Ok(()),
        (Some(_), Some(code)) => check_second_step(auth, live, SecondStep::either(code), client).await,
        _ => Err(Error::StaleSession),
    }
}

/// Takes the password as such a proof, and where signing in takes a second step a code of the app, or a recovery code,
/// beside it. Without a code such a session has to have been confirmed, and that is good for no longer.
///
/// # Errors
/// As [`require_proof`].
pub async fn confirm_with_password(
    auth: &Auth,
    live: &LiveSession,
    password: &Password,
    code: Option<&str>,
    client: &Client,
) -> Result<(), Error> {
    if !live.has_two_factor {
        check_password(auth, live, password, client).await?;
    } else if let Some(code) = code {
        check_password(auth, live, password, client).await?;
        check_second_step(auth, live, SecondStep::either(code), client).await?;
    } else {
        return require_proof(auth, live, Some(password), None, client).await;
    }
    confirm(auth, &live.session.session_id).await
}

/// Notes that somebody has just proved who it is, by whatever means.
pub(super) async fn confirm(auth: &Auth, session_id: &str) -> Result<(), Error> {
    Ok(sessions::update_confirmation(&auth.database, session_id, auth.clock.now()).await?)
}
