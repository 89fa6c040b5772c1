//! Half a sign-in: the password was right, and the second step is still to come.

use super::{SecondStep, second_step::consume, trusted_devices::trust};
use crate::{
    auth::{
        Auth, Client, Error, OpenSession, TwoFactorError, UserRow,
        audit::{self, Event, EventKind},
        cookies::CHALLENGE_LIFETIME,
        emails::{self, Email, Notice},
        limits::{self, Action, Attempt},
        session,
        sign_in::after_sign_in,
        tokens::CookieToken,
    },
    clock::millis,
    database::Transaction,
    store::{
        sign_in_challenges::{
            consume_challenge, count_challenge_attempt, delete_challenge, find_challenge, insert_challenge,
        },
        users::find_user,
    },
    telemetry::metrics::{self, Method, Outcome},
};
use app::model::EmailAddress;

/// Codes that may be tried for one challenge. How many may be tried for an account is up to [`limits`].
const MOST_ATTEMPTS: i64 = 5;

/// Whether the device needs no second step from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    ThisDevice,
    No,
}

/// Lets a sign-in wait for its second step.
pub(in crate::auth) async fn issue(
    auth: &Auth,
    transaction: &mut Transaction,
    user_id: &str,
    is_remembered: bool,
) -> Result<CookieToken, Error> {
    let (token, now) = (CookieToken::random(), auth.clock.now());
    let expires_at = now + millis(CHALLENGE_LIFETIME);
    insert_challenge(transaction, &token.hash(), user_id, is_remembered, now, expires_at).await?;
    Ok(token)
}

/// Whether a code may be tried for this challenge.
///
/// # Errors
/// When the database fails.
pub async fn is_waiting(auth: &Auth, token: &CookieToken) -> Result<bool, Error> {
    let found = find_challenge(&auth.database, &token.hash(), auth.clock.now()).await?;
    Ok(found.is_some_and(|challenge| challenge.attempts < MOST_ATTEMPTS))
}

/// Opens the session that the second step was still missing for. Of any number who try at once with the right code,
/// exactly one succeeds.
///
/// # Errors
/// [`TwoFactorError::SpentChallenge`], [`TwoFactorError::TooManyCodes`], [`TwoFactorError::WrongCode`], [`TwoFactorError::UsedCode`], [`TwoFactorError::Off`],
/// [`Error::AccountDisabled`], [`Error::TooManyAttempts`].
#[tracing::instrument(name = "sign in by second step", level = "debug", skip_all)]
pub async fn verify_second_step(
    auth: &Auth,
    token: &CookieToken,
    step: SecondStep<'_>,
    trust: Trust,
    client: &Client,
) -> Result<OpenSession, Error> {
    let outcome = try_second_step(auth, token, step, trust, client).await;
    metrics::signed_in(
        Method::SecondStep,
        outcome.as_ref().map_or_else(Outcome::from, |_| Outcome::Done),
    );
    outcome
}

async fn try_second_step(
    auth: &Auth,
    token: &CookieToken,
    step: SecondStep<'_>,
    trust: Trust,
    client: &Client,
) -> Result<OpenSession, Error> {
    let (user, attempt) = begin_attempt(auth, token, client).await?;
    let mut transaction = auth.database.begin().await?;
    let is_from_elsewhere = attempt.is_from_elsewhere();
    match open(auth, &mut transaction, token, &user, step, trust, client).await {
        Ok(open) => {
            after_sign_in(auth, &mut transaction, step.means(), &open, is_from_elsewhere, client).await?;
            attempt.succeeded(&mut transaction).await?;
            session::commit(auth, transaction, &open).await?;
            tracing::info!(
                user.id,
                session.id = open.data.session.id,
                "signed in with a second step"
            );
            Ok(open)
        }
        Err(error) => {
            // The challenge is given back by that. The refusal has a transaction of its own, and on SQLite there is one
            // at a time.
            drop(transaction);
            refuse(auth, &user, attempt, error, client).await
        }
    }
}

