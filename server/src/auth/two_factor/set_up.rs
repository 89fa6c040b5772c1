//! Turning two-step verification on and off. Who calls these has made sure that it is the owner who asks.

use super::{
    recovery_codes::{self, RecoveryCodes},
    second_step::{SecondStep, check_second_step},
    totp::TotpSecret,
    trusted_devices::forget_first_steps,
};
use crate::{
    auth::{
        Auth, Client, Error, LiveSession, TwoFactorError, UserRow, audit::EventKind, emails::Notice,
        factors::claim_for_session, own_change::record_and_notify,
    },
    database::Transaction,
    store::{
        recovery_codes::{count_recovery_codes, delete_recovery_codes_of_user},
        two_factors::{self, find_two_factor},
    },
};

/// How two-step verification stands with an account.
pub enum Status {
    Off,
    /// An app is being set up.
    Pending(SetUp),
    On {
        since: i64,
        recovery_codes: i64,
    },
}

/// What an app needs to make codes. It is shown until the first code, and not after that.
pub struct SetUp {
    /// For a QR code.
    pub uri: String,
    /// The same to type, in groups of four.
    pub text_key: String,
}

impl SetUp {
    fn of(auth: &Auth, user: &UserRow, secret: &TotpSecret) -> Self {
        Self {
            uri: secret.uri(&issuer(auth), &user.email),
            text_key: secret.text_key(),
        }
    }
}

/// The name an app files the codes under: the host of the installation.
fn issuer(auth: &Auth) -> String {
    let url = url::Url::parse(&auth.settings.base_url).ok();
    let host = url.as_ref().and_then(url::Url::host_str);
    host.unwrap_or("Latchkey").to_owned()
}

/// How it stands.
///
/// # Errors
/// When the database fails, and [`Error::Sealed`].
pub async fn status(auth: &Auth, user: &UserRow) -> Result<Status, Error> {
    let Some(row) = find_two_factor(&auth.database, &user.id).await? else {
        return Ok(Status::Off);
    };
    if !row.is_confirmed {
        let secret = TotpSecret::unseal(auth, &user.id, &row.sealed_secret)?;
        return Ok(Status::Pending(SetUp::of(auth, user, &secret)));
    }
    Ok(Status::On {
        since: row.created_at,
        recovery_codes: count_recovery_codes(&auth.database, &user.id).await?,
    })
}

/// Whether signing in takes a second step.
///
/// # Errors
/// When the database fails.
pub async fn has_two_factor(auth: &Auth, user_id: &str) -> Result<bool, Error> {
    let found = find_two_factor(&auth.database, user_id).await?;
    Ok(found.is_some_and(|row| row.is_confirmed))
}

/// Makes a secret for an app, in place of one that was never confirmed.
///
/// # Errors
/// [`TwoFactorError::On`].
pub async fn start_set_up(auth: &Auth, user: &UserRow) -> Result<SetUp, Error> {
    let mut transaction = auth.database.begin().await?;
    let secret = insert_secret(auth, &mut transaction, user).await?;
    transaction.commit().await?;
    Ok(SetUp::of(auth, user, &secret))
}

/// The same with recovery codes at once, as Better Auth's client expects it, and the address for apps under a name of
/// the caller's choice.
///
/// # Errors
/// [`TwoFactorError::On`].
pub async fn start_set_up_with_codes(
    auth: &Auth,
    user: &UserRow,
    named: Option<&str>,
) -> Result<(String, RecoveryCodes), Error> {
    let mut transaction = auth.database.begin().await?;
    let secret = insert_secret(auth, &mut transaction, user).await?;
    let codes = recovery_codes::replace(auth, &mut transaction, &user.id).await?;
    transaction.commit().await?;
    let issuer = named.map_or_else(|| issuer(auth), str::to_owned);
    Ok((secret.uri(&issuer, &user.email), codes))
}

async fn insert_secret(auth: &Auth, transaction: &mut Transaction, user: &UserRow) -> Result<TotpSecret, Error> {
    let secret = TotpSecret::random();
    let sealed = secret.seal(auth, &user.id)?;
    if !two_factors::insert_two_factor(transaction, &user.id, &sealed, auth.clock.now()).await? {
        return Err(TwoFactorError::On.into());
    }
    // Those that came with a secret which was never confirmed.
    delete_recovery_codes_of_user(transaction, &user.id).await?;
    Ok(secret)
}

