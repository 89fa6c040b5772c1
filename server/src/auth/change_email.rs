//! Another address for an account. It counts once both mailboxes have said yes: the new one by its link, and the present
//! one by its own, in whose place a second factor may be shown. An address that nobody has ever confirmed has no say.
//! Afterwards the mailbox from before can take it all back for a while, without signing in.

use super::{
    Auth, Client, Error, LinkError, LiveSession, UserRow,
    audit::{self, Event, EventKind},
    emails::{self, Email, Notice},
    factors::{forget_devices, take_links_back},
    limits,
    one_time::{self, Purpose},
    tokens::OneTimeToken,
    two_factor::{SecondStep, check_second_step},
};
use crate::{
    clock::millis,
    database::{self, Transaction},
    random,
    store::{
        email_changes::{
            self, EmailChangeRow, EmailChangeUndoRow, delete_email_change, delete_undos_of_user,
            find_email_change_of_user, find_reservation, insert_undo, replace_email_change,
        },
        pending_sign_ups::delete_pending_sign_ups_of_email,
        sessions::delete_sessions_of_user,
        users::{find_user, update_email},
    },
};
use app::model::EmailAddress;
use std::time::Duration;

/// How long a change waits to be confirmed.
pub const CHANGE_LIFETIME: Duration = Duration::from_hours(1);
/// How long it can be undone.
pub const UNDO_LIFETIME: Duration = Duration::from_hours(72);

/// How far a change has come.
#[derive(Debug)]
pub enum ChangeStep {
    /// The account has the new address.
    Done(UserRow),
    /// Somebody else still has to say yes.
    Half(UserRow),
}

/// Has links mailed by which both mailboxes say yes. Whether somebody has the new address already is told to nobody.
///
/// The caller has made sure that it is the owner who asks: by the password, or by a session confirmed a moment ago.
///
/// # Errors
/// [`Error::SameEmail`], [`Error::TooManyAttempts`], [`Error::MailOff`].
pub async fn request_email_change(
    auth: &Auth,
    live: &LiveSession,
    new_email: &EmailAddress,
    redirect_to: Option<String>,
    client: &Client,
) -> Result<(), Error> {
    emails::require_mail(auth)?;
    let user = &live.user;
    if new_email.as_str() == user.email {
        return Err(Error::SameEmail);
    }
    limits::before_mail(auth, new_email, client).await?;
    let (new_email, now) = (new_email.as_str().to_owned(), auth.clock.now());
    let change = EmailChangeRow {
        user_id: user.id.clone(),
        old_email: user.email.clone(),
        new_email: new_email.clone(),
        is_new_confirmed: false,
        // It may belong to anybody, or to nobody: a slip of the pen at sign-up must not stay for ever.
        is_old_confirmed: !user.email_verified,
        created_at: now,
        expires_at: now + millis(CHANGE_LIFETIME),
    };
    let mut transaction = auth.database.begin().await?;
    replace_email_change(&mut transaction, &change).await?;
    let email = Email::ChangeEmail {
        user_id: user.id.clone(),
        new_email: new_email.clone(),
        redirect_to: redirect_to.clone(),
    };
    emails::post(auth, &mut transaction, &email).await?;
    let notice = match change.is_old_confirmed {
        true => Notice::EmailChangeRequested { new_email },
        false => Notice::EmailChangeToApprove {
            user_id: user.id.clone(),
            new_email,
            redirect_to,
        },
    };
    emails::post(auth, &mut transaction, &Email::notice(auth, user, notice, client)).await?;
    let event = Event::of(&user.id, EventKind::EmailChangeRequested).session(&live.session.session_id);
    audit::record(auth, &mut transaction, event.from(client)).await?;
    transaction.commit().await?;
    tracing::info!(user.id, "a change of address was asked for");
    Ok(())
}

