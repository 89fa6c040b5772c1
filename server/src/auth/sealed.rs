//! What is stored encrypted: AES-256-GCM under a key derived from the secret and the root of the installation.

use super::KeySource;
use crate::random;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// What something is encrypted for. Each purpose has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    SigningKey,
    Mail,
    TwoFactor,
    RecoveryCodeKeys,
    OneTimeToken,
    PendingAction,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::SigningKey => "signing keys at rest",
            Self::Mail => "mail at rest",
            Self::TwoFactor => "two-factor secrets at rest",
            Self::RecoveryCodeKeys => "keys of recovery codes at rest",
            Self::OneTimeToken => "one-time tokens at rest",
            Self::PendingAction => "pending actions",
        }
    }
}

/// What was opened.
pub struct Opened {
    pub plain: Vec<u8>,
    /// Whether the secret in use has sealed it, and not a previous one: that is to be sealed anew.
    pub is_current: bool,
}

/// Encrypts under the first source. `name`, such as the id of the row, is authenticated with it, so that one row's
/// text cannot be put into another.
///
/// `None` only without a source.
#[must_use]
pub fn seal(sources: &[KeySource], purpose: Purpose, name: &str, plain: &[u8]) -> Option<Vec<u8>> {
    seal_under(&sources.first()?.derive(purpose.as_str()), name, plain)
}

/// Decrypts with whichever source fits; `None` when none does.
#[must_use]
pub fn unseal(sources: &[KeySource], purpose: Purpose, name: &str, sealed: &[u8]) -> Option<Opened> {
    sources.iter().enumerate().find_map(|(place, source)| {
        Some(Opened {
            plain: unseal_under(&source.derive(purpose.as_str()), name, sealed)?,
            is_current: place == 0,
        })
    })
}

/// Encrypts under a key of 256 bits and a random nonce, which stands in front.
#[must_use]
pub fn seal_under(key: &[u8; 32], name: &str, plain: &[u8]) -> Option<Vec<u8>> {
    let nonce = random::bytes::<NONCE_LEN>();
    let mut sealed = plain.to_vec();
    cipher(key)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(name.as_bytes()),
            &mut sealed,
        )
        .ok()?;
    Some([&nonce[..], &sealed].concat())
}

/// Decrypts what [`seal_under`] has encrypted under the same key for the same name.
#[must_use]
pub fn unseal_under(key: &[u8; 32], name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
    let mut plain = sealed.to_vec();
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let opened = cipher(key)?.open_in_place(nonce, Aad::from(name.as_bytes()), &mut plain);
    Some(opened.ok()?.to_vec())
}

fn cipher(key: &[u8; 32]) -> Option<LessSafeKey> {
    Some(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Secret;

    fn source(text: &str) -> KeySource {
        KeySource::new(Secret::new(text.repeat(Secret::MIN_LENGTH)).unwrap(), &[7; 32], None)
    }

    fn plain(opened: Option<Opened>) -> Option<Vec<u8>> {
        opened.map(|opened| opened.plain)
    }

    #[test]
    fn what_was_sealed_comes_back_under_a_previous_secret_too() {
        let (old, new) = (source("a"), source("b"));
        let sealed = seal(std::slice::from_ref(&old), Purpose::Mail, "7", b"hello").unwrap();
        let opened = unseal(&[new.clone(), old.clone()], Purpose::Mail, "7", &sealed).unwrap();
        assert_eq!((&opened.plain[..], opened.is_current), (&b"hello"[..], false));
        assert!(unseal(&[old], Purpose::Mail, "7", &sealed).unwrap().is_current);
        assert_eq!(plain(unseal(&[new], Purpose::Mail, "7", &sealed)), None);
    }

    #[test]
    fn it_opens_for_its_purpose_and_its_row_only() {
        let sources = [source("a")];
        let sealed = seal(&sources, Purpose::Mail, "7", b"hello").unwrap();
        let opens = |purpose, name, sealed: &[u8]| unseal(&sources, purpose, name, sealed).is_some();
        assert!(opens(Purpose::Mail, "7", &sealed));
        assert!(!opens(Purpose::TwoFactor, "7", &sealed));
        assert!(!opens(Purpose::Mail, "8", &sealed));
        assert!(!opens(Purpose::Mail, "7", &sealed[..sealed.len() - 1]));
        assert!(!opens(Purpose::Mail, "7", b"short"));
    }
}
