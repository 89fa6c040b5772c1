//! How many mails somebody may cause, and how many one address gets.

use super::{
    bucket::bucket,
    counting::{take, take_all, told},
    keys::Keys,
    place::Place,
    rate::Rate,
};
use crate::{
    auth::{Auth, Client, Error},
    store::attempts::Bucket,
};
use app::model::EmailAddress;

/// Mails to one address in an hour, whoever asks for them. Devices and networks that have signed in to the account have
/// as many of their own: strangers cannot use those up.
const MAILS_TO_ONE: Rate = Rate::new(5, 60 * 60);
/// Notices of one kind to one address in an hour; who has been told five times knows.
const NOTICES_TO_ONE: Rate = Rate::new(5, 60 * 60);

/// Counts a mail that somebody wants to have sent to an address, theirs or not, or says how long to wait.
///
/// # Errors
/// As [`before`](super::before).
pub async fn before_mail(auth: &Auth, to: &EmailAddress, client: &Client) -> Result<(), Error> {
    let counted = count_mail(auth, to, client).await;
    told(auth, client, counted).await
}

async fn count_mail(auth: &Auth, to: &EmailAddress, client: &Client) -> Result<(), Error> {
    let Some(limits) = &auth.settings.limits else {
        return Ok(());
    };
    let keys = Keys::of(auth, client);
    let mut transaction = auth.database.begin().await?;
    // The client's own count first: one that has used it up takes nothing away from the address.
    take_all(auth, &mut transaction, &keys.networks("mail"), limits.mail).await?;
    let is_known = !Place::find(&mut transaction, &keys, to).await?.is_elsewhere();
    let to_one = match is_known {
        true => keys.bucket(&["mail to", to.as_str(), "known"]),
        false => keys.bucket(&["mail to", to.as_str()]),
    };
    take(auth, &mut transaction, &to_one, MAILS_TO_ONE).await?;
    Ok(transaction.commit().await?)
}

/// Counts a notice of a kind to an address, and tells whether it may go out. A notice is about what has been done and
/// is nobody's wish, so there is nobody to wait: one too many is left out.
///
/// # Errors
/// When the database fails.
pub async fn may_notify(auth: &Auth, to: &str, kind: &str) -> Result<bool, Error> {
    let bucket = bucket(auth.settings.secret(), &["notice to", to, kind]);
    may_take(auth, &bucket, NOTICES_TO_ONE).await
}

/// Counts the email that greets a new account among those to its address, and tells whether it may go out: the account
/// is there without it, and another can be asked for later.
///
/// # Errors
/// When the database fails.
pub async fn may_welcome(auth: &Auth, to: &EmailAddress) -> Result<bool, Error> {
    let bucket = bucket(auth.settings.secret(), &["mail to", to.as_str()]);
    may_take(auth, &bucket, MAILS_TO_ONE).await
}

async fn may_take(auth: &Auth, bucket: &Bucket, rate: Rate) -> Result<bool, Error> {
    if auth.settings.limits.is_none() {
        return Ok(true);
    }
    let mut transaction = auth.database.begin().await?;
    match take(auth, &mut transaction, bucket, rate).await {
        Ok(()) => {
            transaction.commit().await?;
            Ok(true)
        }
        Err(Error::TooManyAttempts { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}
