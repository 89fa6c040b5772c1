//! A ceremony: what a browser is asked, kept until it answers, and what its answer proves.

use super::PasskeyError;
use crate::{
    auth::{
        Auth, Client, Error, LiveSession, Settings,
        cookies::CEREMONY_LIFETIME,
        limits::{self, Action},
        tokens::CeremonyToken,
    },
    database::Transaction,
    store::{
        passkey_ceremonies,
        passkeys::{self as store, PasskeyRow},
    },
};
use serde::{Deserialize, Serialize};
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, Webauthn, WebauthnBuilder,
    WebauthnError,
};

/// What a browser is asked, and the token by which the ceremony is found again.
pub struct Ceremony<T> {
    pub options: T,
    pub token: CeremonyToken,
}

/// What a ceremony was begun with.
#[derive(Serialize, Deserialize)]
pub(super) enum State {
    Registration(PasskeyRegistration),
    Authentication(DiscoverableAuthentication),
}

/// Whether there can be passkeys here: they belong to a domain, so an address that is a number has none.
#[must_use]
pub fn are_available(settings: &Settings) -> bool {
    relying_party(settings).is_ok()
}

/// Clears a part of the ceremonies away that nobody has finished in time and tells how many those were.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(auth: &Auth) -> Result<u64, Error> {
    Ok(passkey_ceremonies::delete_expired_ceremonies(&auth.database, auth.clock.now()).await?)
}

/// A passkey whose owner has just proved to have it.
pub(super) struct Proof {
    pub(super) passkey: PasskeyRow,
    /// The key with its new counter.
    credential: String,
}

impl Proof {
    /// Writes the use down. A key that was used elsewhere at the same moment, or removed, proves nothing.
    pub(super) async fn note_use(&self, auth: &Auth, transaction: &mut Transaction) -> Result<(), Error> {
        let now = auth.clock.now();
        match store::update_credential_if_unchanged(transaction, &self.passkey, &self.credential, now).await? {
            true => Ok(()),
            false => Err(PasskeyError::Unproven.into()),
        }
    }
}

/// Ends a ceremony and verifies what was shown, by the stored key of the person it names.
pub(super) async fn verify(
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
    // At step-up: the passkey of another user of the same device must not confirm this session.
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

/// Nothing can be guessed here, but each ceremony is a row.
pub(super) async fn count(auth: &Auth, client: &Client) -> Result<(), Error> {
    limits::before(auth, Action::Passkey, client).await.map(drop)
}

pub(super) async fn remember(auth: &Auth, user_id: Option<&str>, state: &State) -> Result<CeremonyToken, Error> {
    let token = CeremonyToken::random();
    let state = serde_json::to_string(state).map_err(Error::PasskeyState)?;
    let lifetime = i64::try_from(CEREMONY_LIFETIME.whole_milliseconds()).unwrap_or(0);
    let expires_at = auth.clock.now() + lifetime;
    passkey_ceremonies::insert_ceremony(&auth.database, &token.hash(), user_id, &state, expires_at).await?;
    Ok(token)
}

pub(super) async fn recall(auth: &Auth, token: &CeremonyToken, user_id: Option<&str>) -> Result<State, Error> {
    let now = auth.clock.now();
    let state = passkey_ceremonies::consume_ceremony(&auth.database, &token.hash(), user_id, now)
        .await?
        .ok_or(PasskeyError::Spent)?;
    serde_json::from_str(&state).map_err(Error::PasskeyState)
}

/// Who asks for passkeys: the domain of the public origin, and that origin alone.
pub(super) fn relying_party(settings: &Settings) -> Result<Webauthn, PasskeyError> {
    let origin = Url::parse(&settings.base_url).map_err(|_| PasskeyError::Unavailable)?;
    let domain = origin.domain().ok_or(PasskeyError::Unavailable)?;
    let builder = WebauthnBuilder::new(domain, &origin).map_err(|_| PasskeyError::Unavailable)?;
    builder
        .rp_name("Latchkey")
        .build()
        .map_err(|_| PasskeyError::Unavailable)
}

pub(super) fn unproven(error: WebauthnError) -> Error {
    tracing::info!(%error, "a passkey was refused");
    PasskeyError::Unproven.into()
}