/// The change that waits to be confirmed.
///
/// # Errors
/// When the database fails.
pub async fn pending_email_change(auth: &Auth, user_id: &str) -> Result<Option<EmailChangeRow>, Error> {
    Ok(find_email_change_of_user(&auth.database, user_id, auth.clock.now()).await?)
}

/// Takes a pending change back; its links open nothing any more. Without one there is nothing to do.
///
/// # Errors
/// When the database fails.
pub async fn cancel_email_change(auth: &Auth, live: &LiveSession, client: &Client) -> Result<(), Error> {
    let user_id = &live.user.id;
    let mut transaction = auth.database.begin().await?;
    if delete_email_change(&mut transaction, user_id).await? {
        let event = Event::of(user_id, EventKind::EmailChangeCancelled).session(&live.session.session_id);
        audit::record(auth, &mut transaction, event.from(client)).await?;
    }
    Ok(transaction.commit().await?)
}

/// Takes a code of the app, or a recovery code, in place of a word from the present mailbox.
///
/// # Errors
/// [`Error::NotFound`] when no change waits for it; [`super::TwoFactorError::WrongCode`], [`super::TwoFactorError::Off`],
/// [`Error::TooManyAttempts`]; [`LinkError::Spent`] when somebody else has the address by now.
pub async fn approve_email_change(
    auth: &Auth,
    live: &LiveSession,
    code: &str,
    client: &Client,
) -> Result<ChangeStep, Error> {
    // Before the code is used up.
    let pending = pending_email_change(auth, &live.user.id).await?;
    pending
        .filter(|change| !change.is_old_confirmed)
        .ok_or(Error::NotFound)?;
    check_second_step(auth, live, SecondStep::either(code), client).await?;
    let transaction = auth.database.begin().await?;
    approve(auth, transaction, live, "code", client).await
}

/// Lets what was shown in `transaction` count for the present mailbox.
pub(super) async fn approve(
    auth: &Auth,
    mut transaction: Transaction,
    live: &LiveSession,
    shown: &str,
    client: &Client,
) -> Result<ChangeStep, Error> {
    let approved = email_changes::approve_email_change(&mut transaction, &live.user.id, auth.clock.now()).await?;
    let change = approved.ok_or(Error::NotFound)?;
    settle(auth, transaction, change, shown, client).await
}

/// Says yes for a mailbox, by the link that was sent there.
pub(super) async fn confirm_by_link(auth: &Auth, token: &OneTimeToken, client: &Client) -> Result<ChangeStep, Error> {
    let mut transaction = auth.database.begin().await?;
    let consumed = email_changes::consume_email_change_link(&mut transaction, &token.hash(), auth.clock.now()).await?;
    let change = consumed.ok_or(LinkError::Spent)?;
    settle(auth, transaction, change, "link", client).await
}

/// Writes down that somebody has said yes, and makes the change if that was the last who had to.
async fn settle(
    auth: &Auth,
    mut transaction: Transaction,
    change: EmailChangeRow,
    shown: &str,
    client: &Client,
) -> Result<ChangeStep, Error> {
    let now = auth.clock.now();
    let found = find_user(&mut transaction, &change.user_id).await?;
    let before = found
        .filter(|user| user.is_active && user.email == change.old_email)
        .ok_or(LinkError::Spent)?;
    if !(change.is_new_confirmed && change.is_old_confirmed) {
        let event = Event::of(&before.id, EventKind::EmailChangeApproved).detail(shown);
        audit::record(auth, &mut transaction, event.from(client)).await?;
        transaction.commit().await?;
        return Ok(ChangeStep::Half(before));
    }
    // Asked again: somebody may have given the address up since the email was composed, and can still have it back.
    let reserved_for = find_reservation(&mut transaction, &change.new_email, now).await?;
    if reserved_for.is_some_and(|owner| owner != before.id) {
        return Err(LinkError::Spent.into());
    }
    let user = rename(auth, &mut transaction, &before, &change.new_email).await?;
    // What was mailed to the old address, or waits for another one, opens nothing any more.
    take_links_back(&mut transaction, &user.id).await?;
    let new_email = user.email.clone();
    let notice = match before.email_verified {
        true => {
            let undo = EmailChangeUndoRow {
                id: random::id(now),
                user_id: user.id.clone(),
                old_email: before.email.clone(),
                new_email: user.email.clone(),
                created_at: now,
                expires_at: now + millis(UNDO_LIFETIME),
            };
            insert_undo(&mut transaction, &undo).await?;
            let undo_id = undo.id;
            Notice::EmailChangedForNow { new_email, undo_id }
        }
        // Whose that address is was never shown, so whoever reads it must not get the account.
        false => Notice::EmailChanged { new_email },
    };
    emails::post(auth, &mut transaction, &Email::notice(auth, &before, notice, client)).await?;
    let event = Event::of(&user.id, EventKind::EmailChanged).detail(shown);
    audit::record(auth, &mut transaction, event.from(client)).await?;
    transaction.commit().await?;
    tracing::info!(user.id, "an address was changed");
    Ok(ChangeStep::Done(user))
}

