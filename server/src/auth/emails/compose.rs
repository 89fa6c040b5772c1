//! From an email in the queue to one that can be put into words: who gets it, and the link in it.

use super::{
    email::{Email, NewcomerEmail, Notice, Reason, WELCOME_LIFETIME},
    links::{LinkTo, address_link, link},
};
use crate::{
    auth::{
        Auth, Error, FactorCount, UserRow, factors_of, limits,
        one_time::{self, Purpose},
        sign_up::{self, Welcome},
        tokens::OneTimeToken,
    },
    store::{
        email_changes::{self, Mailbox},
        users,
    },
};

/// An email that can be put into words: who gets it, and what it is about.
pub struct ComposedEmail {
    pub to: String,
    /// What the reader is called, where that is known.
    pub name: Option<String>,
    pub kind: EmailKind,
}

/// What an email is about, with everything its words need.
pub enum EmailKind {
    ResetPassword {
        link: String,
        /// What is removed unless its owner keeps it.
        factors: FactorCount,
    },
    PasswordLink {
        link: String,
        reason: Reason,
        factors: FactorCount,
    },
    VerifyEmail {
        link: String,
    },
    AlreadySignedUp,
    ChangeEmail {
        link: String,
    },
    DeleteAccount {
        link: String,
    },
    Notice {
        notice: Notice,
        at: i64,
        ip_address: Option<String>,
        user_agent: Option<String>,
        time_zone: String,
        /// What the reader can do about it, where that takes a link of their own.
        link: Option<String>,
    },
    Test,
}

/// Whether it may go out, as far as that is counted: notices of one kind to one address are.
///
/// # Errors
/// When the database fails.
pub async fn may_go_out(auth: &Auth, email: &Email) -> Result<bool, Error> {
    match email {
        Email::Notice { email, notice, .. } => limits::may_notify(auth, email, notice.kind()).await,
        _ => Ok(true),
    }
}

/// Finds out who gets an email and makes the link in it. `None` when it is for nobody.
///
/// # Errors
/// When the database fails.
pub async fn compose(auth: &Auth, email: Email) -> Result<Option<ComposedEmail>, Error> {
    match email {
        Email::ResetPassword { email, redirect_to } => reset_password(auth, &email, redirect_to.as_deref()).await,
        Email::PasswordLink { user_id, reason } => password_link(auth, &user_id, reason).await,
        Email::VerifyEmail { email, redirect_to } => verify_email(auth, &email, redirect_to.as_deref()).await,
        Email::SignUp(newcomer) => greet(auth, *newcomer).await,
        Email::ChangeEmail {
            user_id,
            new_email,
            redirect_to,
        } => change_email(auth, &user_id, new_email, redirect_to.as_deref()).await,
        Email::DeleteAccount { user_id, redirect_to } => delete_account(auth, &user_id, redirect_to.as_deref()).await,
        Email::Notice {
            email,
            name,
            notice,
            at,
            ip_address,
            user_agent,
            ..
        } => {
            let owner = users::find_user_by_email(&auth.database, &email).await?;
            Ok(link_of_notice(auth, &notice).await?.map(|link| ComposedEmail {
                to: email,
                name: Some(name),
                kind: EmailKind::Notice {
                    notice,
                    at,
                    ip_address,
                    user_agent,
                    time_zone: owner.map_or_else(|| "UTC".to_owned(), |user| user.time_zone),
                    link,
                },
            }))
        }
        Email::Test { email } => Ok(Some(ComposedEmail {
            to: email,
            name: None,
            kind: EmailKind::Test,
        })),
    }
}

async fn reset_password(auth: &Auth, email: &str, redirect_to: Option<&str>) -> Result<Option<ComposedEmail>, Error> {
    let owner = users::find_user_by_email(&auth.database, email).await?;
    let Some(user) = owner.filter(|user| user.is_active) else {
        return Ok(None);
    };
    let token = one_time::issue_or_repeat(auth, Purpose::ResetPassword, &user, &user.email).await?;
    let link = link(auth, "reset-password", &token, redirect_to, LinkTo::Path);
    let factors = factors_of(auth, &user.id).await?.count();
    Ok(Some(to_owner(user, EmailKind::ResetPassword { link, factors })))
}

async fn password_link(auth: &Auth, user_id: &str, reason: Reason) -> Result<Option<ComposedEmail>, Error> {
    let (database, purpose) = (&auth.database, Purpose::ResetPassword);
    let owner = users::find_user(database, user_id).await?;
    let Some(user) = owner.filter(|user| user.is_active) else {
        return Ok(None);
    };
    let token = match reason {
        Reason::Welcome => one_time::issue_for(auth, database, purpose, &user, &user.email, WELCOME_LIFETIME).await?,
        Reason::Help => one_time::issue_or_repeat(auth, purpose, &user, &user.email).await?,
    };
    let link = link(auth, "reset-password", &token, None, LinkTo::Path);
    let factors = factors_of(auth, &user.id).await?.count();
    Ok(Some(to_owner(user, EmailKind::PasswordLink { link, reason, factors })))
}

