//! The way of an email into the queue and out of it.

use super::email::Email;
use crate::{
    auth::{
        Auth, Error,
        sealed::{self, seal, unseal},
    },
    database::statement::Target,
    random,
    store::mails,
};

/// Lets only those go on whose email would reach anybody.
///
/// # Errors
/// [`Error::MailOff`].
pub fn require_mail(auth: &Auth) -> Result<(), Error> {
    if auth.settings.is_mail_on {
        return Ok(());
    }
    Err(Error::MailOff)
}

/// Puts an email into the queue. Where mail is switched off, nothing is written down. Nor are notices to an address that
/// nobody has confirmed: whoever signed up with it could have a stranger written to for ever.
///
/// # Errors
/// When the database fails.
pub async fn post<'a>(auth: &Auth, target: impl Into<Target<'a>>, email: &Email) -> Result<(), Error> {
    let is_to_stranger = matches!(
        email,
        Email::Notice {
            is_confirmed: false,
            ..
        }
    );
    if !auth.settings.is_mail_on || is_to_stranger {
        return Ok(());
    }
    let now = auth.clock.now();
    let id = random::id(now);
    let plain = serde_json::to_vec(email).map_err(Error::Email)?;
    let sealed = seal(&auth.settings.secrets, sealed::Purpose::Mail, &id, &plain).ok_or(Error::Sealed)?;
    mails::insert_mail(target, &id, email.kind(), &sealed, now).await?;
    // It may be heard before the commit, so whoever sends waits a moment and looks every few seconds anyway.
    auth.outbox.notify_one();
    Ok(())
}

/// Reads an email from the queue.
///
/// # Errors
/// [`Error::Sealed`] when it was encrypted under another secret, [`Error::Email`] when a newer program wrote it.
pub fn open(auth: &Auth, id: &str, sealed: &[u8]) -> Result<Email, Error> {
    let opened = unseal(&auth.settings.secrets, sealed::Purpose::Mail, id, sealed).ok_or(Error::Sealed)?;
    serde_json::from_slice(&opened.plain).map_err(Error::Email)
}
