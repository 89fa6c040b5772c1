//! Choosing a new password when the old one is forgotten, by a link that is mailed.
//!
//! Whoever resets a password may do so because somebody else is in the account. So whatever opens it besides goes too,
//! unless its owner shows that it is theirs.

use super::{
    Auth, Client, Error, FactorCount, LinkError, LiveSession, TwoFactorError, UserRow, Which,
    audit::{self, Event, EventKind},
    emails::{self, Email, Notice},
    factors::{count_factors, forget_devices, remove_factors, take_links_back},
    limits::{self, Action, Attempt},
    one_time::{self, Purpose},
    policy, require_confirmed,
    tokens::OneTimeToken,
    two_factor::{self, SecondStep},
};
use crate::{
    database::Transaction,
    store::{
        credentials::replace_credential,
        pending_sign_ups::delete_pending_sign_ups_of_email,
        sessions::delete_sessions_of_user,
        users::{find_user, mark_email_verified},
    },
};
use app::model::{EmailAddress, Password};

/// Has a link mailed by which the owner of an account chooses a new password. Whether there is an account is found
/// out later, when the email is composed, so the answer is the same for every address, and as fast.
///
/// `redirect_to` is where a program wants the link to lead; the caller has checked that it is trusted.
///
/// # Errors
/// [`Error::TooManyAttempts`], [`Error::MailOff`].
#[tracing::instrument(name = "request a password reset", level = "debug", skip_all)]
pub async fn request_password_reset(
    auth: &Auth,
    email: &EmailAddress,
    redirect_to: Option<String>,
    client: &Client,
) -> Result<(), Error> {
    emails::require_mail(auth)?;
    limits::before_mail(auth, email, client).await?;
    let email = Email::ResetPassword {
        email: email.as_str().to_owned(),
        redirect_to,
    };
    emails::post(auth, &auth.database, &email).await?;
    tracing::info!("a link to reset a password was asked for");
    Ok(())
}

/// Whose password a link is about. Looking does not use it up: mail scanners look at everything.
///
/// # Errors
/// [`LinkError::Spent`].
pub async fn owner_of_reset_link(auth: &Auth, token: &OneTimeToken) -> Result<UserRow, Error> {
    let row = one_time::peek(auth, Purpose::ResetPassword, token).await?;
    let user = find_user(&auth.database, &row.user_id).await?;
    // A link is for the address it was sent to; who has another one by now asks for another link.
    user.filter(|user| user.is_active && user.email == row.email)
        .ok_or(Error::Link(LinkError::Spent))
}

