//! Confirming an address: that of an account, or the one it is to have.

use super::{
    Auth, ClientInfo, Error, LiveSession, UserRow,
    audit::{self, Event, EventKind},
    letters::{self, Letter, Notice},
    limits,
    one_time::{self, OneTimeToken, Purpose},
};
use crate::{
    database,
    store::{
        one_time_tokens::{OneTimeTokenRow, delete_tokens_of_user},
        users::{find_user, mark_email_verified, update_email},
    },
};
use app::model::EmailAddress;

/// Has a link mailed by which the owner of an address confirms it. The answer is the same for every address.
///
/// # Errors
/// [`Error::TooManyAttempts`], [`Error::MailOff`].
pub async fn request_verification(
    auth: &Auth,
    email: &EmailAddress,
    way_on: Option<String>,
    client: &ClientInfo,
) -> Result<(), Error> {
    letters::require_mail(auth)?;
    limits::before_mail(auth, email, client).await?;
    let letter = Letter::VerifyEmail {
        email: email.as_str().to_owned(),
        way_on,
    };
    letters::post(auth, &auth.database, &letter).await
}

/// What a link confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressLink {
    pub user_id: String,
    pub email: String,
    /// Whether the account has another address so far.
    pub is_change: bool,
}

/// What a link confirms. Looking does not use it up.
///
/// # Errors
/// [`Error::SpentToken`].
pub async fn look_at_address_link(auth: &Auth, token: &OneTimeToken) -> Result<AddressLink, Error> {
    let (purpose, row) = find(auth, token).await?;
    Ok(AddressLink {
        user_id: row.user_id,
        email: row.email,
        is_change: purpose == Purpose::ChangeEmail,
    })
}

/// Confirms an address by the link that was mailed there, and tells the new state of the account. A link of another
/// account than the one somebody is signed in to is refused: nothing switches accounts silently.
///
/// # Errors
/// [`Error::SpentToken`], also when somebody else has the address by now; [`Error::AnotherAccount`].
#[tracing::instrument(name = "confirm an address", level = "debug", skip_all)]
pub async fn confirm_address(
    auth: &Auth,
    token: &OneTimeToken,
    by: Option<&LiveSession>,
    client: &ClientInfo,
) -> Result<UserRow, Error> {
    let (purpose, row) = find(auth, token).await?;
    if by.is_some_and(|live| live.user.id != row.user_id) {
        return Err(Error::AnotherAccount);
    }
    let before = find_user(&auth.database, &row.user_id).await?;
    let before = before.filter(|user| user.is_active).ok_or(Error::SpentToken)?;
    let now = auth.clock.now();
    let mut transaction = auth.database.begin().await?;
    let row = one_time::consume(auth, &mut transaction, purpose, token).await?;
    let updated = match purpose {
        Purpose::ChangeEmail => update_email(&mut transaction, &row.user_id, &before.email, &row.email, now)
            .await
            .map_err(|error| match error {
                database::Error::Unique => Error::SpentToken,
                other => other.into(),
            })?,
        _ => mark_email_verified(&mut transaction, &row.user_id, &row.email, now).await?,
    };
    let user = updated.ok_or(Error::SpentToken)?;
    // What was mailed to the old address, or waits for another one, opens nothing any more.
    delete_tokens_of_user(&mut transaction, &user.id).await?;
    let kind = match purpose {
        Purpose::ChangeEmail => {
            let new_email = user.email.clone();
            let letter = Letter::notice(auth, &before, Notice::EmailChanged { new_email }, client);
            letters::post(auth, &mut transaction, &letter).await?;
            EventKind::EmailChanged
        }
        _ => EventKind::EmailVerified,
    };
    audit::record(auth, &mut transaction, Event::of(&user.id, kind).from(client)).await?;
    transaction.commit().await?;
    tracing::info!(user.id, event = kind.as_str(), "an address was confirmed");
    Ok(user)
}

/// The same page confirms both, so a link is looked for as either.
async fn find(auth: &Auth, token: &OneTimeToken) -> Result<(Purpose, OneTimeTokenRow), Error> {
    match one_time::look_at(auth, Purpose::VerifyEmail, token).await {
        Ok(row) => Ok((Purpose::VerifyEmail, row)),
        Err(Error::SpentToken) => {
            let row = one_time::look_at(auth, Purpose::ChangeEmail, token).await?;
            Ok((Purpose::ChangeEmail, row))
        }
        Err(error) => Err(error),
    }
}
