//! New people, and the ways in that an administrator gives them.

use super::actor::{Actor, authorise_change, begin, load};
use crate::{
    auth::{
        Auth, Error, UserRow,
        audit::{self, EventKind},
        emails::{self, Email, Reason},
        policy, sign_up,
    },
    database::Transaction,
    store::{pending_sign_ups::delete_pending_sign_ups_of_email, people, users},
};
use app::model::{EmailAddress, Password, PersonName, Role};

/// Somebody who is to have an account.
pub struct NewPerson {
    pub name: PersonName,
    pub email: EmailAddress,
    pub role: Role,
}

/// Where the first password of an account comes from.
#[derive(Clone, Copy)]
pub enum FirstPassword<'a> {
    /// Whoever makes the account has chosen it, and vouches for the address: it counts as confirmed.
    Given(&'a Password),
    /// Its owner chooses it by a link that is mailed, which confirms the address too.
    ByMail,
}

/// Makes an account without opening a session.
///
/// # Errors
/// [`Error::Invalid`] when the password is too weak or the address is taken; [`Error::MailOff`]; [`Error::NotFound`]
/// and [`Error::StaleSession`] for who may not; [`Error::Busy`].
pub async fn create_person(
    auth: &Auth,
    actor: Actor<'_>,
    person: &NewPerson,
    password: FirstPassword<'_>,
) -> Result<UserRow, Error> {
    let (name, email) = (person.name.as_str(), person.email.as_str());
    match password {
        FirstPassword::Given(password) => policy::check_length(password, auth.settings.password_min_length)?,
        FirstPassword::ByMail => emails::require_mail(auth)?,
    }
    authorise_change(auth, &auth.database, actor).await?;
    // Before the transaction: a lock must not be held for as long as a hash takes.
    let hash = match password {
        FirstPassword::Given(password) => Some(policy::hash_new_password(auth, password, &[name, email]).await?),
        FirstPassword::ByMail => None,
    };
    let now = auth.clock.now();
    let mut transaction = begin(auth, actor).await?;
    let user = sign_up::newcomer(name, email, None, now);
    if let Some(hash) = hash {
        sign_up::insert_account(&mut transaction, &user, &hash).await?;
        users::mark_email_verified(&mut transaction, &user.id, &user.email, now).await?;
    } else {
        sign_up::insert_account_without_password(&mut transaction, &user).await?;
        post_password_link(auth, &mut transaction, &user, Reason::Welcome).await?;
    }
    audit::record(auth, &mut transaction, actor.event(&user.id, EventKind::SignedUp)).await?;
    if person.role == Role::Admin {
        people::update_role(&mut transaction, &user.id, person.role.as_str(), now).await?;
        let event = actor
            .event(&user.id, EventKind::RoleChanged)
            .detail(person.role.as_str());
        audit::record(auth, &mut transaction, event).await?;
    }
    let user = load(&mut transaction, &user.id).await?;
    transaction.commit().await?;
    tracing::info!(user.id, actor.id = actor.id(), "an account was made");
    Ok(user)
}

/// Has a link mailed to somebody by which they choose a new password. The present one stays until they do.
///
/// # Errors
/// [`Error::MailOff`]; [`Error::AccountDisabled`]; [`Error::NotFound`] when there is no such person, and for who may
/// not; [`Error::StaleSession`].
pub async fn send_password_link(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<(), Error> {
    emails::require_mail(auth)?;
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    if !user.is_active {
        return Err(Error::AccountDisabled);
    }
    post_password_link(auth, &mut transaction, &user, Reason::Help).await?;
    audit::record(
        auth,
        &mut transaction,
        actor.event(user_id, EventKind::PasswordLinkSent),
    )
    .await?;
    transaction.commit().await?;
    tracing::info!(user.id, actor.id = actor.id(), "a link to choose a password was sent");
    Ok(())
}

async fn post_password_link(
    auth: &Auth,
    transaction: &mut Transaction,
    user: &UserRow,
    reason: Reason,
) -> Result<(), Error> {
    let user_id = user.id.clone();
    emails::post(auth, transaction, &Email::PasswordLink { user_id, reason }).await
}

/// Vouches for somebody's address, as its owner does by a link.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person, and for who may not; [`Error::StaleSession`].
pub async fn confirm_email_of(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<UserRow, Error> {
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    if user.email_verified {
        return Ok(user);
    }
    let now = auth.clock.now();
    let marked = users::mark_email_verified(&mut transaction, user_id, &user.email, now).await?;
    let user = marked.ok_or(Error::NotFound)?;
    delete_pending_sign_ups_of_email(&mut transaction, &user.email).await?;
    audit::record(auth, &mut transaction, actor.event(user_id, EventKind::EmailVerified)).await?;
    transaction.commit().await?;
    tracing::info!(user.id, actor.id = actor.id(), "an address was confirmed");
    Ok(user)
}
