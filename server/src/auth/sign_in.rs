//! Signing in with a password: the attempt is counted before the password is looked at, and an unknown address costs the
//! same time as a wrong password. With two-step verification it opens a challenge, not a session.

use super::{
    Auth, Client, Error, OpenSession,
    audit::{self, Event, EventKind},
    emails::{self, Email, Notice},
    limits::{self, Action},
    password::{Effort, Line, Verdict},
    session,
    tokens::CookieToken,
    two_factor,
    verify_email::request_verification,
};
use crate::{
    database::Transaction,
    store::{
        credentials::{claim_hash, has_hash_of_better_auth, update_hash_if_unchanged},
        pending_sign_ups::find_newest_pending_sign_up,
        two_factors::find_two_factor,
        users::{UserRow, UserWithPassword, find_user_with_password},
    },
    telemetry::metrics::{self, Method, Outcome},
};
use app::model::{EmailAddress, SignIn};

/// How far somebody has come who knows the password.
pub enum SignInStep {
    /// The session is open.
    Done(Box<OpenSession>),
    /// A second step is to follow, for this challenge.
    SecondStep(CookieToken),
}

/// Opens a session for somebody who knows the password, or lets it wait for a second step.
///
/// An unknown address costs the same time and gives the same answer as a wrong password. That an
/// account is disabled is told only to those who know its password.
///
/// # Errors
/// [`Error::WrongCredentials`], [`Error::AccountDisabled`], [`Error::EmailNotVerified`],
/// [`Error::TooManyAttempts`], [`Error::Busy`].
#[tracing::instrument(name = "sign in", level = "debug", skip_all)]
pub async fn sign_in(auth: &Auth, sign_in: SignIn, client: &Client) -> Result<SignInStep, Error> {
    let outcome = try_sign_in(auth, sign_in, client).await;
    metrics::signed_in(
        Method::Password,
        match &outcome {
            Ok(SignInStep::Done(_)) => Outcome::Done,
            Ok(SignInStep::SecondStep(_)) => Outcome::Pending,
            Err(error) => error.into(),
        },
    );
    outcome
}

async fn try_sign_in(auth: &Auth, sign_in: SignIn, client: &Client) -> Result<SignInStep, Error> {
    let attempt = limits::before(auth, Action::Password(&sign_in.email), client).await?;
    let checked = check_password(auth, &sign_in, attempt.line()).await;
    let checked = attempt.unless_failed(checked).await?;
    let (user, password_hash) = admit(auth, &sign_in, checked, client).await?;
    let mut transaction = auth.database.begin().await?;
    // Changing a password ends the sessions opened with the old one; none may be opened with it after that.
    if !claim_hash(&mut transaction, &user.id, &password_hash).await? {
        return Err(Error::WrongCredentials);
    }
    if needs_second_step(auth, &mut transaction, &user.id, client).await? {
        let challenge = two_factor::issue(auth, &mut transaction, &user.id, sign_in.remember).await?;
        attempt.half_succeeded(&mut transaction).await?;
        transaction.commit().await?;
        return Ok(SignInStep::SecondStep(challenge));
    }
    let open = session::open(auth, &mut transaction, user, sign_in.remember, client).await?;
    let is_from_elsewhere = attempt.is_from_elsewhere();
    after_sign_in(auth, &mut transaction, "password", &open, is_from_elsewhere, client).await?;
    attempt.succeeded(&mut transaction).await?;
    session::commit(auth, transaction, &open).await?;
    tracing::info!(
        user.id = open.data.user.id,
        session.id = open.data.session.id,
        "signed in"
    );
    Ok(SignInStep::Done(Box::new(open)))
}

/// Whom the password lets in, and the hash it has now.
async fn admit(
    auth: &Auth,
    sign_in: &SignIn,
    (found, verdict): (Found, Verdict),
    client: &Client,
) -> Result<(UserRow, String), Error> {
    let found = match found {
        Found::User(found) if verdict != Verdict::Wrong => found,
        Found::SignUp if verdict != Verdict::Wrong => {
            send_link(auth, &sign_in.email, client).await?;
            return Err(Error::EmailNotVerified);
        }
        Found::User(found) => return refuse(auth, Some(&found.user.id), client).await,
        Found::SignUp | Found::Nobody => return refuse(auth, None, client).await,
    };
    if !found.user.is_active {
        tracing::info!(
            client.address = client.ip_address,
            user.id = found.user.id,
            "a disabled account tried to sign in"
        );
        return Err(Error::AccountDisabled);
    }
    if auth.settings.requires_verification && !found.user.email_verified {
        send_link(auth, &sign_in.email, client).await?;
        return Err(Error::EmailNotVerified);
    }
    let password_hash = match verdict {
        Verdict::RightButOld(hash) => renew_hash(auth, &found, hash, sign_in).await?,
        _ => found.password_hash,
    };
    Ok((found.user, password_hash))
}

