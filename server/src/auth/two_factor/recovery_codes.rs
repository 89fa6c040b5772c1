//! Codes for when the app is lost, each good once. They are shown when they are made and never again.

use super::{input::typed, totp::cannot_open};
use crate::{
    auth::{
        Auth, Client, Error, LiveSession, TwoFactorError,
        audit::EventKind,
        emails::Notice,
        key_source::keyed_hash,
        own_change::record_and_notify,
        sealed::{Purpose, seal, unseal},
    },
    database::Transaction,
    random,
    store::{
        recovery_codes::{CodeHash, consume_recovery_code, delete_recovery_codes_of_user, insert_recovery_code},
        sealed_columns::{SealedColumn, SealedRow, update_sealed},
        two_factors::{TwoFactorRow, find_two_factor, update_code_keys},
    },
};

/// How many somebody gets at once.
const COUNT: usize = 10;
/// Characters of a code, in two groups: 50 bits, far more than anybody can try.
const LENGTH: usize = 10;
/// Bytes of the key that somebody's codes are hashed with. It is random and stored encrypted, so a new secret of the
/// installation can seal it anew.
const KEY_LENGTH: usize = 32;
/// Thirty-two characters of which no two look alike.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// New codes, on their way to their owner.
pub struct RecoveryCodes(Vec<String>);

impl RecoveryCodes {
    fn random() -> Self {
        Self((0..COUNT).map(|_| code()).collect())
    }

    /// The codes themselves.
    #[must_use]
    pub fn reveal(self) -> Vec<String> {
        self.0
    }
}

impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCodes(…)")
    }
}

fn code() -> String {
    // The alphabet's length divides that of a byte, so every character is as likely as any other.
    let letters = random::bytes::<LENGTH>().map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
    let (first, second) = letters.split_at(LENGTH / 2);
    format!("{}-{}", String::from_iter(first), String::from_iter(second))
}

/// Makes new codes; the old ones are good for nothing from then on.
///
/// # Errors
/// [`TwoFactorError::Off`].
pub async fn renew_recovery_codes(auth: &Auth, live: &LiveSession, client: &Client) -> Result<RecoveryCodes, Error> {
    let user = &live.user;
    let mut transaction = auth.database.begin().await?;
    let found = find_two_factor(&mut transaction, &user.id).await?;
    found.filter(|row| row.is_confirmed).ok_or(TwoFactorError::Off)?;
    let codes = replace(auth, &mut transaction, &user.id).await?;
    let (kind, notice) = (EventKind::RecoveryCodesMade, Notice::RecoveryCodesMade);
    record_and_notify(auth, &mut transaction, live, kind, notice, client).await?;
    transaction.commit().await?;
    Ok(codes)
}

/// Gives somebody new codes in place of all others.
pub(super) async fn replace(auth: &Auth, transaction: &mut Transaction, user_id: &str) -> Result<RecoveryCodes, Error> {
    let (codes, key) = (RecoveryCodes::random(), random::bytes::<KEY_LENGTH>());
    delete_recovery_codes_of_user(transaction, user_id).await?;
    for code in &codes.0 {
        insert_recovery_code(transaction, user_id, &hash(&key, user_id, code)).await?;
    }
    let sealed = seal(&auth.settings.secrets, Purpose::RecoveryCodeKeys, user_id, &key).ok_or(Error::Sealed)?;
    update_code_keys(transaction, user_id, &sealed).await?;
    Ok(codes)
}

/// Uses a code up.
pub(super) async fn consume(
    auth: &Auth,
    transaction: &mut Transaction,
    user_id: &str,
    row: &TwoFactorRow,
    code: &str,
) -> Result<bool, Error> {
    let Some(sealed) = &row.sealed_code_keys else {
        return Ok(false);
    };
    let secrets = &auth.settings.secrets;
    let keys = unseal(secrets, Purpose::RecoveryCodeKeys, user_id, sealed).ok_or_else(|| cannot_open(user_id))?;
    if !keys.is_current {
        let row = SealedRow {
            id: user_id.to_owned(),
            sealed: sealed.clone(),
        };
        let sealed = seal(secrets, Purpose::RecoveryCodeKeys, user_id, &keys.plain).ok_or(Error::Sealed)?;
        update_sealed(transaction, SealedColumn::RecoveryCodeKeys, &row, &sealed).await?;
    }
    // One key, or as many as there were secrets when an old installation was carried over.
    for key in keys.plain.as_chunks::<KEY_LENGTH>().0 {
        if consume_recovery_code(transaction, user_id, &hash(key, user_id, code)).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn hash(key: &[u8; KEY_LENGTH], user_id: &str, code: &str) -> CodeHash {
    let code = typed(code).to_lowercase();
    // With the id, for keys that were carried over from an old installation are the same for every account.
    keyed_hash(key, format!("{user_id} {code}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_differ_and_are_easy_to_copy_by_hand() {
        let codes = RecoveryCodes::random().reveal();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), COUNT);
        for code in codes {
            let (first, second) = code.split_once('-').unwrap();
            assert_eq!((first.len(), second.len()), (5, 5));
            assert!(first.bytes().chain(second.bytes()).all(|byte| ALPHABET.contains(&byte)));
        }
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let key = [1; KEY_LENGTH];
        let own = hash(&key, "ada", "abcde-fghjk");
        for typed in [
            " ABCDE fghjk ",
            "ａｂｃｄｅ－ＦＧＨＪＫ",
            "abcde\u{2011}fghjk",
            "abc\u{ad}de\u{a0}fghjk\u{200b}",
        ] {
            assert_eq!(hash(&key, "ada", typed), own, "{typed}");
        }
        assert_eq!(
            hash(&key, "ada", "２３４５６-٧٨９abc"),
            hash(&key, "ada", "23456-789abc")
        );
        assert_ne!(hash(&key, "bob", "abcde-fghjk"), own);
        assert_ne!(hash(&key, "ada", "abcde-fghjm"), own);
        assert_ne!(hash(&[2; KEY_LENGTH], "ada", "abcde-fghjk"), own);
    }
}
