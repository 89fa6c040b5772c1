use super::{
    Auth, ClientInfo, Error, LiveSession, OpenSession, check_password, policy, session, two_factor::forget_first_steps,
};
use crate::store::{credentials::update_hash_if_unchanged, sessions::delete_sessions_of_user};
use app::model::Password;

/// What becomes of the sessions that were opened with the old password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherSessions {
    Stay,
    End,
}

/// Gives somebody another password, who knows the present one. With [`OtherSessions::End`] every session ends,
/// the one that asks too, and a new one is opened for it: whoever has a copy of its credentials is out.
///
/// # Errors
/// [`Error::Invalid`] when the new password is too weak; [`Error::WrongPassword`], also when the password was
/// changed by somebody else meanwhile; [`Error::TooManyAttempts`]; [`Error::Busy`].
pub async fn change_password(
    auth: &Auth,
    live: &LiveSession,
    current: &Password,
    new: &Password,
    others: OtherSessions,
    client: &ClientInfo,
) -> Result<Option<OpenSession>, Error> {
    let user = &live.user;
    policy::check_new_password(new, &[&user.name, &user.email], auth.settings.password_min_length)?;
    let (credential, _) = check_password::verify(auth, live, current, client).await?;
    // Before the transaction: a lock must not be held for as long as a hash takes.
    let hash = auth.passwords.hash(new).await?;

    let now = auth.clock.now();
    let mut transaction = auth.database.begin().await?;
    if !update_hash_if_unchanged(&mut transaction, &user.id, &credential.password_hash, &hash, now).await? {
        return Err(Error::WrongPassword);
    }
    forget_first_steps(&mut transaction, &user.id).await?;
    let opened = match others {
        OtherSessions::Stay => None,
        OtherSessions::End => {
            delete_sessions_of_user(&mut transaction, &user.id).await?;
            let is_remembered = live.session.is_remembered;
            Some(session::open(auth, &mut transaction, user.clone(), is_remembered, client).await?)
        }
    };
    transaction.commit().await?;
    tracing::info!(
        user.id,
        ended_other_sessions = opened.is_some(),
        "a password was changed"
    );
    Ok(opened)
}
