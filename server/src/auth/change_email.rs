//! Another address for an account: it counts once it has been confirmed from there. Until then the present one stays,
//! and its owner is told and can cancel.

use super::{
    Auth, ClientInfo, Error, LiveSession,
    audit::{self, Event, EventKind},
    letters::{self, Letter, Notice},
    limits,
    one_time::{self, Purpose},
};
use crate::store::one_time_tokens::{OneTimeTokenRow, delete_token, find_token_of_user};
use app::model::EmailAddress;

/// Has a link mailed to the new address. Whether somebody has that address already is told to nobody.
///
/// The caller has made sure that it is the owner who asks: by the password, or by a session confirmed a moment ago.
///
/// # Errors
/// [`Error::SameEmail`], [`Error::TooManyAttempts`], [`Error::MailOff`].
pub async fn request_email_change(
    auth: &Auth,
    live: &LiveSession,
    new_email: &EmailAddress,
    way_on: Option<String>,
    client: &ClientInfo,
) -> Result<(), Error> {
    letters::require_mail(auth)?;
    let user = &live.user;
    if new_email.as_str() == user.email {
        return Err(Error::SameEmail);
    }
    limits::before_mail(auth, new_email, client).await?;
    let new_email = new_email.as_str().to_owned();
    let mut transaction = auth.database.begin().await?;
    // A place for the token that is made when the letter is composed: from now on the change is pending.
    one_time::issue(auth, &mut transaction, Purpose::ChangeEmail, user, &new_email).await?;
    let letter = Letter::ChangeEmail {
        user_id: user.id.clone(),
        new_email: new_email.clone(),
        way_on,
    };
    letters::post(auth, &mut transaction, &letter).await?;
    let notice = Letter::notice(auth, user, Notice::EmailChangeRequested { new_email }, client);
    letters::post(auth, &mut transaction, &notice).await?;
    let event = Event::of(&user.id, EventKind::EmailChangeRequested).session(&live.session.session_id);
    audit::record(auth, &mut transaction, event.from(client)).await?;
    transaction.commit().await?;
    tracing::info!(user.id, "a change of address was asked for");
    Ok(())
}

/// The change that waits to be confirmed.
///
/// # Errors
/// When the database fails.
pub async fn pending_email_change(auth: &Auth, user_id: &str) -> Result<Option<OneTimeTokenRow>, Error> {
    let purpose = Purpose::ChangeEmail.as_str();
    Ok(find_token_of_user(&auth.database, user_id, purpose, auth.clock.now()).await?)
}

/// Takes a pending change back; its link opens nothing any more. Without one there is nothing to do.
///
/// # Errors
/// When the database fails.
pub async fn cancel_email_change(auth: &Auth, live: &LiveSession, client: &ClientInfo) -> Result<(), Error> {
    let user_id = &live.user.id;
    let mut transaction = auth.database.begin().await?;
    if delete_token(&mut transaction, user_id, Purpose::ChangeEmail.as_str()).await? {
        let event = Event::of(user_id, EventKind::EmailChangeCancelled).session(&live.session.session_id);
        audit::record(auth, &mut transaction, event.from(client)).await?;
    }
    Ok(transaction.commit().await?)
}
