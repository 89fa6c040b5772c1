//! Choosing a new password when the old one is forgotten, by a link that is mailed.

use super::{
    Auth, ClientInfo, Error, UserRow,
    audit::{self, Event, EventKind},
    letters::{self, Letter, Notice},
    limits,
    one_time::{self, OneTimeToken, Purpose},
    policy,
    two_factor::forget_first_steps,
};
use crate::store::{
    credentials::replace_credential,
    one_time_tokens::delete_tokens_of_user,
    sessions::delete_sessions_of_user,
    users::{find_user, mark_email_verified},
};
use app::model::{EmailAddress, Password};

/// Has a link mailed by which the owner of an account chooses a new password. Whether there is an account is found
/// out later, when the letter is composed, so the answer is the same for every address, and as fast.
///
/// `way_on` is where a program wants the link to lead; the caller has checked that it is trusted.
///
/// # Errors
/// [`Error::TooManyAttempts`], [`Error::MailOff`].
#[tracing::instrument(name = "request a password reset", level = "debug", skip_all)]
pub async fn request_password_reset(
    auth: &Auth,
    email: &EmailAddress,
    way_on: Option<String>,
    client: &ClientInfo,
) -> Result<(), Error> {
    letters::require_mail(auth)?;
    limits::before_mail(auth, email, client).await?;
    let letter = Letter::ResetPassword {
        email: email.as_str().to_owned(),
        way_on,
    };
    letters::post(auth, &auth.database, &letter).await?;
    tracing::info!("a link to reset a password was asked for");
    Ok(())
}

/// Whose password a link is about. Looking does not use it up: mail scanners look at everything.
///
/// # Errors
/// [`Error::SpentToken`].
pub async fn owner_of_reset_link(auth: &Auth, token: &OneTimeToken) -> Result<UserRow, Error> {
    let row = one_time::look_at(auth, Purpose::ResetPassword, token).await?;
    let user = find_user(&auth.database, &row.user_id).await?;
    // A link is for the address it was sent to; who has another one by now asks for another link.
    user.filter(|user| user.is_active && user.email == row.email)
        .ok_or(Error::SpentToken)
}

/// Chooses a new password. The link is used up, and so are all others that were mailed; every session ends; the owner
/// is told. Nobody is signed in by it, so a second step is still asked for.
///
/// # Errors
/// [`Error::SpentToken`]; [`Error::Invalid`] when the password is too weak, and then the link stays good.
#[tracing::instrument(name = "reset a password", level = "debug", skip_all)]
pub async fn reset_password(
    auth: &Auth,
    token: &OneTimeToken,
    new: &Password,
    client: &ClientInfo,
) -> Result<(), Error> {
    let user = owner_of_reset_link(auth, token).await?;
    policy::check_length(new, auth.settings.password_min_length)?;
    // Before the transaction: a lock must not be held for as long as a hash takes.
    let hash = policy::hash_new_password(auth, new, &[&user.name, &user.email]).await?;

    let now = auth.clock.now();
    let mut transaction = auth.database.begin().await?;
    let row = one_time::consume(auth, &mut transaction, Purpose::ResetPassword, token).await?;
    if row.user_id != user.id || row.email != user.email {
        return Err(Error::SpentToken);
    }
    replace_credential(&mut transaction, &user.id, &hash, now).await?;
    // Whoever reads the mail of an address has shown that it is theirs.
    mark_email_verified(&mut transaction, &user.id, &user.email, now).await?;
    // Before the sessions: a sign-in that is just finishing must not leave one behind.
    forget_first_steps(&mut transaction, &user.id).await?;
    delete_sessions_of_user(&mut transaction, &user.id).await?;
    delete_tokens_of_user(&mut transaction, &user.id).await?;
    limits::forget_failures(auth, &mut transaction, &user.email, client).await?;
    let event = Event::of(&user.id, EventKind::PasswordReset).from(client);
    audit::record(auth, &mut transaction, event).await?;
    let letter = Letter::notice(auth, &user, Notice::PasswordChanged, client);
    letters::post(auth, &mut transaction, &letter).await?;
    auth.endings.commit(transaction, &user.id).await?;
    tracing::info!(user.id, "a password was reset");
    Ok(())
}