async fn verify_email(auth: &Auth, email: &str, redirect_to: Option<&str>) -> Result<Option<ComposedEmail>, Error> {
    let database = &auth.database;
    Ok(match users::find_user_by_email(database, email).await? {
        Some(user) if user.is_active && !user.email_verified => {
            let token = one_time::issue(auth, database, Purpose::VerifyEmail, &user, &user.email).await?;
            Some(verify(auth, user.email, user.name, &token, redirect_to))
        }
        Some(_) => None,
        None => sign_up::one_more_link(auth, email)
            .await?
            .map(|(row, token)| verify(auth, row.email, row.name, &token, redirect_to)),
    })
}

async fn greet(auth: &Auth, newcomer: NewcomerEmail) -> Result<Option<ComposedEmail>, Error> {
    Ok(match sign_up::welcome(auth, &newcomer).await? {
        Welcome::ToBeVerified(token) => {
            let redirect_to = newcomer.redirect_to.as_deref();
            Some(verify(auth, newcomer.email, newcomer.name, &token, redirect_to))
        }
        Welcome::Known(user) => Some(to_owner(user, EmailKind::AlreadySignedUp)),
        Welcome::Nobody => None,
    })
}

async fn change_email(
    auth: &Auth,
    user_id: &str,
    new_email: String,
    redirect_to: Option<&str>,
) -> Result<Option<ComposedEmail>, Error> {
    let (database, now) = (&auth.database, auth.clock.now());
    let owner = users::find_user(database, user_id).await?;
    let Some(user) = owner.filter(|user| user.is_active) else {
        return Ok(None);
    };
    // Somebody may have the address by now; only its owner is told, and not by this email.
    if users::find_user_by_email(database, &new_email).await?.is_some() {
        return Ok(None);
    }
    let reserved_for = email_changes::find_reservation(database, &new_email, now).await?;
    if reserved_for.is_some_and(|owner| owner != user.id) {
        return Ok(None);
    }
    // It may have been cancelled, or another one asked for, since this email was posted.
    let token = OneTimeToken::random();
    if !email_changes::update_change_link(database, Mailbox::New, (user_id, &new_email), &token.hash(), now).await? {
        return Ok(None);
    }
    let link = address_link(auth, &token, redirect_to);
    Ok(Some(ComposedEmail {
        to: new_email,
        // Whose address it is has still to be shown.
        name: None,
        kind: EmailKind::ChangeEmail { link },
    }))
}

async fn delete_account(auth: &Auth, user_id: &str, redirect_to: Option<&str>) -> Result<Option<ComposedEmail>, Error> {
    let database = &auth.database;
    let Some(user) = users::find_user(database, user_id).await? else {
        return Ok(None);
    };
    // It may have been cancelled since this email was posted, or at this very moment.
    let Some(token) = one_time::reissue(auth, Purpose::DeleteAccount, &user).await? else {
        return Ok(None);
    };
    let link = link(auth, "delete-user/callback", &token, redirect_to, LinkTo::Query);
    Ok(Some(to_owner(user, EmailKind::DeleteAccount { link })))
}

fn verify(auth: &Auth, email: String, name: String, token: &OneTimeToken, redirect_to: Option<&str>) -> ComposedEmail {
    ComposedEmail {
        to: email,
        name: Some(name),
        kind: EmailKind::VerifyEmail {
            link: address_link(auth, token, redirect_to),
        },
    }
}

/// The link in a notice that has one; no email at all where what it asks is not to be asked any more.
async fn link_of_notice(auth: &Auth, notice: &Notice) -> Result<Option<Option<String>>, Error> {
    let (database, token, now) = (&auth.database, OneTimeToken::random(), auth.clock.now());
    Ok(match notice {
        Notice::EmailChangeToApprove {
            user_id,
            new_email,
            redirect_to,
        } => email_changes::update_change_link(database, Mailbox::Present, (user_id, new_email), &token.hash(), now)
            .await?
            .then(|| Some(address_link(auth, &token, redirect_to.as_deref()))),
        // That the address was changed is worth knowing, also when that can be undone no more.
        Notice::EmailChangedForNow { undo_id, .. } => {
            let has_link = email_changes::update_undo_link(database, undo_id, &token.hash(), now).await?;
            Some(has_link.then(|| address_link(auth, &token, None)))
        }
        _ => Some(None),
    })
}

/// An email to an address nobody has confirmed names nobody: the name is what somebody wrote who may be a stranger to it.
fn to_owner(user: UserRow, kind: EmailKind) -> ComposedEmail {
    ComposedEmail {
        to: user.email,
        name: user.email_verified.then_some(user.name),
        kind,
    }
}
