//! Two-step verification: besides the password, a code of an app (TOTP, RFC 6238).
//!
//! The secret is stored encrypted, and counts once its owner has shown a code of it. A code is good once; so is a
//! recovery code, of which only a keyed hash is stored. After the right password a sign-in waits as a challenge.
//! Wrong codes are counted on the challenge and, whatever the challenge, on the account.

mod challenge;
mod error;
mod input;
mod recovery_codes;
mod second_step;
mod set_up;
mod totp;
mod trusted_devices;

pub(super) use challenge::issue;
pub use challenge::{Trust, is_waiting, use_recovery_code_only, verify_second_step};
pub use error::TwoFactorError;
pub use recovery_codes::{RecoveryCodes, renew_recovery_codes};
pub(super) use second_step::consume;
pub use second_step::{SecondStep, check_second_step};
pub use set_up::{
    SetUp, Status, cancel_set_up, confirm_set_up, has_two_factor, require_two_factor, start_set_up,
    start_set_up_with_codes, status, turn_off, uri,
};
pub use trusted_devices::forget_first_steps;
pub(super) use trusted_devices::is_trusted;

use super::{Auth, Error};
use crate::store::{sign_in_challenges::delete_expired_challenges, trusted_devices::delete_expired_trusted_devices};

/// Clears a part of the sign-ins nobody went on with and of the devices that are trusted no more away, and tells how
/// many there were.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(auth: &Auth) -> Result<u64, Error> {
    let now = auth.clock.now();
    let challenges = delete_expired_challenges(&auth.database, now).await?;
    Ok(challenges + delete_expired_trusted_devices(&auth.database, now).await?)
}
