//! The way of a letter into the queue and out of it.

use super::letter::Letter;
use crate::{
    auth::{
        Auth, Error,
        sealed::{self, seal, unseal},
    },
    database::statement::Target,
    random,
    store::mails,
};

/// Lets only those go on whose letter would reach anybody.
///
/// # Errors
/// [`Error::MailOff`].
pub fn require_mail(auth: &Auth) -> Result<(), Error> {
    if auth.settings.is_mail_on {
        return Ok(());
    }
    Err(Error::MailOff)
}

/// Puts a letter into the queue. Where mail is switched off, nothing is written down. Nor are notices to an address that
/// nobody has confirmed: whoever signed up with it could have a stranger written to for ever.
///
/// # Errors
/// When the database fails.
pub async fn post<'a>(auth: &Auth, target: impl Into<Target<'a>>, letter: &Letter) -> Result<(), Error> {
    let is_to_stranger = matches!(
        letter,
        Letter::Notice {
            is_confirmed: false,
            ..
        }
    );
    if !auth.settings.is_mail_on || is_to_stranger {
        return Ok(());
    }
    let now = auth.clock.now();
    let id = random::id(now);
    let plain = serde_json::to_vec(letter).map_err(Error::Letter)?;
    let sealed = seal(&auth.settings.secrets, sealed::Purpose::Mail, &id, &plain).ok_or(Error::Sealed)?;
    mails::insert_mail(target, &id, letter.kind(), &sealed, now).await?;
    // It may be heard before the commit, so whoever sends waits a moment and looks every few seconds anyway.
    auth.outbox.notify_one();
    Ok(())
}

/// Reads a letter from the queue.
///
/// # Errors
/// [`Error::Sealed`] when it was encrypted under another secret, [`Error::Letter`] when a newer program wrote it.
pub fn open(auth: &Auth, id: &str, sealed: &[u8]) -> Result<Letter, Error> {
    let opened = unseal(&auth.settings.secrets, sealed::Purpose::Mail, id, sealed).ok_or(Error::Sealed)?;
    serde_json::from_slice(&opened.plain).map_err(Error::Letter)
}
