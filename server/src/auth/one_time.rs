//! Tokens that travel in a mail: good once, for one purpose, for a while, and for the address they were made for.
//! Only their SHA-256 is stored, and making a new one ends the one before. A link that anybody may ask for is sent again
//! for a while instead, so that a stranger cannot end the one its owner is about to open.

use super::{
    Auth, Error, LinkError, UserRow,
    sealed::{self, seal, unseal},
    tokens::OneTimeToken,
};
use crate::{
    clock::millis,
    database::{Transaction, statement::Target},
    store::one_time_tokens::{self, OneTimeTokenRow},
};
use std::time::Duration;

/// For so long after it was made a token is sent again and not replaced.
const REPEATED_FOR: Duration = Duration::from_mins(10);

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    ResetPassword,
    VerifyEmail,
    DeleteAccount,
}

impl Purpose {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset-password",
            Self::VerifyEmail => "verify-email",
            Self::DeleteAccount => "delete-account",
        }
    }

    /// How long it is good.
    #[must_use]
    pub fn lifetime(self) -> Duration {
        let minutes = match self {
            Self::ResetPassword => 30,
            Self::VerifyEmail | Self::DeleteAccount => 24 * 60,
        };
        Duration::from_secs(minutes * 60)
    }
}

/// Makes a token for `user`, bound to `email`, in place of the one there may be.
///
/// # Errors
/// When the database fails.
pub(super) async fn issue<'a>(
    auth: &Auth,
    target: impl Into<Target<'a>>,
    purpose: Purpose,
    user: &UserRow,
    email: &str,
) -> Result<OneTimeToken, Error> {
    issue_for(auth, target, purpose, user, email, purpose.lifetime()).await
}

/// The same for another span of time than the purpose has.
///
/// # Errors
/// When the database fails.
pub(super) async fn issue_for<'a>(
    auth: &Auth,
    target: impl Into<Target<'a>>,
    purpose: Purpose,
    user: &UserRow,
    email: &str,
    lifetime: Duration,
) -> Result<OneTimeToken, Error> {
    let now = auth.clock.now();
    let token = OneTimeToken::random();
    let row = row(user, email, now, lifetime);
    one_time_tokens::replace_token(target, &token.hash(), purpose.as_str(), &row).await?;
    Ok(token)
}

/// Makes a token in place of the one that `user` has for this purpose; `None` when there is none, or it is good no more.
///
/// # Errors
/// When the database fails.
pub(super) async fn reissue(auth: &Auth, purpose: Purpose, user: &UserRow) -> Result<Option<OneTimeToken>, Error> {
    let now = auth.clock.now();
    let token = OneTimeToken::random();
    let row = row(user, &user.email, now, purpose.lifetime());
    let is_there = one_time_tokens::update_token(&auth.database, &token.hash(), purpose.as_str(), &row).await?;
    Ok(is_there.then_some(token))
}

/// As [`issue`], for a token that strangers can ask for too: one that was made within ten minutes and not used yet is sent
/// again. For that it is kept encrypted beside its hash.
///
/// # Errors
/// When the database fails.
pub(super) async fn issue_or_repeat(
    auth: &Auth,
    purpose: Purpose,
    user: &UserRow,
    email: &str,
) -> Result<OneTimeToken, Error> {
    let (now, secrets) = (auth.clock.now(), &auth.settings.secrets);
    let row = row(user, email, now, purpose.lifetime());
    let name = format!("{} {}", user.id, purpose.as_str());
    let token = OneTimeToken::random();
    let sealed = seal(secrets, sealed::Purpose::OneTimeToken, &name, token.reveal().as_bytes()).ok_or(Error::Sealed)?;
    let replaceable_until = now - millis(REPEATED_FOR);
    let (database, purpose_name) = (&auth.database, purpose.as_str());
    // Decided by the statement: of two emails that are composed at once both get the same link.
    if one_time_tokens::replace_old_token(database, &token.hash(), purpose_name, &row, &sealed, replaceable_until)
        .await?
    {
        return Ok(token);
    }
    let kept = one_time_tokens::prolong_token(database, purpose_name, &row).await?;
    let kept = kept.and_then(|kept| unseal(secrets, sealed::Purpose::OneTimeToken, &name, &kept));
    match kept.and_then(|kept| String::from_utf8(kept.plain).ok()) {
        Some(kept) => Ok(OneTimeToken::unverified(&kept)),
        // It was used at this very moment, or is from under another secret.
        None => issue(auth, database, purpose, user, email).await,
    }
}

fn row(user: &UserRow, email: &str, now: i64, lifetime: Duration) -> OneTimeTokenRow {
    OneTimeTokenRow {
        user_id: user.id.clone(),
        email: email.to_owned(),
        created_at: now,
        expires_at: now + millis(lifetime),
    }
}

/// What a token is for, without using it up: a page may show it before it is confirmed.
///
/// # Errors
/// [`LinkError::Spent`].
pub(super) async fn peek(auth: &Auth, purpose: Purpose, token: &OneTimeToken) -> Result<OneTimeTokenRow, Error> {
    one_time_tokens::find_token(&auth.database, &token.hash(), purpose.as_str(), auth.clock.now())
        .await?
        .ok_or(Error::Link(LinkError::Spent))
}

/// Uses a token up. Of any number who bring the same one, exactly one succeeds.
///
/// # Errors
/// [`LinkError::Spent`].
pub(super) async fn consume(
    auth: &Auth,
    transaction: &mut Transaction,
    purpose: Purpose,
    token: &OneTimeToken,
) -> Result<OneTimeTokenRow, Error> {
    one_time_tokens::consume_token(transaction, &token.hash(), purpose.as_str(), auth.clock.now())
        .await?
        .ok_or(Error::Link(LinkError::Spent))
}

/// Clears a part of what was mailed and not used in time away, and tells how many that were.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(auth: &Auth) -> Result<u64, Error> {
    Ok(one_time_tokens::delete_expired_tokens(&auth.database, auth.clock.now()).await?)
}
