use super::{
    Auth, ClientInfo, Error, OpenSession,
    limits::{self, Action},
    password::Verdict,
    session,
};
use crate::store::{
    credentials::{claim_hash, update_hash_if_unchanged},
    users::{UserWithPassword, find_user_with_password},
};
use app::model::SignIn;

/// Opens a session for somebody who knows the password.
///
/// An unknown address costs the same time and gives the same answer as a wrong password. That an
/// account is disabled is told only to those who know its password.
///
/// # Errors
/// [`Error::WrongCredentials`], [`Error::AccountDisabled`], [`Error::TooManyAttempts`], [`Error::Busy`].
pub async fn sign_in(auth: &Auth, sign_in: SignIn, client: &ClientInfo) -> Result<OpenSession, Error> {
    let attempt = limits::before(auth, Action::Password(&sign_in.email), client).await?;
    let (found, verdict) = attempt.unless_failed(check_password(auth, &sign_in).await).await?;
    let Some(found) = found.filter(|_| verdict != Verdict::Wrong) else {
        tracing::info!("a sign-in was refused");
        return Err(Error::WrongCredentials);
    };
    if !found.user.is_active {
        tracing::info!(user.id = found.user.id, "a disabled account tried to sign in");
        return Err(Error::AccountDisabled);
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
    attempt.succeeded(&mut transaction).await?;
    transaction.commit().await?;
    tracing::info!(
        user.id = open.data.user.id,
        session.id = open.data.session.id,
        "signed in"
    );
    Ok(open)
}

async fn check_password(auth: &Auth, sign_in: &SignIn) -> Result<(Option<UserWithPassword>, Verdict), Error> {
    let found = find_user_with_password(&auth.database, sign_in.email.as_str()).await?;
    let stored = found.as_ref().map(|found| found.password_hash.as_str());
    let verdict = auth.passwords.verify(&sign_in.password, stored).await?;
    Ok((found, verdict))
}
