//! The passkeys of an account: adding, renaming and removing them.

use super::{
    PasskeyError,
    ceremony::{Ceremony, State, count, recall, relying_party, remember, unproven},
};
use crate::{
    auth::{
        Auth, Client, Error, LiveSession, PasskeyName, audit::EventKind, emails::Notice, factors::claim_for_session,
        own_change::record_and_notify, require_confirmed, tokens::CeremonyToken,
    },
    database, random,
    store::passkeys::{self as store, PasskeyRow},
};
use webauthn_rs::prelude::{CreationChallengeResponse, CredentialID, RegisterPublicKeyCredential, Uuid};

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
        credential_id: credential.cred_id().clone(),
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
    record_and_notify(auth, &mut transaction, live, EventKind::PasskeyAdded, notice, client).await?;
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
    record_and_notify(auth, &mut transaction, live, EventKind::PasskeyRemoved, notice, client).await?;
    transaction.commit().await?;
    tracing::info!(user.id = user_id, "a passkey was removed");
    Ok(())
}
