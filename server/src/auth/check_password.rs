use super::{Auth, Error, password::Verdict};
use crate::store::credentials::{CredentialRow, find_credential, update_hash_if_unchanged};
use app::model::Password;

/// Whether somebody who is signed in knows the password.
///
/// # Errors
/// [`Error::WrongPassword`], [`Error::Busy`].
pub async fn check_password(auth: &Auth, user_id: &str, password: &Password) -> Result<(), Error> {
    let (credential, verdict) = verify(auth, user_id, password).await?;
    if let Verdict::RightButOld(hash) = verdict {
        let now = auth.clock.now();
        update_hash_if_unchanged(&auth.database, user_id, &credential.password_hash, &hash, now).await?;
    }
    Ok(())
}

/// What is stored, if `password` is the one behind it.
pub(super) async fn verify(auth: &Auth, user_id: &str, password: &Password) -> Result<(CredentialRow, Verdict), Error> {
    let found = find_credential(&auth.database, user_id).await?;
    let stored = found.as_ref().map(|found| found.password_hash.as_str());
    let verdict = auth.passwords.verify(password, stored).await?;
    match found {
        Some(credential) if verdict != Verdict::Wrong => Ok((credential, verdict)),
        _ => {
            tracing::info!(user.id = user_id, "a password was refused");
            Err(Error::WrongPassword)
        }
    }
}
