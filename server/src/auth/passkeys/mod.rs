//! Passkeys (WebAuthn): keys that a device or a password manager keeps and shows after its owner has unlocked it.
//!
//! Each ceremony begins with a challenge whose state stays in the database, found by a cookie of five minutes and
//! used up by whoever ends it first. A passkey has to prove that its user was verified, so one of them alone is two
//! factors. What can be trusted comes from the signature; who somebody is comes from the stored key, never from what
//! a browser says. The last way into an account is never removed.

mod error;

pub use error::PasskeyError;

use super::{
    Auth, Client, Error, LiveSession, OpenSession, PasskeyName, Settings,
    audit::{self, Event, EventKind},
    change_email::{self, ChangeStep},
    confirm::confirm,
    cookies::CEREMONY_LIFETIME,
    factors::claim_for_session,
    letters::{self, Letter, Notice},
    limits::{self, Action},
    require_confirmed, session,
    sign_in::after_sign_in,
    tokens::CeremonyToken,
};
use crate::{
    database::{self, Transaction},
    random,
    store::{
        passkey_ceremonies,
        passkeys::{self as store, PasskeyRow},
        users::{UserRow, find_user},
    },
    telemetry::metrics::{self, Method, Outcome},
};
use app::model::EmailAddress;
use serde::{Deserialize, Serialize};
use url::Url;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, Uuid, Webauthn, WebauthnBuilder,
    WebauthnError,
};

pub use crate::store::passkeys::PasskeyRow as StoredPasskey;
pub use webauthn_rs::prelude::{
    CreationChallengeResponse, PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse,
};

/// What a browser is asked, and the token by which the ceremony is found again.
pub struct Ceremony<T> {
    pub options: T,
    pub token: CeremonyToken,
}

/// Whether there can be passkeys here: they belong to a domain, so an address that is a number has none.
#[must_use]
pub fn are_available(settings: &Settings) -> bool {
    relying_party(settings).is_ok()
}

/// All passkeys of somebody, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list_passkeys(auth: &Auth, user_id: &str) -> Result<Vec<PasskeyRow>, Error> {
    Ok(store::find_passkeys_of_user(&auth.database, user_id).await?)
}

/// Begins to add a passkey to somebody's account.
///
/// # Errors
/// [`Error::StaleSession`], [`Error::TooManyAttempts`], [`PasskeyError::Unavailable`].
pub async fn start_registration(
    auth: &Auth,
    live: &LiveSession,
    client: &Client,
) -> Result<Ceremony<CreationChallengeResponse>, Error> {
    let relying_party = relying_party(&auth.settings)?;
    require_confirmed(auth, live)?;
    count(auth, client).await?;
    let user = &live.user;
    let known = list_passkeys(auth, &user.id).await?;
    let known = known
        .into_iter()
        .map(|passkey| CredentialID::from(passkey.credential_id))
        .collect();
    let handle = Uuid::parse_str(&user.id).map_err(|_| PasskeyError::Unavailable)?;
    let (mut options, state) = relying_party
        .start_passkey_registration(handle, &user.email, &user.name, Some(known))
        .map_err(unproven)?;
    // A passkey that cannot be found without knowing whose it is would be of no use on the sign-in page.
    if let Some(selection) = &mut options.public_key.authenticator_selection {
        selection.require_resident_key = true;
        selection.resident_key = serde_json::from_str("\"required\"").ok();
    }
    let token = remember(auth, Some(&user.id), &State::Registration(state)).await?;
    Ok(Ceremony { options, token })
}

