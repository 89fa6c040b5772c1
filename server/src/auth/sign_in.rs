use super::{
    Auth, ClientInfo, Error, OpenSession,
    audit::{self, Event, EventKind},
    letters::{self, Letter, Notice},
    limits::{self, Action},
    password::Verdict,
    session,
    verify_email::request_verification,
};
use crate::{
    database::Transaction,
    store::{
        credentials::{claim_hash, update_hash_if_unchanged},
        users::{UserWithPassword, find_user_with_password},
    },
};
use app::model::SignIn;

/// Opens a session for somebody who knows the password.
///
/// An unknown address costs the same time and gives the same answer as a wrong password. That an
/// account is disabled is told only to those who know its password.
///
/// # Errors
/// [`Error::WrongCredentials`], [`Error::AccountDisabled`], [`Error::EmailNotVerified`],
/// [`Error::TooManyAttempts`], [`Error::Busy`].
pub async fn sign_in(auth: &Auth, sign_in: SignIn, client: &ClientInfo) -> Result<OpenSession, Error> {
    let attempt = limits::before(auth, Action::Password(&sign_in.email), client).await?;
    let (found, verdict) = attempt.unless_failed(check_password(auth, &sign_in).await).await?;
    let user_id = found.as_ref().map(|found| found.user.id.clone());
    let Some(found) = found.filter(|_| verdict != Verdict::Wrong) else {
        tracing::info!("a sign-in was refused");
        // For an address without an account too, so that it takes as long.
        let event = match &user_id {
            Some(id) => Event::of(id, EventKind::SignInFailed),
            None => Event::of_nobody(EventKind::SignInFailed),
        };
        audit::record(auth, &auth.database, event.from(client)).await?;
        return Err(Error::WrongCredentials);
    };
    if !found.user.is_active {
        tracing::info!(user.id = found.user.id, "a disabled account tried to sign in");
        return Err(Error::AccountDisabled);
    }
    if auth.settings.requires_verification && !found.user.email_verified {
        // As often as letters may be sent; the answer is the same when it is too often.
        match request_verification(auth, &sign_in.email, None, client).await {
            Ok(()) | Err(Error::TooManyAttempts { .. }) => {}
            Err(error) => return Err(error),
        }
        return Err(Error::EmailNotVerified);
    }
    let is_current = verdict == Verdict::Right;
    if let Verdict::RightButOld(hash) = verdict {
        update_hash_if_unchanged(
            &auth.database,
            &found.user.id,
            &found.password_hash,
            &hash,
            auth.clock.now(),
        )
        .await?;
    }
    let mut transaction = auth.database.begin().await?;
    // Changing a password ends the sessions opened with the old one; none may be opened with it after that.
    if is_current && !claim_hash(&mut transaction, &found.user.id, &found.password_hash).await? {
        return Err(Error::WrongCredentials);
    }
    let open = session::open(auth, &mut transaction, found.user, sign_in.remember, client).await?;
    after_sign_in(auth, &mut transaction, &open, attempt.is_from_elsewhere(), client).await?;
    attempt.succeeded(&mut transaction).await?;
    transaction.commit().await?;
    tracing::info!(
        user.id = open.data.user.id,
        session.id = open.data.session.id,
        "signed in"
    );
    Ok(open)
}

/// Writes a sign-in down, by whatever means it was done, and tells the owner of one from a device and a network that
/// are new to the account.
pub(super) async fn after_sign_in(
    auth: &Auth,
    transaction: &mut Transaction,
    open: &OpenSession,
    is_from_elsewhere: bool,
    client: &ClientInfo,
) -> Result<(), Error> {
    let event = Event::of(&open.live.user.id, EventKind::SignedIn);
    after_sign_in_as(auth, transaction, event, open, is_from_elsewhere, client).await
}

/// The same, where the record is to say more.
pub(super) async fn after_sign_in_as(
    auth: &Auth,
    transaction: &mut Transaction,
    event: Event<'_>,
    open: &OpenSession,
    is_from_elsewhere: bool,
    client: &ClientInfo,
) -> Result<(), Error> {
    let user = &open.live.user;
    let event = event.session(&open.live.session.session_id).from(client);
    audit::record(auth, &mut *transaction, event).await?;
    if is_from_elsewhere {
        let letter = Letter::notice(auth, user, Notice::NewDevice, client);
        letters::post(auth, transaction, &letter).await?;
    }
    Ok(())
}

async fn check_password(auth: &Auth, sign_in: &SignIn) -> Result<(Option<UserWithPassword>, Verdict), Error> {
    let found = find_user_with_password(&auth.database, sign_in.email.as_str()).await?;
    let stored = found.as_ref().map(|found| found.password_hash.as_str());
    let verdict = auth.passwords.verify(&sign_in.password, stored).await?;
    Ok((found, verdict))
}