/// Uses a recovery code up and opens no session: Better Auth's client can ask for that. The challenge goes on.
///
/// # Errors
/// As [`verify_second_step`].
pub async fn use_recovery_code_only(
    auth: &Auth,
    token: &CookieToken,
    code: &str,
    client: &Client,
) -> Result<UserRow, Error> {
    let (user, attempt) = begin_attempt(auth, token, client).await?;
    let mut transaction = auth.database.begin().await?;
    match consume(auth, &mut transaction, &user, SecondStep::RecoveryCode(code), client).await {
        Ok(()) => {
            attempt.half_succeeded(&mut transaction).await?;
            transaction.commit().await?;
            Ok(user)
        }
        Err(error) => {
            drop(transaction);
            refuse(auth, &user, attempt, error, client).await
        }
    }
}

/// Counts an attempt on the challenge and on the account it is for.
async fn begin_attempt<'a>(
    auth: &'a Auth,
    token: &CookieToken,
    client: &Client,
) -> Result<(UserRow, Attempt<'a>), Error> {
    let (hash, now) = (token.hash(), auth.clock.now());
    let found = find_challenge(&auth.database, &hash, now).await?;
    let challenge = found.ok_or(TwoFactorError::SpentChallenge)?;
    if challenge.attempts >= MOST_ATTEMPTS {
        delete_challenge(&auth.database, &hash).await?;
        return Err(TwoFactorError::TooManyCodes.into());
    }
    let user = find_user(&auth.database, &challenge.user_id).await?;
    let user = user.ok_or(TwoFactorError::SpentChallenge)?;
    if !user.is_active {
        return Err(Error::AccountDisabled);
    }
    let email = EmailAddress::parse(&user.email)?;
    // On the account as well: whoever has the password can begin as many challenges as they like.
    let attempt = limits::before(auth, Action::Code(&email), client).await?;
    match count_challenge_attempt(&auth.database, &hash, now, MOST_ATTEMPTS).await? {
        true => Ok((user, attempt)),
        // Others have used it up meanwhile, one way or the other.
        false => attempt.unless_failed(Err(TwoFactorError::SpentChallenge.into())).await,
    }
}

async fn open(
    auth: &Auth,
    transaction: &mut Transaction,
    token: &CookieToken,
    user: &UserRow,
    step: SecondStep<'_>,
    trusts: Trust,
    client: &Client,
) -> Result<OpenSession, Error> {
    // The challenge before the code: of two requests with good codes one opens the session, and the other keeps its
    // code.
    let consumed = consume_challenge(transaction, &token.hash(), auth.clock.now()).await?;
    let challenge = consumed.ok_or(TwoFactorError::SpentChallenge)?;
    consume(auth, transaction, user, step, client).await?;
    let mut open = session::open(auth, transaction, user.clone(), challenge.is_remembered, client).await?;
    if trusts == Trust::ThisDevice {
        open.trusted_device = Some(trust(auth, transaction, &user.id).await?);
    }
    Ok(open)
}

/// Writes a wrong code down; whatever else went wrong is no failure of who tried. After as many as one challenge takes,
/// over however many challenges, the owner is told once a day: somebody has the password.
async fn refuse<T>(
    auth: &Auth,
    user: &UserRow,
    attempt: Attempt<'_>,
    error: Error,
    client: &Client,
) -> Result<T, Error> {
    if !matches!(
        error,
        Error::TwoFactor(TwoFactorError::WrongCode | TwoFactorError::UsedCode)
    ) {
        return attempt.unless_failed(Err(error)).await;
    }
    tracing::info!(client.address = client.ip_address, user.id, "a second step was refused");
    let mut transaction = auth.database.begin().await?;
    let event = Event::of(&user.id, EventKind::SecondStepFailed);
    audit::record(auth, &mut transaction, event.from(client)).await?;
    if limits::is_one_too_many(auth, &mut transaction, &["wrong codes", &user.id], MOST_ATTEMPTS - 1).await? {
        let email = Email::notice(auth, user, Notice::CodesTried, client);
        emails::post(auth, &mut transaction, &email).await?;
    }
    transaction.commit().await?;
    Err(error)
}