/// What becomes of passkeys and two-step verification when a password is reset.
#[derive(Clone, Copy)]
pub enum FactorsAtReset<'a> {
    Remove,
    /// They stay, for somebody who is signed in to the account and has proved lately who it is.
    KeepFor(Option<&'a LiveSession>),
    /// They stay, for somebody who shows a code of the app or a recovery code.
    KeepByCode(&'a str),
}

/// Chooses a new password. The link is used up, and so are all others that were mailed; every session ends, and so does
/// what any device was known for; the owner is told. Nobody is signed in by it. Passkeys and two-step verification go,
/// unless they are kept; those of an account whose address was never confirmed go in any case, for nothing shows whose
/// they are.
///
/// # Errors
/// [`LinkError::Spent`]; in all other cases the link stays good. [`Error::Invalid`] when the password is too weak.
/// [`Error::SignedOut`], [`LinkError::AnotherAccount`], [`Error::StaleSession`] when what is to be kept is nobody's who is
/// signed in; [`TwoFactorError::WrongCode`], [`Error::TooManyAttempts`] by a code.
#[tracing::instrument(name = "reset a password", level = "debug", skip_all)]
pub async fn reset_password(
    auth: &Auth,
    token: &OneTimeToken,
    new: &Password,
    factors: FactorsAtReset<'_>,
    client: &Client,
) -> Result<(), Error> {
    let user = owner_of_reset_link(auth, token).await?;
    policy::check_length(new, auth.settings.password_min_length)?;
    // Before the transaction: a lock must not be held for as long as a hash takes.
    let hash = policy::hash_new_password(auth, new, &[&user.name, &user.email]).await?;
    // Last of all that can fail, for a code that is tried counts as a wrong one until it was right.
    let keeping = match user.email_verified {
        true => Keeping::begin(auth, &user, factors, client).await?,
        false => Keeping::Nothing,
    };

    let now = auth.clock.now();
    let mut transaction = auth.database.begin().await?;
    let row = one_time::consume(auth, &mut transaction, Purpose::ResetPassword, token).await?;
    if row.user_id != user.id || row.email != user.email {
        return Err(LinkError::Spent.into());
    }
    replace_credential(&mut transaction, &user.id, &hash, now).await?;
    // Whoever reads the mail of an address has shown that it is theirs.
    mark_email_verified(&mut transaction, &user.id, &user.email, now).await?;
    delete_pending_sign_ups_of_email(&mut transaction, &user.email).await?;
    // Before the sessions: a sign-in that is just finishing must not leave one behind.
    let removed = keeping.end(auth, &mut transaction, &user, client).await?;
    forget_devices(auth, &mut transaction, &user).await?;
    delete_sessions_of_user(&mut transaction, &user.id).await?;
    take_links_back(&mut transaction, &user.id).await?;
    limits::forget_failures(auth, &mut transaction, &user.email, client).await?;
    let event = Event::of(&user.id, EventKind::PasswordReset).from(client);
    audit::record(auth, &mut transaction, event).await?;
    if !removed.is_none() {
        let event = Event::of(&user.id, EventKind::FactorsRemoved).from(client);
        audit::record(auth, &mut transaction, event.detail(removed.words())).await?;
    }
    let kept = count_factors(&mut transaction, &user.id).await?;
    // Notices go to verified addresses only, which this one has become a moment ago.
    let confirmed = UserRow {
        email_verified: true,
        ..user.clone()
    };
    let email = Email::notice(auth, &confirmed, Notice::PasswordReplaced { removed, kept }, client);
    emails::post(auth, &mut transaction, &email).await?;
    auth.session_events.commit(transaction, &user.id).await?;
    tracing::info!(user.id, "a password was reset");
    Ok(())
}

/// What is kept of the factors, and what has still to be shown for it.
enum Keeping<'a> {
    Nothing,
    All,
    ByCode(&'a str, Attempt<'a>),
}

impl<'a> Keeping<'a> {
    async fn begin(
        auth: &'a Auth,
        user: &UserRow,
        factors: FactorsAtReset<'a>,
        client: &Client,
    ) -> Result<Self, Error> {
        Ok(match factors {
            FactorsAtReset::Remove => Self::Nothing,
            FactorsAtReset::KeepFor(None) => return Err(Error::SignedOut),
            FactorsAtReset::KeepFor(Some(live)) if live.user.id != user.id => {
                return Err(LinkError::AnotherAccount.into());
            }
            FactorsAtReset::KeepFor(Some(live)) => {
                require_confirmed(auth, live)?;
                Self::All
            }
            FactorsAtReset::KeepByCode(code) => {
                let email = EmailAddress::parse(&user.email)?;
                Self::ByCode(code, limits::before(auth, Action::Code(&email), client).await?)
            }
        })
    }

    /// Removes what is not kept, and tells how much that was.
    async fn end(
        self,
        auth: &Auth,
        transaction: &mut Transaction,
        user: &UserRow,
        client: &Client,
    ) -> Result<FactorCount, Error> {
        match self {
            Self::Nothing => remove_factors(transaction, &user.id, Which::All).await,
            Self::All => Ok(FactorCount::default()),
            Self::ByCode(code, attempt) => {
                let shown = two_factor::consume(auth, transaction, user, SecondStep::either(code), client).await;
                match shown {
                    Ok(()) => attempt.half_succeeded(transaction).await?,
                    Err(Error::TwoFactor(TwoFactorError::Off)) => return Err(TwoFactorError::WrongCode.into()),
                    Err(error) => return Err(error),
                }
                Ok(FactorCount::default())
            }
        }
    }
}