/// Adds the passkey that a browser has made, and tells its owner.
///
/// # Errors
/// [`PasskeyError::Spent`], [`PasskeyError::Unproven`], [`PasskeyError::Known`]; [`Error::SignedOut`] when the session has just ended.
pub async fn finish_registration(
    auth: &Auth,
    live: &LiveSession,
    token: &CeremonyToken,
    made: &RegisterPublicKeyCredential,
    name: &PasskeyName,
    client: &Client,
) -> Result<(), Error> {
    let (relying_party, user) = (relying_party(&auth.settings)?, &live.user);
    let State::Registration(state) = recall(auth, token, Some(&user.id)).await? else {
        return Err(PasskeyError::Spent.into());
    };
    let credential = relying_party
        .finish_passkey_registration(made, &state)
        .map_err(unproven)?;
    let now = auth.clock.now();
    let passkey = PasskeyRow {
        id: random::id(now),
        user_id: user.id.clone(),
        credential_id: credential.cred_id().to_vec(),
        credential: serde_json::to_string(&credential).map_err(Error::PasskeyState)?,
        name: name.as_str().to_owned(),
        created_at: now,
        last_used_at: None,
    };
    let mut transaction = auth.database.begin().await?;
    claim_for_session(auth, &mut transaction, &user.id, &live.session.session_id).await?;
    store::insert_passkey(&mut transaction, &passkey)
        .await
        .map_err(|error| match error {
            database::Error::Unique => PasskeyError::Known.into(),
            error => Error::from(error),
        })?;
    let notice = Notice::PasskeyAdded {
        name: passkey.name.clone(),
    };
    tell(auth, &mut transaction, live, EventKind::PasskeyAdded, notice, client).await?;
    transaction.commit().await?;
    tracing::info!(user.id = user.id, "a passkey was added");
    Ok(())
}

/// Gives a passkey another name.
///
/// # Errors
/// [`PasskeyError::NotFound`].
pub async fn rename_passkey(auth: &Auth, live: &LiveSession, id: &str, name: &PasskeyName) -> Result<(), Error> {
    match store::update_name(&auth.database, id, &live.user.id, name.as_str()).await? {
        true => Ok(()),
        false => Err(PasskeyError::NotFound.into()),
    }
}

/// Removes a passkey, unless there is no other way into the account, and tells its owner.
///
/// # Errors
/// [`Error::StaleSession`], [`PasskeyError::NotFound`], [`PasskeyError::LastCredential`].
pub async fn remove_passkey(auth: &Auth, live: &LiveSession, id: &str, client: &Client) -> Result<(), Error> {
    require_confirmed(auth, live)?;
    let user_id = &live.user.id;
    let mut transaction = auth.database.begin().await?;
    store::claim_owner(&mut transaction, user_id).await?;
    let Some(name) = store::delete_unless_last(&mut transaction, id, user_id).await? else {
        return Err(match store::find_own_passkey(&mut transaction, id, user_id).await? {
            Some(_) => PasskeyError::LastCredential.into(),
            None => PasskeyError::NotFound.into(),
        });
    };
    let notice = Notice::PasskeyRemoved { name };
    tell(auth, &mut transaction, live, EventKind::PasskeyRemoved, notice, client).await?;
    transaction.commit().await?;
    tracing::info!(user.id = user_id, "a passkey was removed");
    Ok(())
}

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
        letters::post(auth, &auth.database, &verify_email(user)).await?;
        return Err(Error::EmailNotVerified);
    }
    let email = EmailAddress::parse(&user.email)?;
    let mut transaction = auth.database.begin().await?;
    proof.note_use(auth, &mut transaction).await?;
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

/// Clears a part of the ceremonies away that nobody has finished in time and tells how many those were.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(auth: &Auth) -> Result<u64, Error> {
    Ok(passkey_ceremonies::delete_expired_ceremonies(&auth.database, auth.clock.now()).await?)
}

/// What a ceremony was begun with.
#[derive(Serialize, Deserialize)]
enum State {
    Registration(PasskeyRegistration),
    Authentication(DiscoverableAuthentication),
}

/// A passkey whose owner has just proved to have it.
struct Proof {
    passkey: PasskeyRow,
    /// The key with its new counter.
    credential: String,
}

impl Proof {
    /// Writes the use down. A key that was used elsewhere at the same moment, or removed, proves nothing.
    async fn note_use(&self, auth: &Auth, transaction: &mut Transaction) -> Result<(), Error> {
        let now = auth.clock.now();
        match store::update_credential_if_unchanged(transaction, &self.passkey, &self.credential, now).await? {
            true => Ok(()),
            false => Err(PasskeyError::Unproven.into()),
        }
    }
}

