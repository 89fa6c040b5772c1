//! The password of a user who is signed in, as step-up and changes of the account ask for it. Each wrong one counts as
//! at sign-in and is recorded with the session, so a session that was left open is no place to guess from.

use super::{
    Auth, Client, Error, LiveSession,
    audit::{self, Event, EventKind},
    limits::{self, Action},
    password::{Effort, Verdict},
};
use crate::store::credentials::{CredentialRow, find_credential, update_hash_if_unchanged};
use app::model::{EmailAddress, Password};

/// Whether somebody who is signed in knows the password. Guessing is limited as it is at signing in.
///
/// # Errors
/// [`Error::WrongPassword`], [`Error::TooManyAttempts`], [`Error::Busy`].
pub async fn check_password(
    auth: &Auth,
    live: &LiveSession,
    password: &Password,
    client: &Client,
) -> Result<(), Error> {
    let (credential, verdict) = verify(auth, live, password, client).await?;
    if let Verdict::RightButOld(hash) = verdict {
        let now = auth.clock.now();
        update_hash_if_unchanged(&auth.database, &live.user.id, &credential.password_hash, &hash, now).await?;
    }
    Ok(())
}

/// What is stored, if `password` is the one behind it.
pub(super) async fn verify(
    auth: &Auth,
    live: &LiveSession,
    password: &Password,
    client: &Client,
) -> Result<(CredentialRow, Verdict), Error> {
    let user = &live.user;
    let email = EmailAddress::parse(&user.email)?;
    let attempt = limits::before(auth, Action::Password(&email), client).await?;
    let found = find_credential(&auth.database, &user.id).await?;
    let stored = found.as_ref().map(|found| found.password_hash.as_str());
    // Of its own kind: whoever is signed in has an account, so the time has nothing to hide.
    let verdict = attempt
        .unless_failed(
            auth.passwords
                .verify_in(attempt.line(), password, stored, Effort::OfItsKind)
                .await,
        )
        .await?;
    let Some(credential) = found.filter(|_| verdict != Verdict::Wrong) else {
        tracing::info!(client.address = client.ip_address, user.id, "a password was refused");
        let event = Event::of(&user.id, EventKind::PasswordRefused).session(&live.session.session_id);
        audit::record(auth, &auth.database, event.from(client)).await?;
        return Err(Error::WrongPassword);
    };
    let mut transaction = auth.database.begin().await?;
    attempt.succeeded(&mut transaction).await?;
    transaction.commit().await?;
    Ok((credential, verdict))
}