/// Stops before the first code.
///
/// # Errors
/// When the database fails.
pub async fn cancel_set_up(auth: &Auth, user: &UserRow) -> Result<(), Error> {
    let mut transaction = auth.database.begin().await?;
    if two_factors::delete_unconfirmed_two_factor(&mut transaction, &user.id).await? {
        delete_recovery_codes_of_user(&mut transaction, &user.id).await?;
    }
    Ok(transaction.commit().await?)
}

/// Turns it on: the first code shows that the app has the secret. Tells new recovery codes, unless there are some.
///
/// # Errors
/// [`TwoFactorError::WrongCode`]; [`TwoFactorError::Off`] when nothing was started; [`TwoFactorError::On`];
/// [`Error::SignedOut`] when the session has just ended.
pub async fn confirm_set_up(
    auth: &Auth,
    live: &LiveSession,
    code: &str,
    client: &Client,
) -> Result<Option<RecoveryCodes>, Error> {
    let (user, now) = (&live.user, auth.clock.now());
    let found = find_two_factor(&auth.database, &user.id).await?;
    let row = found.ok_or(TwoFactorError::Off)?;
    if row.is_confirmed {
        return Err(TwoFactorError::On.into());
    }
    let secret = TotpSecret::unseal(auth, &user.id, &row.sealed_secret)?;
    let step = secret.step_of(code, now).ok_or(TwoFactorError::WrongCode)?;

    let mut transaction = auth.database.begin().await?;
    claim_for_session(auth, &mut transaction, &user.id, &live.session.session_id).await?;
    if !two_factors::confirm_two_factor(&mut transaction, &user.id, &row.sealed_secret, step, now).await? {
        return Err(TwoFactorError::On.into());
    }
    let codes = match count_recovery_codes(&mut transaction, &user.id).await? {
        0 => Some(recovery_codes::replace(auth, &mut transaction, &user.id).await?),
        _ => None,
    };
    record_and_notify(
        auth,
        &mut transaction,
        live,
        EventKind::TwoFactorOn,
        Notice::TwoFactorOn,
        client,
    )
    .await?;
    transaction.commit().await?;
    tracing::info!(user.id, "two-step verification was turned on");
    Ok(codes)
}

/// Turns it off; recovery codes and trusted devices go with it.
///
/// # Errors
/// When the database fails.
pub async fn turn_off(auth: &Auth, live: &LiveSession, client: &Client) -> Result<(), Error> {
    let user = &live.user;
    let mut transaction = auth.database.begin().await?;
    // First: a sign-in that is just finishing is over before this goes through.
    forget_first_steps(&mut transaction, &user.id).await?;
    delete_recovery_codes_of_user(&mut transaction, &user.id).await?;
    two_factors::delete_unconfirmed_two_factor(&mut transaction, &user.id).await?;
    if two_factors::delete_two_factor(&mut transaction, &user.id).await? {
        record_and_notify(
            auth,
            &mut transaction,
            live,
            EventKind::TwoFactorOff,
            Notice::TwoFactorOff,
            client,
        )
        .await?;
        tracing::info!(user.id, "two-step verification was turned off");
    }
    Ok(transaction.commit().await?)
}

/// Lets only those go on who have an app, or are setting one up.
///
/// # Errors
/// [`TwoFactorError::Off`].
pub async fn require_two_factor(auth: &Auth, user_id: &str) -> Result<(), Error> {
    let found = find_two_factor(&auth.database, user_id).await?;
    found.map(drop).ok_or(Error::TwoFactor(TwoFactorError::Off))
}

/// The address for apps once more, for Better Auth's client. Our own pages never ask for it. Once an app makes codes, it
/// is a copy of somebody's second factor: it takes a code of that app, and its owner is told.
///
/// # Errors
/// [`TwoFactorError::Off`]; [`TwoFactorError::On`] without a code; [`TwoFactorError::WrongCode`], [`Error::TooManyAttempts`].
pub async fn uri(auth: &Auth, live: &LiveSession, code: Option<&str>, client: &Client) -> Result<String, Error> {
    let user = &live.user;
    let found = find_two_factor(&auth.database, &user.id).await?;
    let row = found.ok_or(TwoFactorError::Off)?;
    if row.is_confirmed {
        let code = code.ok_or(TwoFactorError::On)?;
        check_second_step(auth, live, SecondStep::Code(code), client).await?;
        let mut transaction = auth.database.begin().await?;
        record_and_notify(
            auth,
            &mut transaction,
            live,
            EventKind::TwoFactorCopied,
            Notice::TwoFactorCopied,
            client,
        )
        .await?;
        transaction.commit().await?;
    }
    let secret = TotpSecret::unseal(auth, &user.id, &row.sealed_secret)?;
    Ok(secret.uri(&issuer(auth), &user.email))
}
