//! What opens an account besides its password: passkeys, two-step verification with its recovery codes, and devices
//! that are let off. Whoever recovers an account has to know what of it there is, and to be rid of it: what an
//! intruder has added would let them in for ever.
//!
//! Recovery removes factors first, then devices, then sessions, so that a sign-in that is just finishing leaves none
//! behind. Whoever adds a factor calls `claim_for_session` first, so that nothing is added while an account is
//! recovered.

use super::{Auth, Error, UserRow, device, two_factor::forget_first_steps};
use crate::{
    database::Transaction,
    store::{
        email_changes::delete_email_change,
        one_time_tokens::delete_tokens_of_user,
        passkeys::{PasskeyRow, claim_owner, delete_passkeys_of_user, find_passkeys_of_user},
        recovery_codes::{count_recovery_codes, delete_recovery_codes_of_user},
        sessions::{delete_sessions_of_user, find_live_session},
        two_factors::{delete_two_factor, delete_unconfirmed_two_factor, find_two_factor},
    },
};
use serde::{Deserialize, Serialize};

/// All of it that somebody has.
#[derive(Clone, Debug)]
pub struct Factors {
    /// The oldest first.
    pub passkeys: Vec<PasskeyRow>,
    pub two_step: Option<TwoStep>,
}

/// Two-step verification that is on.
#[derive(Clone, Copy, Debug)]
pub struct TwoStep {
    pub since: i64,
    /// How many are left.
    pub recovery_codes: i64,
}

impl Factors {
    /// How many there are of each.
    #[must_use]
    pub fn count(&self) -> FactorCount {
        FactorCount {
            passkeys: u32::try_from(self.passkeys.len()).unwrap_or(u32::MAX),
            two_step: self.two_step.is_some(),
        }
    }
}

/// How many factors there are, or were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorCount {
    pub passkeys: u32,
    pub two_step: bool,
}

impl FactorCount {
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// In words, such as "2 passkeys and two-step verification".
    #[must_use]
    pub fn words(self) -> String {
        let passkeys = match self.passkeys {
            0 => None,
            1 => Some("1 passkey".to_owned()),
            count => Some(format!("{count} passkeys")),
        };
        match (passkeys, self.two_step) {
            (Some(passkeys), true) => format!("{passkeys} and two-step verification"),
            (Some(passkeys), false) => passkeys,
            (None, true) => "two-step verification".to_owned(),
            (None, false) => "nothing".to_owned(),
        }
    }
}

/// Which of it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    All,
    Passkeys,
    TwoStep,
}

/// What opens somebody's account besides the password.
///
/// # Errors
/// When the database fails.
pub async fn factors_of(auth: &Auth, user_id: &str) -> Result<Factors, Error> {
    let two_factor = find_two_factor(&auth.database, user_id).await?;
    let two_step = match two_factor.filter(|row| row.is_confirmed) {
        Some(row) => Some(TwoStep {
            since: row.created_at,
            recovery_codes: count_recovery_codes(&auth.database, user_id).await?,
        }),
        None => None,
    };
    Ok(Factors {
        passkeys: find_passkeys_of_user(&auth.database, user_id).await?,
        two_step,
    })
}

/// Lets a session that is still alive add a factor, and nobody recover the account meanwhile. Without this, one that is
/// being added while the account is recovered would be there afterwards.
pub(super) async fn claim_for_session(
    auth: &Auth,
    transaction: &mut Transaction,
    user_id: &str,
    session_id: &str,
) -> Result<(), Error> {
    claim_owner(transaction, user_id).await?;
    let live = find_live_session(transaction, session_id, auth.clock.now()).await?;
    live.map(drop).ok_or(Error::SignedOut)
}

/// Removes what somebody has besides the password, and tells how much that was. It has to be called before the sessions
/// are ended: a sign-in that is just finishing must not leave one behind.
pub(super) async fn remove_factors(
    transaction: &mut Transaction,
    user_id: &str,
    which: Which,
) -> Result<FactorCount, Error> {
    // A factor that is being added at this moment is here by now, or will find its session gone.
    claim_owner(transaction, user_id).await?;
    let mut removed = FactorCount::default();
    if which != Which::TwoStep {
        let passkeys = delete_passkeys_of_user(transaction, user_id).await?;
        removed.passkeys = u32::try_from(passkeys).unwrap_or(u32::MAX);
    }
    if which != Which::Passkeys {
        // As where their owner turns it off: no half sign-in and no device outlives it.
        forget_first_steps(transaction, user_id).await?;
        delete_recovery_codes_of_user(transaction, user_id).await?;
        delete_unconfirmed_two_factor(transaction, user_id).await?;
        removed.two_step = delete_two_factor(transaction, user_id).await?;
    }
    Ok(removed)
}

/// How many factors somebody has at this moment.
pub(super) async fn count_factors(transaction: &mut Transaction, user_id: &str) -> Result<FactorCount, Error> {
    let passkeys = find_passkeys_of_user(&mut *transaction, user_id).await?.len();
    let two_factor = find_two_factor(transaction, user_id).await?;
    Ok(FactorCount {
        passkeys: u32::try_from(passkeys).unwrap_or(u32::MAX),
        two_step: two_factor.is_some_and(|row| row.is_confirmed),
    })
}

/// Forgets every device that was trusted, waits for a second step or is known, and every network.
pub(super) async fn forget_devices(auth: &Auth, transaction: &mut Transaction, user: &UserRow) -> Result<(), Error> {
    forget_first_steps(transaction, &user.id).await?;
    device::forget_devices(auth, transaction, user).await
}

/// Takes back whatever was mailed to somebody and has not been used. What undoes a change of address stays: it is there
/// for whoever had the account before.
pub(super) async fn take_links_back(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    delete_email_change(transaction, user_id).await?;
    Ok(delete_tokens_of_user(transaction, user_id).await?)
}

/// Leaves nothing of what anybody had in an account, but for the password: no factor, no device, no link, no session.
/// It is for an account whose address has just found its owner, and tells how many factors there were.
pub(super) async fn clear_account(
    auth: &Auth,
    transaction: &mut Transaction,
    user: &UserRow,
) -> Result<FactorCount, Error> {
    let removed = remove_factors(transaction, &user.id, Which::All).await?;
    forget_devices(auth, transaction, user).await?;
    take_links_back(transaction, &user.id).await?;
    delete_sessions_of_user(transaction, &user.id).await?;
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_counted_in_words() {
        for (passkeys, two_step, words) in [
            (0, false, "nothing"),
            (1, false, "1 passkey"),
            (2, true, "2 passkeys and two-step verification"),
            (0, true, "two-step verification"),
        ] {
            assert_eq!(FactorCount { passkeys, two_step }.words(), words);
        }
    }
}
