//! Deleting an account. It takes a proof of who asks, and where there is mail, for the page, a link from an email too.
//! The last administrator stays.

use super::{
    Auth, Client, Error, LinkError, LiveSession, UserRow,
    audit::{self, Event, EventKind},
    confirm::require_proof,
    emails::{self, Email, Notice},
    limits::before_mail,
    one_time::{self, Purpose},
    tokens::OneTimeToken,
};
use crate::{
    database::Transaction,
    store::{credentials::delete_credential, one_time_tokens, people, users::find_user},
};
use app::model::{EmailAddress, Field, FieldError, Password, Problem, Role};

/// What came of asking for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// An email with a link is on its way.
    Mailed,
    Done,
}

/// Asks for an account to be deleted, with the password and its address typed out. Where there is mail, a link is
/// sent that does it; otherwise it is done at once.
///
/// # Errors
/// [`Error::Invalid`] when it is another address; and as [`delete_user`].
pub async fn request_deletion(
    auth: &Auth,
    live: &LiveSession,
    email: &EmailAddress,
    password: &Password,
    client: &Client,
) -> Result<Deletion, Error> {
    if email.as_str() != live.user.email {
        return Err(FieldError::new(Field::Email, Problem::Wrong).into());
    }
    delete_user(auth, live, Some(password), None, None, client).await
}

/// Deletes the account of somebody who shows the password, and a code where signing in takes a second step, or whose
/// session was confirmed lately. Where there is mail, a link is sent that does it, which leads on to `redirect_to`; the
/// caller has checked that it is trusted.
///
/// # Errors
/// Those of [`require_proof`]; [`Error::TooManyAttempts`]; [`Error::LastAdmin`].
pub async fn delete_user(
    auth: &Auth,
    live: &LiveSession,
    password: Option<&Password>,
    code: Option<&str>,
    redirect_to: Option<String>,
    client: &Client,
) -> Result<Deletion, Error> {
    require_proof(auth, live, password, code, client).await?;
    if !auth.settings.is_mail_on {
        delete(auth, live, client).await?;
        return Ok(Deletion::Done);
    }
    let user = &live.user;
    // Better now than by a link that does nothing. What decides is the database, in the end.
    if user.role == Role::Admin.as_str() && people::count_other_admins(&auth.database, &user.id).await? == 0 {
        return Err(Error::LastAdmin);
    }
    before_mail(auth, &EmailAddress::parse(&user.email)?, client).await?;
    let user_id = user.id.clone();
    let mut transaction = auth.database.begin().await?;
    // Nobody has this token: it says that a deletion waits, until the email is composed with one of its own.
    one_time::issue(auth, &mut transaction, Purpose::DeleteAccount, user, &user.email).await?;
    emails::post(auth, &mut transaction, &Email::DeleteAccount { user_id, redirect_to }).await?;
    transaction.commit().await?;
    Ok(Deletion::Mailed)
}

/// Until when the account can be deleted by the link that its owner has asked for; `None` when nothing waits.
///
/// # Errors
/// When the database fails.
pub async fn pending_deletion(auth: &Auth, user_id: &str) -> Result<Option<i64>, Error> {
    let (purpose, now) = (Purpose::DeleteAccount.as_str(), auth.clock.now());
    let token = one_time_tokens::find_token_of_user(&auth.database, user_id, purpose, now).await?;
    Ok(token.map(|token| token.expires_at))
}

/// Keeps the account: the link that was asked for is good no more, nor is one whose email has still to be composed.
///
/// # Errors
/// When the database fails.
pub async fn cancel_deletion(auth: &Auth, live: &LiveSession) -> Result<(), Error> {
    let purpose = Purpose::DeleteAccount.as_str();
    one_time_tokens::delete_token(&auth.database, &live.user.id, purpose).await?;
    Ok(())
}

/// Whether a link from an email is good for whoever is signed in.
///
/// # Errors
/// [`LinkError::Spent`] when it is not, whatever the reason.
pub async fn check_deletion_link(auth: &Auth, live: &LiveSession, token: &OneTimeToken) -> Result<(), Error> {
    let found = one_time::peek(auth, Purpose::DeleteAccount, token).await?;
    let is_theirs = found.user_id == live.user.id && found.email == live.user.email;
    is_theirs.then_some(()).ok_or(Error::Link(LinkError::Spent))
}

/// Deletes the account by the link from an email. It opens nothing for anybody else than who was written to.
///
/// # Errors
/// [`LinkError::Spent`]; [`Error::LastAdmin`], and then the link is still good.
pub async fn delete_user_by_link(
    auth: &Auth,
    live: &LiveSession,
    token: &OneTimeToken,
    client: &Client,
) -> Result<(), Error> {
    let mut transaction = auth.database.begin().await?;
    // Before any other lock: two administrators who go at once would each count on the other.
    people::claim_admins(&mut transaction).await?;
    let consumed = one_time::consume(auth, &mut transaction, Purpose::DeleteAccount, token).await?;
    if consumed.user_id != live.user.id || consumed.email != live.user.email {
        // The transaction is dropped, so the link stays good for whom it was mailed to.
        return Err(LinkError::Spent.into());
    }
    by_owner(auth, &mut transaction, &live.user, client).await?;
    auth.session_events.commit(transaction, &live.user.id).await?;
    Ok(())
}

async fn delete(auth: &Auth, live: &LiveSession, client: &Client) -> Result<(), Error> {
    let mut transaction = auth.database.begin().await?;
    people::claim_admins(&mut transaction).await?;
    by_owner(auth, &mut transaction, &live.user, client).await?;
    auth.session_events.commit(transaction, &live.user.id).await?;
    Ok(())
}

async fn by_owner(auth: &Auth, transaction: &mut Transaction, user: &UserRow, client: &Client) -> Result<(), Error> {
    let event = Event::of(&user.id, EventKind::AccountDeleted).from(client);
    remove(auth, transaction, user, event).await?;
    emails::post(
        auth,
        transaction,
        &Email::notice(auth, user, Notice::AccountDeleted, client),
    )
    .await?;
    tracing::info!(user.id, "an account was deleted by its owner");
    Ok(())
}

/// Removes somebody, in a transaction that has claimed the administrators.
pub(super) async fn remove(
    auth: &Auth,
    transaction: &mut Transaction,
    user: &UserRow,
    event: Event<'_>,
) -> Result<(), Error> {
    // First what signing in claims first, so that neither waits for the other.
    delete_credential(transaction, &user.id).await?;
    if !people::delete_user(transaction, &user.id).await? {
        let found = find_user(&mut *transaction, &user.id).await?;
        return Err(found.map_or(Error::SignedOut, |_| Error::LastAdmin));
    }
    audit::record(auth, transaction, event).await
}