/// Ends a ceremony and verifies what was shown, by the stored key of the person it names.
async fn verify(
    auth: &Auth,
    token: &CeremonyToken,
    owner: Option<&LiveSession>,
    shown: &PublicKeyCredential,
) -> Result<Proof, Error> {
    let relying_party = relying_party(&auth.settings)?;
    let owner = owner.map(|live| &*live.user.id);
    let State::Authentication(state) = recall(auth, token, owner).await? else {
        return Err(PasskeyError::Spent.into());
    };
    let (user_id, credential_id) = relying_party
        .identify_discoverable_authentication(shown)
        .map_err(unproven)?;
    let user_id = user_id.to_string();
    if owner.is_some_and(|owner| owner != user_id) {
        return Err(PasskeyError::Unproven.into());
    }
    let passkey = store::find_passkey_by_credential(&auth.database, credential_id, &user_id)
        .await?
        .ok_or(PasskeyError::Unproven)?;
    let mut credential: Passkey = serde_json::from_str(&passkey.credential).map_err(Error::PasskeyState)?;
    let result = relying_party
        .finish_discoverable_authentication_v2(shown, state, &credential)
        .map_err(unproven)?;
    credential.update_credential(&result);
    Ok(Proof {
        passkey,
        credential: serde_json::to_string(&credential).map_err(Error::PasskeyState)?,
    })
}

async fn remember(auth: &Auth, user_id: Option<&str>, state: &State) -> Result<CeremonyToken, Error> {
    let token = CeremonyToken::random();
    let state = serde_json::to_string(state).map_err(Error::PasskeyState)?;
    let lifetime = i64::try_from(CEREMONY_LIFETIME.whole_milliseconds()).unwrap_or(0);
    let expires_at = auth.clock.now() + lifetime;
    passkey_ceremonies::insert_ceremony(&auth.database, &token.hash(), user_id, &state, expires_at).await?;
    Ok(token)
}

async fn recall(auth: &Auth, token: &CeremonyToken, user_id: Option<&str>) -> Result<State, Error> {
    let now = auth.clock.now();
    let state = passkey_ceremonies::consume_ceremony(&auth.database, &token.hash(), user_id, now)
        .await?
        .ok_or(PasskeyError::Spent)?;
    serde_json::from_str(&state).map_err(Error::PasskeyState)
}

/// Nothing can be guessed here, but each ceremony is a row.
async fn count(auth: &Auth, client: &Client) -> Result<(), Error> {
    limits::before(auth, Action::Passkey, client).await.map(drop)
}

async fn tell(
    auth: &Auth,
    transaction: &mut Transaction,
    live: &LiveSession,
    kind: EventKind,
    notice: Notice,
    client: &Client,
) -> Result<(), Error> {
    let event = Event::of(&live.user.id, kind).session(&live.session.session_id);
    audit::record(auth, &mut *transaction, event.from(client)).await?;
    letters::post(auth, transaction, &Letter::notice(auth, &live.user, notice, client)).await
}

fn verify_email(user: UserRow) -> Letter {
    Letter::VerifyEmail {
        email: user.email,
        redirect_to: None,
    }
}

/// Who asks for passkeys: the domain of the public origin, and that origin alone.
fn relying_party(settings: &Settings) -> Result<Webauthn, PasskeyError> {
    let origin = Url::parse(&settings.base_url).map_err(|_| PasskeyError::Unavailable)?;
    let domain = origin.domain().ok_or(PasskeyError::Unavailable)?;
    let builder = WebauthnBuilder::new(domain, &origin).map_err(|_| PasskeyError::Unavailable)?;
    builder
        .rp_name("Latchkey")
        .build()
        .map_err(|_| PasskeyError::Unavailable)
}

fn unproven(error: WebauthnError) -> Error {
    tracing::info!(%error, "a passkey was refused");
    PasskeyError::Unproven.into()
}
