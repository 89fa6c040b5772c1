//! What becomes of an account: whether it is active, its role, its factors and its password, its end.

use super::{
    actor::{Actor, authorise, begin, load, tell},
    people::find_person,
};
use crate::{
    auth::{
        self, Auth, Error, FactorCount, Factors, UserRow, Which,
        audit::{self, EventKind},
        delete_user,
        emails::Notice,
        factors::{count_factors, forget_devices, remove_factors, take_links_back},
        policy,
    },
    store::{credentials, people, sessions},
};
use app::model::{Password, Role};

/// Lets somebody in again, or keeps them out: then all their sessions end, and no other is opened.
///
/// # Errors
/// [`Error::LastAdmin`]; [`Error::NotFound`] when there is no such person, and for who may not;
/// [`Error::StaleSession`].
pub async fn set_active(auth: &Auth, actor: Actor<'_>, user_id: &str, is_active: bool) -> Result<UserRow, Error> {
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    if user.is_active == is_active {
        return Ok(user);
    }
    let now = auth.clock.now();
    let changed = people::update_active(&mut transaction, user_id, is_active, now).await?;
    let user = changed.ok_or(Error::LastAdmin)?;
    // When somebody is let in again too: a sign-in that was on its way when they were shut out opens nothing now.
    sessions::delete_sessions_of_user(&mut transaction, user_id).await?;
    let kind = if is_active {
        EventKind::Enabled
    } else {
        take_links_back(&mut transaction, user_id).await?;
        EventKind::Disabled
    };
    audit::record(auth, &mut transaction, actor.event(user_id, kind)).await?;
    auth.session_events.commit(transaction, user_id).await?;
    tracing::info!(
        user.id,
        actor.id = actor.id(),
        is_active,
        "an account was disabled or enabled"
    );
    Ok(user)
}

/// Makes somebody an administrator, or no longer one. It counts from their next request on.
///
/// # Errors
/// [`Error::LastAdmin`]; [`Error::NotFound`] when there is no such person, and for who may not;
/// [`Error::StaleSession`].
pub async fn set_role(auth: &Auth, actor: Actor<'_>, user_id: &str, role: Role) -> Result<UserRow, Error> {
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    if user.role == role.as_str() {
        return Ok(user);
    }
    let now = auth.clock.now();
    let changed = people::update_role(&mut transaction, user_id, role.as_str(), now).await?;
    let user = changed.ok_or(Error::LastAdmin)?;
    let event = actor.event(user_id, EventKind::RoleChanged).detail(role.as_str());
    audit::record(auth, &mut transaction, event).await?;
    transaction.commit().await?;
    tracing::info!(
        user.id,
        actor.id = actor.id(),
        role = role.as_str(),
        "a role was changed"
    );
    Ok(user)
}

/// What opens somebody's account besides the password.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn factors_of(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<Factors, Error> {
    authorise(auth, &auth.database, actor).await?;
    auth::factors_of(auth, user_id).await
}

/// Removes passkeys, two-step verification or both, tells their owner by mail, and says how many there were. All
/// sessions end: whoever has added what goes here may be in one.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person, and for who may not; [`Error::StaleSession`].
pub async fn remove_factors_of(
    auth: &Auth,
    actor: Actor<'_>,
    user_id: &str,
    which: Which,
) -> Result<FactorCount, Error> {
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    let removed = remove_factors(&mut transaction, user_id, which).await?;
    if removed.is_none() {
        return Ok(removed);
    }
    sessions::delete_sessions_of_user(&mut transaction, user_id).await?;
    let event = actor.event(user_id, EventKind::FactorsRemoved).detail(removed.words());
    audit::record(auth, &mut transaction, event).await?;
    tell(auth, &mut transaction, &user, Notice::FactorsRemoved { removed }).await?;
    auth.session_events.commit(transaction, user_id).await?;
    tracing::info!(user.id, actor.id = actor.id(), "factors were removed");
    Ok(removed)
}

/// What becomes of passkeys and two-step verification when somebody is given a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorsOfPerson {
    Remove,
    Keep,
}

/// Gives somebody a password and ends all their sessions; whatever was mailed to them before opens nothing any more.
/// It tells which passkeys and two-step verification went.
///
/// # Errors
/// [`Error::Invalid`] when it is too weak; [`Error::NotFound`] when there is no such person, and for who may not;
/// [`Error::StaleSession`]; [`Error::Busy`].
pub async fn set_password(
    auth: &Auth,
    actor: Actor<'_>,
    user_id: &str,
    password: &Password,
    factors: FactorsOfPerson,
) -> Result<PasswordSet, Error> {
    let user = find_person(auth, actor, user_id).await?;
    let personal = [user.name.as_str(), user.email.as_str()];
    policy::check_length(password, auth.settings.password_min_length)?;
    let hash = policy::hash_new_password(auth, password, &personal).await?;
    let now = auth.clock.now();
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    credentials::replace_credential(&mut transaction, user_id, &hash, now).await?;
    let removed = match factors {
        FactorsOfPerson::Remove => remove_factors(&mut transaction, user_id, Which::All).await?,
        FactorsOfPerson::Keep => FactorCount::default(),
    };
    forget_devices(auth, &mut transaction, &user).await?;
    sessions::delete_sessions_of_user(&mut transaction, user_id).await?;
    take_links_back(&mut transaction, user_id).await?;
    let event = actor.event(user_id, EventKind::PasswordChanged);
    audit::record(auth, &mut transaction, event).await?;
    if !removed.is_none() {
        let event = actor.event(user_id, EventKind::FactorsRemoved).detail(removed.words());
        audit::record(auth, &mut transaction, event).await?;
    }
    let kept = count_factors(&mut transaction, user_id).await?;
    tell(
        auth,
        &mut transaction,
        &user,
        Notice::PasswordReplaced { removed, kept },
    )
    .await?;
    auth.session_events.commit(transaction, user_id).await?;
    tracing::info!(user.id, actor.id = actor.id(), "a password was set");
    Ok(PasswordSet { removed, kept })
}

/// What somebody who was given a password has lost by it, and what goes on opening the account.
pub struct PasswordSet {
    pub removed: FactorCount,
    pub kept: FactorCount,
}

/// Deletes an account with everything in it, and tells its owner by mail.
///
/// # Errors
/// [`Error::LastAdmin`]; [`Error::NotFound`] when there is no such person, and for who may not;
/// [`Error::StaleSession`].
pub async fn delete_person(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<(), Error> {
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    let event = actor.event(user_id, EventKind::AccountDeleted);
    delete_user::remove(auth, &mut transaction, &user, event).await?;
    tell(auth, &mut transaction, &user, Notice::AccountDeleted).await?;
    auth.session_events.commit(transaction, user_id).await?;
    tracing::info!(
        user.id,
        actor.id = actor.id(),
        "an account was deleted by an administrator"
    );
    Ok(())
}
