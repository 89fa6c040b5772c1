//! What is stored encrypted: AES-256-GCM under a key derived from the secret of the installation.

use super::Secret;
use crate::random;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// What something is encrypted for. Each purpose has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    SigningKey,
    Mail,
    TwoFactor,
    OneTimeToken,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::SigningKey => "signing keys at rest",
            Self::Mail => "mail at rest",
            Self::TwoFactor => "two-factor secrets at rest",
            Self::OneTimeToken => "one-time tokens at rest",
        }
    }
}

/// Encrypts under the first secret and a random nonce, which stands in front. `name`, such as the id of the row, is
/// authenticated with it, so that one row's text cannot be put into another.
///
/// `None` only without a secret.
#[must_use]
pub fn seal(secrets: &[Secret], purpose: Purpose, name: &str, plain: &[u8]) -> Option<Vec<u8>> {
    let nonce = random::bytes::<NONCE_LEN>();
    let mut sealed = plain.to_vec();
    key(secrets.first()?, purpose)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(name.as_bytes()),
            &mut sealed,
        )
        .ok()?;
    Some([&nonce[..], &sealed].concat())
}

/// Decrypts with whichever secret fits; `None` when none does.
#[must_use]
pub fn unseal(secrets: &[Secret], purpose: Purpose, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
    secrets.iter().find_map(|secret| {
        let mut plain = sealed.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let opened = key(secret, purpose)?
            .open_in_place(nonce, Aad::from(name.as_bytes()), &mut plain)
            .ok()?;
        Some(opened.to_vec())
    })
}

fn key(secret: &Secret, purpose: Purpose) -> Option<LessSafeKey> {
    let key = secret.derive(purpose.as_str());
    Some(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.repeat(Secret::MIN_LENGTH)).unwrap()
    }

    #[test]
    fn what_was_sealed_comes_back_under_a_previous_secret_too() {
        let (old, new) = (secret("a"), secret("b"));
        let sealed = seal(std::slice::from_ref(&old), Purpose::Mail, "7", b"hello").unwrap();
        assert_eq!(
            unseal(&[new.clone(), old], Purpose::Mail, "7", &sealed).unwrap(),
            b"hello"
        );
        assert_eq!(unseal(&[new], Purpose::Mail, "7", &sealed), None);
    }

    #[test]
    fn it_opens_for_its_purpose_and_its_row_only() {
        let secrets = [secret("a")];
        let sealed = seal(&secrets, Purpose::Mail, "7", b"hello").unwrap();
        assert_eq!(unseal(&secrets, Purpose::TwoFactor, "7", &sealed), None);
        assert_eq!(unseal(&secrets, Purpose::Mail, "8", &sealed), None);
        assert_eq!(unseal(&secrets, Purpose::Mail, "7", &sealed[..sealed.len() - 1]), None);
        assert_eq!(unseal(&secrets, Purpose::Mail, "7", b"short"), None);
    }
}
