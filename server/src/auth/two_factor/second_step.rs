//! Verifying what is shown besides the password, a code of the app or a recovery code: to finish a sign-in, at step-up,
//! and to keep factors at recovery.
//!
//! Using it up is one conditional statement in the caller's transaction, so of any number who show the same code one
//! succeeds. A used code is told from a wrong one and counts as one, for whoever hears it has shown the password.

use super::{input::typed, recovery_codes, totp::TotpSecret};
use crate::{
    auth::{
        Auth, Client, Error, LiveSession, TwoFactorError, UserRow,
        audit::{self, Event, EventKind},
        emails::{self, Email, Notice},
        limits::{self, Action},
    },
    database::Transaction,
    store::{
        recovery_codes::count_recovery_codes,
        sealed_columns::{SealedColumn, SealedRow, update_sealed},
        two_factors,
    },
};
use app::model::EmailAddress;

/// What somebody shows besides the password, as it was typed.
#[derive(Clone, Copy)]
pub enum SecondStep<'a> {
    Code(&'a str),
    RecoveryCode(&'a str),
}

impl<'a> SecondStep<'a> {
    /// Six digits are a code of the app, and anything else is a recovery code.
    #[must_use]
    pub fn either(raw: &'a str) -> Self {
        let typed = typed(raw);
        match typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit()) {
            true => Self::Code(raw),
            false => Self::RecoveryCode(raw),
        }
    }

    /// What a sign-in by it was done with, for the record.
    pub(super) fn means(self) -> &'static str {
        match self {
            Self::Code(_) => "code",
            Self::RecoveryCode(_) => "recovery code",
        }
    }
}

/// Whether somebody who is signed in can show a second step; it is used up. Guessing is limited as at signing in.
///
/// # Errors
/// [`TwoFactorError::Off`], [`TwoFactorError::WrongCode`], [`TwoFactorError::UsedCode`], [`Error::TooManyAttempts`].
pub async fn check_second_step(
    auth: &Auth,
    live: &LiveSession,
    step: SecondStep<'_>,
    client: &Client,
) -> Result<(), Error> {
    let email = EmailAddress::parse(&live.user.email)?;
    let attempt = limits::before(auth, Action::Code(&email), client).await?;
    let mut transaction = auth.database.begin().await?;
    match consume(auth, &mut transaction, &live.user, step, client).await {
        Ok(()) => {
            attempt.succeeded(&mut transaction).await?;
            Ok(transaction.commit().await?)
        }
        Err(error @ Error::TwoFactor(TwoFactorError::WrongCode | TwoFactorError::UsedCode)) => {
            // On SQLite one transaction writes at a time, and the record would wait for this one.
            drop(transaction);
            let event = Event::of(&live.user.id, EventKind::SecondStepFailed).session(&live.session.session_id);
            audit::record(auth, &auth.database, event.from(client)).await?;
            Err(error)
        }
        Err(error) => attempt.unless_failed(Err(error)).await,
    }
}

/// Uses up what somebody shows. Of any number who show the same, exactly one succeeds.
pub(in crate::auth) async fn consume(
    auth: &Auth,
    transaction: &mut Transaction,
    user: &UserRow,
    step: SecondStep<'_>,
    client: &Client,
) -> Result<(), Error> {
    let found = two_factors::find_two_factor(&mut *transaction, &user.id).await?;
    let row = found.filter(|row| row.is_confirmed).ok_or(TwoFactorError::Off)?;
    match step {
        SecondStep::Code(code) => {
            let (secret, resealed) = TotpSecret::unseal_or_reseal(auth, &user.id, &row.sealed_secret)?;
            let step = secret
                .step_of(code, auth.clock.now())
                .ok_or(TwoFactorError::WrongCode)?;
            // A code is accepted once, and none of an earlier step after it (RFC 6238 §5.2).
            if !two_factors::consume_step(transaction, &user.id, &row.sealed_secret, step).await? {
                return Err(TwoFactorError::UsedCode.into());
            }
            if let Some(resealed) = resealed {
                let row = SealedRow {
                    id: user.id.clone(),
                    sealed: row.sealed_secret,
                };
                update_sealed(transaction, SealedColumn::TwoFactor, &row, &resealed).await?;
            }
        }
        SecondStep::RecoveryCode(code) => {
            if !recovery_codes::consume(auth, transaction, &user.id, &row, code).await? {
                return Err(TwoFactorError::WrongCode.into());
            }
            tell_of_recovery(auth, transaction, user, client).await?;
        }
    }
    Ok(())
}

async fn tell_of_recovery(
    auth: &Auth,
    transaction: &mut Transaction,
    user: &UserRow,
    client: &Client,
) -> Result<(), Error> {
    let left = count_recovery_codes(&mut *transaction, &user.id).await?;
    let event = Event::of(&user.id, EventKind::RecoveryCodeUsed).detail(format!("{left} left"));
    audit::record(auth, &mut *transaction, event.from(client)).await?;
    let notice = Notice::RecoveryCodeUsed {
        left: u32::try_from(left).unwrap_or(0),
    };
    emails::post(auth, transaction, &Email::notice(auth, user, notice, client)).await
}
