//! What is counted without a password in it: files to import, estimates, renewals.

use super::{
    bucket::bucket,
    counting::{refusal, take, take_all},
    keys::Keys,
    rate::Rate,
};
use crate::{
    auth::{Auth, Client, Error},
    clock::millis,
    store::{TokenHash, refresh_tokens},
};

/// Files that one account may have read, whatever is in them.
const IMPORTS: Rate = Rate::new(30, 60 * 60);
/// Passwords that one client may have estimated; somebody who types asks four times a second at most.
const ESTIMATES: Rate = Rate::new(240, 60);
/// Renewals of one session: one a second, and as many at once as a minute has seconds.
const RENEWALS: Rate = Rate::new(60, 60);
/// Renewals of all sessions of an account in a day: twice what a hundred programs need that never stop. Each leaves a
/// row behind for as long as it can tell of a theft.
const RENEWALS_A_DAY: Rate = Rate::new(20_000, 24 * 60 * 60);

/// Counts a file that somebody signed in sends to be read, before any of it is, or says how long to wait.
///
/// # Errors
/// As [`before`](super::before).
pub async fn before_import(auth: &Auth, user_id: &str) -> Result<(), Error> {
    if auth.settings.limits.is_none() {
        return Ok(());
    }
    let bucket = bucket(auth.settings.secret(), &["import", user_id]);
    let mut transaction = auth.database.begin().await?;
    take(auth, &mut transaction, &bucket, IMPORTS).await?;
    Ok(transaction.commit().await?)
}

/// Counts a new password that somebody wants to have estimated while they type it, or says how long to wait.
///
/// # Errors
/// As [`before`](super::before).
pub async fn before_estimate(auth: &Auth, client: &Client) -> Result<(), Error> {
    if auth.settings.limits.is_none() {
        return Ok(());
    }
    let keys = Keys::of(auth, client);
    let mut transaction = auth.database.begin().await?;
    take_all(auth, &mut transaction, &keys.networks("estimate"), ESTIMATES).await?;
    Ok(transaction.commit().await?)
}

/// Counts a renewal of a session, or says how long to wait. One by a token that has been used before, as those are of
/// which many come at once, makes nothing new and is not counted.
///
/// # Errors
/// As [`before`](super::before).
pub async fn before_renewal(auth: &Auth, token: &TokenHash) -> Result<(), Error> {
    if auth.settings.limits.is_none() {
        return Ok(());
    }
    let (now, window) = (auth.clock.now(), millis(RENEWALS.window));
    let Some(recent) = refresh_tokens::find_recent(&auth.database, token, now - window).await? else {
        return Ok(());
    };
    if recent.made > RENEWALS.count.into() {
        return Err(refusal(recent.first_at.unwrap_or(now) + window - now));
    }
    let in_all = bucket(auth.settings.secret(), &["renewals", &recent.user_id]);
    let mut transaction = auth.database.begin().await?;
    take(auth, &mut transaction, &in_all, RENEWALS_A_DAY).await?;
    Ok(transaction.commit().await?)
}
