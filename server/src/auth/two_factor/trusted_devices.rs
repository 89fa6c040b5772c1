//! Devices that need no second step for a while, by a cookie whose hash alone is stored.

use crate::{
    auth::{Auth, Client, Error, cookies::TRUSTED_FOR, tokens::CookieToken},
    clock::millis,
    database::Transaction,
    store::{
        sign_in_challenges::delete_challenges_of_user,
        trusted_devices::{delete_trusted_devices_of_user, find_trusted_device, insert_trusted_device},
    },
};
/// Trusts the device that gets the token.
pub(super) async fn trust(auth: &Auth, transaction: &mut Transaction, user_id: &str) -> Result<CookieToken, Error> {
    let (token, now) = (CookieToken::random(), auth.clock.now());
    let expires_at = now + millis(TRUSTED_FOR);
    insert_trusted_device(transaction, &token.hash(), user_id, now, expires_at).await?;
    Ok(token)
}

/// Whether somebody has said on this device that it is to be trusted.
pub(in crate::auth) async fn is_trusted(
    auth: &Auth,
    transaction: &mut Transaction,
    user_id: &str,
    client: &Client,
) -> Result<bool, Error> {
    let Some(token) = &client.trusted_device else {
        return Ok(false);
    };
    let found = find_trusted_device(transaction, &token.hash(), user_id, auth.clock.now()).await?;
    Ok(found.is_some())
}

/// Forgets what rests on a password that is good no more: devices that are trusted, and sign-ins that wait for their
/// second step. It has to be called before the sessions are ended, or a sign-in that is just finishing would leave
/// one behind.
///
/// # Errors
/// When the database fails.
pub async fn forget_first_steps(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    delete_challenges_of_user(transaction, user_id).await?;
    Ok(delete_trusted_devices_of_user(transaction, user_id).await?)
}
