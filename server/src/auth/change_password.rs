//! Changing a password while signed in, for the page and the API. It takes the present password, whatever the session,
//! and is recorded and told to the owner in the same transaction.
//!
//! Every challenge, trusted device and mailed link from before is good for nothing afterwards; sessions and known
//! devices end where the user asks for it. Factors stay: removing those of an intruder is what recovery is for.

use super::{
    Auth, Client, Error, FactorCount, LiveSession, OpenSession,
    audit::{self, Event, EventKind},
    check_password,
    device::forget_devices,
    emails::{self, Email, Notice},
    factors::{count_factors, take_links_back},
    policy, session,
    sessions::count_others,
    two_factor::forget_first_steps,
};
use crate::store::{credentials::update_hash_if_unchanged, sessions::delete_all_sessions};
use app::model::Password;

/// What becomes of the sessions that were opened with the old password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherSessions {
    Stay,
    End,
}

/// What changing a password has done.
pub struct PasswordChange {
    /// The session that goes on in place of the one that asked, if the sessions ended.
    pub opened: Option<OpenSession>,
    /// How many other sessions ended.
    pub ended: u32,
}

/// Gives somebody another password, who knows the present one. With [`OtherSessions::End`] every session ends,
/// the one that asks too, and a new one is opened for it: whoever has a copy of its credentials is out, and no other
/// device is known any more. What was sent by mail before is good for nothing any more, in either case. Passkeys and
/// two-step verification stay: what removes those of an intruder is a reset.
///
/// # Errors
/// [`Error::Invalid`] when the new password is too weak; [`Error::WrongPassword`], also when the password was
/// changed by somebody else meanwhile; [`Error::TooManyAttempts`]; [`Error::Busy`].
#[tracing::instrument(name = "change a password", level = "debug", skip_all)]
pub async fn change_password(
    auth: &Auth,
    live: &LiveSession,
    current: &Password,
    new: &Password,
    others: OtherSessions,
    client: &Client,
) -> Result<PasswordChange, Error> {
    let user = &live.user;
    policy::check_length(new, auth.settings.password_min_length)?;
    let (credential, _) = check_password::verify(auth, live, current, client).await?;
    // Before the transaction: a lock must not be held for as long as a hash takes.
    let hash = policy::hash_new_password(auth, new, &[&user.name, &user.email]).await?;

    let now = auth.clock.now();
    let mut transaction = auth.database.begin().await?;
    // Compared with the hash that was verified: another change may have gone through while this one was hashed.
    if !update_hash_if_unchanged(&mut transaction, &user.id, &credential.password_hash, &hash, now).await? {
        return Err(Error::WrongPassword);
    }
    // Before the sessions end: a sign-in that is just finishing must not leave one behind.
    forget_first_steps(&mut transaction, &user.id).await?;
    take_links_back(&mut transaction, &user.id).await?;
    let change = match others {
        OtherSessions::Stay => PasswordChange { opened: None, ended: 0 },
        OtherSessions::End => {
            let ended = delete_all_sessions(&mut transaction, &user.id).await?;
            forget_devices(auth, &mut transaction, user).await?;
            let is_remembered = live.session.is_remembered;
            let opened = session::open(auth, &mut transaction, user.clone(), is_remembered, client).await?;
            PasswordChange {
                opened: Some(opened),
                ended: count_others(&ended, &live.session.session_id, now),
            }
        }
    };
    let goes_on = change.opened.as_ref().map_or(live, |opened| &opened.live);
    let event = Event::of(&user.id, EventKind::PasswordChanged)
        .session(&goes_on.session.session_id)
        .from(client)
        .detail(change.ended.to_string());
    audit::record(auth, &mut transaction, event).await?;
    // They are the owner's to look through, who has just shown to be it; the email names what goes on opening the account.
    let notice = Notice::PasswordReplaced {
        removed: FactorCount::default(),
        kept: count_factors(&mut transaction, &user.id).await?,
    };
    let email = Email::notice(auth, user, notice, client);
    emails::post(auth, &mut transaction, &email).await?;
    match others {
        OtherSessions::Stay => transaction.commit().await?,
        OtherSessions::End => auth.session_events.commit(transaction, &user.id).await?,
    }
    tracing::info!(user.id, ended = change.ended, "a password was changed");
    Ok(change)
}
