//! Showing a passkey: to sign in, or as a proof of who is asking.

use super::{
    PasskeyError,
    ceremony::{Ceremony, State, count, relying_party, remember, unproven, verify},
};
use crate::{
    auth::{
        Auth, Client, Error, LiveSession, OpenSession,
        change_email::{self, ChangeStep},
        confirm::confirm,
        emails::{self, Email},
        limits, session,
        sign_in::after_sign_in,
        tokens::CeremonyToken,
    },
    store::users::{UserRow, find_user},
    telemetry::metrics::{self, Method, Outcome},
};
use app::model::EmailAddress;
use webauthn_rs::prelude::{PublicKeyCredential, RequestChallengeResponse};

/// Asks for a passkey: of `owner`, or of whoever wants to sign in.
///
/// # Errors
/// [`Error::TooManyAttempts`], [`PasskeyError::Unavailable`].
pub async fn start_authentication(
    auth: &Auth,
    owner: Option<&LiveSession>,
    client: &Client,
) -> Result<Ceremony<RequestChallengeResponse>, Error> {
    let relying_party = relying_party(&auth.settings)?;
    count(auth, client).await?;
    let (options, state) = relying_party.start_discoverable_authentication().map_err(unproven)?;
    let owner = owner.map(|live| &*live.user.id);
    let token = remember(auth, owner, &State::Authentication(state)).await?;
    Ok(Ceremony { options, token })
}

/// Opens a session for somebody who has shown a passkey. That an account is disabled is told only to its owner.
///
/// # Errors
/// [`PasskeyError::Spent`], [`PasskeyError::Unproven`], [`Error::AccountDisabled`], [`Error::EmailNotVerified`].
#[tracing::instrument(name = "sign in by passkey", level = "debug", skip_all)]
pub async fn finish_authentication(
    auth: &Auth,
    token: &CeremonyToken,
    shown: &PublicKeyCredential,
    is_remembered: bool,
    client: &Client,
) -> Result<OpenSession, Error> {
    let outcome = try_to_finish(auth, token, shown, is_remembered, client).await;
    if outcome.is_err() {
        tracing::info!(client.address = client.ip_address, "a sign-in by passkey was refused");
    }
    metrics::signed_in(
        Method::Passkey,
        outcome.as_ref().map_or_else(Outcome::from, |_| Outcome::Done),
    );
    outcome
}

async fn try_to_finish(
    auth: &Auth,
    token: &CeremonyToken,
    shown: &PublicKeyCredential,
    is_remembered: bool,
    client: &Client,
) -> Result<OpenSession, Error> {
    let proof = verify(auth, token, None, shown).await?;
    let user = find_user(&auth.database, &proof.passkey.user_id)
        .await?
        .ok_or(PasskeyError::Unproven)?;
    if !user.is_active {
        tracing::info!(user.id = user.id, "a disabled account tried to sign in");
        return Err(Error::AccountDisabled);
    }
    if auth.settings.requires_verification && !user.email_verified {
        emails::post(auth, &auth.database, &verify_email(user)).await?;
        return Err(Error::EmailNotVerified);
    }
    let email = EmailAddress::parse(&user.email)?;
    let mut transaction = auth.database.begin().await?;
    proof.note_use(auth, &mut transaction).await?;
    // Before the session is opened, for that makes the device a known one.
    let is_from_elsewhere = limits::after_success(auth, &mut transaction, &email, client).await?;
    let open = session::open(auth, &mut transaction, user, is_remembered, client).await?;
    after_sign_in(auth, &mut transaction, "passkey", &open, is_from_elsewhere, client).await?;
    session::commit(auth, transaction, &open).await?;
    tracing::info!(
        user.id = open.data.user.id,
        session.id = open.data.session.id,
        "signed in with a passkey"
    );
    Ok(open)
}

/// Takes one of somebody's own passkeys as a fresh proof of who it is.
///
/// # Errors
/// [`PasskeyError::Spent`], [`PasskeyError::Unproven`].
pub async fn confirm_with_passkey(
    auth: &Auth,
    live: &LiveSession,
    token: &CeremonyToken,
    shown: &PublicKeyCredential,
) -> Result<(), Error> {
    let proof = verify(auth, token, Some(live), shown).await?;
    let mut transaction = auth.database.begin().await?;
    proof.note_use(auth, &mut transaction).await?;
    transaction.commit().await?;
    confirm(auth, &live.session.session_id).await
}

/// Takes one of somebody's own passkeys in place of a word from the present mailbox, for the change of address that
/// waits.
///
/// # Errors
/// [`Error::NotFound`] when none waits for it; [`PasskeyError::Spent`], [`PasskeyError::Unproven`].
pub async fn approve_email_change_with_passkey(
    auth: &Auth,
    live: &LiveSession,
    token: &CeremonyToken,
    shown: &PublicKeyCredential,
    client: &Client,
) -> Result<ChangeStep, Error> {
    let proof = verify(auth, token, Some(live), shown).await?;
    let mut transaction = auth.database.begin().await?;
    proof.note_use(auth, &mut transaction).await?;
    change_email::approve(auth, transaction, live, "passkey", client).await
}

fn verify_email(user: UserRow) -> Email {
    Email::VerifyEmail {
        email: user.email,
        redirect_to: None,
    }
}