/// Gives an account another address, which is confirmed.
async fn rename(auth: &Auth, transaction: &mut Transaction, before: &UserRow, email: &str) -> Result<UserRow, Error> {
    let renamed = update_email(transaction, &before.id, &before.email, email, auth.clock.now()).await;
    let user = renamed.map_err(|error| match error {
        database::Error::Unique => Error::Link(LinkError::Spent),
        other => other.into(),
    })?;
    delete_pending_sign_ups_of_email(transaction, email).await?;
    user.ok_or(Error::Link(LinkError::Spent))
}

/// Gives an account the address back that it had, by the link that was sent there. Every session ends, whatever was
/// mailed meanwhile opens nothing, and the token that comes back lets a new password be chosen at once: whoever has
/// changed the address knew the one there is.
///
/// # Errors
/// [`LinkError::Spent`].
#[tracing::instrument(name = "undo a change of address", level = "debug", skip_all)]
pub async fn undo_email_change(auth: &Auth, token: &OneTimeToken, client: &Client) -> Result<OneTimeToken, Error> {
    let now = auth.clock.now();
    let mut transaction = auth.database.begin().await?;
    let consumed = email_changes::consume_undo(&mut transaction, &token.hash(), now).await?;
    let undo = consumed.ok_or(LinkError::Spent)?;
    let found = find_user(&mut transaction, &undo.user_id).await?;
    let before = found.filter(|user| user.is_active).ok_or(LinkError::Spent)?;
    let user = rename(auth, &mut transaction, &before, &undo.old_email).await?;
    // Whoever has it now, and had it in between, cannot take it back.
    delete_undos_of_user(&mut transaction, &user.id).await?;
    take_links_back(&mut transaction, &user.id).await?;
    // Before the sessions, as at recovery.
    forget_devices(auth, &mut transaction, &user).await?;
    delete_sessions_of_user(&mut transaction, &user.id).await?;
    for told in [&before, &user] {
        let notice = Notice::EmailChangeUndone {
            email: user.email.clone(),
        };
        emails::post(auth, &mut transaction, &Email::notice(auth, told, notice, client)).await?;
    }
    let event = Event::of(&user.id, EventKind::EmailChangeUndone).from(client);
    audit::record(auth, &mut transaction, event).await?;
    let reset = one_time::issue(auth, &mut transaction, Purpose::ResetPassword, &user, &user.email).await?;
    auth.session_events.commit(transaction, &user.id).await?;
    tracing::info!(user.id, "a change of address was undone");
    Ok(reset)
}

/// Clears a part of the changes away that nobody has confirmed, or can undo any more, and tells how many there were.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(auth: &Auth) -> Result<u64, Error> {
    let now = auth.clock.now();
    let changes = email_changes::delete_expired_email_changes(&auth.database, now).await?;
    Ok(changes + email_changes::delete_expired_undos(&auth.database, now).await?)
}