/// Writes a wrong password down. One for an address without an account too, so that it takes as long.
async fn refuse<T>(auth: &Auth, user_id: Option<&str>, client: &Client) -> Result<T, Error> {
    tracing::info!(
        client.address = client.ip_address,
        user.id = user_id,
        "a sign-in was refused"
    );
    let event = match user_id {
        Some(id) => Event::of(id, EventKind::SignInFailed),
        None => Event::anonymous(EventKind::SignInFailed),
    };
    audit::record(auth, &auth.database, event.from(client)).await?;
    Err(Error::WrongCredentials)
}

/// Stores the password under today's hash, and tells the one that is stored then. Somebody else may have replaced the
/// old one meanwhile: by the same password, which is as good, or by another, and then this one was wrong.
async fn renew_hash(auth: &Auth, found: &UserWithPassword, hash: String, sign_in: &SignIn) -> Result<String, Error> {
    let (user_id, now) = (&found.user.id, auth.clock.now());
    if update_hash_if_unchanged(&auth.database, user_id, &found.password_hash, &hash, now).await? {
        return Ok(hash);
    }
    match check_password(auth, sign_in, Line::Open).await? {
        (Found::User(now), Verdict::Right) => Ok(now.password_hash),
        _ => Err(Error::WrongCredentials),
    }
}

async fn needs_second_step(
    auth: &Auth,
    transaction: &mut Transaction,
    user_id: &str,
    client: &Client,
) -> Result<bool, Error> {
    let found = find_two_factor(&mut *transaction, user_id).await?;
    Ok(
        found.is_some_and(|row| row.is_confirmed)
            && !two_factor::is_trusted(auth, transaction, user_id, client).await?,
    )
}

/// Writes a sign-in down with the `means` by which it was done, and tells the owner of one from a device and a network
/// that are new to the account.
pub(super) async fn after_sign_in(
    auth: &Auth,
    transaction: &mut Transaction,
    means: &str,
    open: &OpenSession,
    is_from_elsewhere: bool,
    client: &Client,
) -> Result<(), Error> {
    let user = &open.live.user;
    let event = Event::of(&user.id, EventKind::SignedIn)
        .session(&open.live.session.session_id)
        .from(client)
        .detail(means);
    audit::record(auth, &mut *transaction, event).await?;
    if is_from_elsewhere {
        let email = Email::notice(auth, user, Notice::NewDevice, client);
        emails::post(auth, transaction, &email).await?;
    }
    Ok(())
}

/// Sends a link to confirm the address, as often as emails may be sent; the answer is the same when it is too often.
async fn send_link(auth: &Auth, email: &EmailAddress, client: &Client) -> Result<(), Error> {
    match request_verification(auth, email, None, client).await {
        Ok(()) | Err(Error::TooManyAttempts { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What there is for an address.
enum Found {
    User(Box<UserWithPassword>),
    /// No account, and a sign-up that waits for its link.
    SignUp,
    Nobody,
}

/// One hash, whatever there is: of many sign-ups with one address the last is asked.
async fn check_password(auth: &Auth, sign_in: &SignIn, line: Line) -> Result<(Found, Verdict), Error> {
    let (database, email) = (&auth.database, sign_in.email.as_str());
    let found = find_user_with_password(database, email).await?;
    let waiting = match auth.settings.requires_verification {
        true => find_newest_pending_sign_up(database, email, auth.clock.now()).await?,
        false => None,
    };
    let (found, stored) = match (found, waiting) {
        (Some(found), _) => {
            let stored = found.password_hash.clone();
            (Found::User(Box::new(found)), Some(stored))
        }
        (None, Some(waiting)) => (Found::SignUp, Some(waiting.password_hash)),
        (None, None) => (Found::Nobody, None),
    };
    let effort = match has_hash_of_better_auth(database).await? {
        true => Effort::OfEveryKind,
        false => Effort::OfItsKind,
    };
    let password = &sign_in.password;
    let verdict = auth
        .passwords
        .verify_in(line, password, stored.as_deref(), effort)
        .await?;
    Ok((found, verdict))
}
