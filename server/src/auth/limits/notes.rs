//! What has been seen, noted for a while beside the counts.

use super::bucket::bucket;
use crate::{
    auth::{Auth, Error},
    clock::millis,
    database::Transaction,
    store::attempts,
};
use std::time::Duration;

/// How long failures on an account are remembered after the last one, and what happens again and again.
pub(super) const MEMORY: Duration = Duration::from_hours(24);
/// How long the network somebody has signed in from is known to the account.
pub(super) const NETWORK_MEMORY: Duration = Duration::from_hours(90 * 24);

/// Forgets all networks that an account has been signed in from.
///
/// # Errors
/// When the database fails.
pub(in crate::auth) async fn forget_networks(
    auth: &Auth,
    transaction: &mut Transaction,
    email: &str,
) -> Result<(), Error> {
    let until = auth.clock.now() + millis(NETWORK_MEMORY);
    note(auth, transaction, &["forgotten networks", email], until).await
}

/// Notes, for some time, that something has been seen.
pub(in crate::auth) async fn note(
    auth: &Auth,
    transaction: &mut Transaction,
    what: &[&str],
    until: i64,
) -> Result<(), Error> {
    Ok(attempts::remember(transaction, &bucket(auth.settings.secret(), what), until).await?)
}

/// Whether something has been noted.
pub(in crate::auth) async fn is_noted(
    auth: &Auth,
    transaction: &mut Transaction,
    what: &[&str],
) -> Result<bool, Error> {
    let bucket = bucket(auth.settings.secret(), what);
    let expiry = attempts::find_expiry(transaction, &bucket, auth.clock.now()).await?;
    Ok(expiry.is_some())
}

/// Whether something is done for the first time, until when it may be done. Of any number at once, exactly one is told so.
pub(in crate::auth) async fn is_first(auth: &Auth, what: &[&str], until: i64) -> Result<bool, Error> {
    let bucket = bucket(auth.settings.secret(), what);
    let mut transaction = auth.database.begin().await?;
    let is_first = attempts::take_from_window(&mut transaction, &bucket, auth.clock.now(), until, 1).await?;
    transaction.commit().await?;
    Ok(is_first)
}

/// Whether something happens for the first time after it has happened `before` times within a day.
pub(in crate::auth) async fn is_one_too_many(
    auth: &Auth,
    transaction: &mut Transaction,
    what: &[&str],
    before: i64,
) -> Result<bool, Error> {
    let (now, key) = (auth.clock.now(), |name| {
        let parts: Vec<&str> = [name].into_iter().chain(what.iter().copied()).collect();
        bucket(auth.settings.secret(), &parts)
    });
    let end = now + millis(MEMORY);
    if attempts::take_from_window(transaction, &key("times"), now, end, before).await? {
        return Ok(false);
    }
    Ok(attempts::take_from_window(transaction, &key("told"), now, end, 1).await?)
}
