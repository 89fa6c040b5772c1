//! Codes for when the app is lost, each good once. They are shown when they are made and never again.

use super::second_step::typed;
use crate::{
    auth::{
        Auth, ClientInfo, Error, LiveSession, Secret,
        audit::{self, Event, EventKind},
        letters::{self, Letter, Notice},
    },
    database::Transaction,
    random,
    store::{
        recovery_codes::{CodeHash, consume_recovery_code, delete_recovery_codes_of_user, insert_recovery_code},
        two_factors::find_two_factor,
    },
};

/// How many somebody gets at once.
const COUNT: usize = 10;
/// Characters of a code, in two groups: 50 bits, far more than anybody can try.
const LENGTH: usize = 10;
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
/// [`Error::TwoFactorOff`].
pub async fn renew_recovery_codes(
    auth: &Auth,
    live: &LiveSession,
    client: &ClientInfo,
) -> Result<RecoveryCodes, Error> {
    let user = &live.user;
    let mut transaction = auth.database.begin().await?;
    let found = find_two_factor(&mut transaction, &user.id).await?;
    found.filter(|row| row.is_confirmed).ok_or(Error::TwoFactorOff)?;
    let codes = replace(auth, &mut transaction, &user.id).await?;
    let event = Event::of(&user.id, EventKind::RecoveryCodesMade).session(&live.session.session_id);
    audit::record(auth, &mut transaction, event.from(client)).await?;
    let letter = Letter::notice(auth, user, Notice::RecoveryCodesMade, client);
    letters::post(auth, &mut transaction, &letter).await?;
    transaction.commit().await?;
    Ok(codes)
}

/// Gives somebody new codes in place of all others.
pub(super) async fn replace(auth: &Auth, transaction: &mut Transaction, user_id: &str) -> Result<RecoveryCodes, Error> {
    let codes = RecoveryCodes::random();
    delete_recovery_codes_of_user(transaction, user_id).await?;
    for code in &codes.0 {
        insert_recovery_code(transaction, user_id, &hash(auth.settings.secret(), user_id, code)).await?;
    }
    Ok(codes)
}

/// Uses a code up, also one that was made under a previous secret of the installation.
pub(super) async fn consume(
    auth: &Auth,
    transaction: &mut Transaction,
    user_id: &str,
    code: &str,
) -> Result<bool, Error> {
    for secret in &auth.settings.secrets {
        if consume_recovery_code(transaction, user_id, &hash(secret, user_id, code)).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn hash(secret: &Secret, user_id: &str, code: &str) -> CodeHash {
    let code = typed(code).to_lowercase();
    secret.hmac("recovery codes", format!("{user_id} {code}").as_bytes())
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
        let secret = Secret::new("s".repeat(Secret::MIN_LENGTH)).unwrap();
        let own = hash(&secret, "ada", "abcde-fghjk");
        for typed in [
            " ABCDE fghjk ",
            "ａｂｃｄｅ－ＦＧＨＪＫ",
            "abcde\u{2011}fghjk",
            "abc\u{ad}de\u{a0}fghjk\u{200b}",
        ] {
            assert_eq!(hash(&secret, "ada", typed), own, "{typed}");
        }
        assert_eq!(
            hash(&secret, "ada", "２３４５６-٧٨９abc"),
            hash(&secret, "ada", "23456-789abc")
        );
        assert_ne!(hash(&secret, "bob", "abcde-fghjk"), own);
        assert_ne!(hash(&secret, "ada", "abcde-fghjm"), own);
    }
}
