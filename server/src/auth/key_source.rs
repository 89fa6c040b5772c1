//! What every internal key is derived from: a secret of the operator, mixed with the random root of the installation.
//!
//! The secret lies with the operator (and, with HS256, with services that verify our tokens), the root in the
//! database. Whoever holds one of the two alone can make and open nothing.

use super::Secret;
use crate::clock::millis;
use aws_lc_rs::{hkdf, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use std::time::Duration;

/// Bytes of the root.
pub(super) const ROOT_LENGTH: usize = 32;

/// How long instances may still run with the secret that is about to go, while an operator changes it. What such an
/// instance signs with an internal key in that time is taken; nobody can make it from the secret alone.
pub(super) const ROLLOUT: Duration = Duration::from_hours(1);

/// The salt of versions that had no root. What they stored is sealed with it, so a program by another name has it too.
const SALT_WITHOUT_ROOT: &[u8] = b"latchkey"; // `cargo xtask rename` keeps this

/// A secret, the keys that come from it, and until when what it signed counts.
#[derive(Clone)]
pub struct KeySource {
    secret: Secret,
    extracted: hkdf::Prk,
    session_key: SessionKey,
    /// When another secret took its place, in milliseconds since the Unix epoch; none of the one in use.
    superseded_at: Option<i64>,
    rollout: Duration,
}

/// The key of session JWTs (HMAC-SHA-256), under the name that verifiers look it up by.
#[derive(Clone)]
pub struct SessionKey {
    pub id: String,
    pub signing: EncodingKey,
    pub verifying: DecodingKey,
}

impl KeySource {
    /// `secret` mixed with `root` (HKDF-SHA-256, RFC 5869, the root as its salt).
    #[must_use]
    pub fn new(secret: Secret, root: &[u8; ROOT_LENGTH], superseded_at: Option<i64>) -> Self {
        let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, root).extract(secret.signing_bytes());
        Self::of(secret, extracted, superseded_at)
    }

    /// The keys of versions that had no root, which was made at `ended_at` (milliseconds). Whoever has the secret alone
    /// can make these, so only what is older counts, and nothing new is made with them.
    #[must_use]
    pub fn without_root(secret: Secret, ended_at: i64) -> Self {
        let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT_WITHOUT_ROOT).extract(secret.signing_bytes());
        Self {
            rollout: Duration::ZERO,
            ..Self::of(secret, extracted, Some(ended_at))
        }
    }

    fn of(secret: Secret, extracted: hkdf::Prk, superseded_at: Option<i64>) -> Self {
        let key = expand(&extracted, "session JWT");
        let session_key = SessionKey {
            id: name_of(&extracted),
            signing: EncodingKey::from_secret(&key),
            verifying: DecodingKey::from_secret(&key),
        };
        Self {
            secret,
            extracted,
            session_key,
            superseded_at,
            rollout: ROLLOUT,
        }
    }

    /// The operator's secret itself, which signs HS256 access tokens.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// A name that tells nothing about the secret and the root, and differs with both.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.session_key.id
    }

    #[must_use]
    pub fn session_key(&self) -> &SessionKey {
        &self.session_key
    }

    /// When another secret took its place, in milliseconds since the Unix epoch; none of the one in use.
    #[must_use]
    pub fn superseded_at(&self) -> Option<i64> {
        self.superseded_at
    }

    /// Whether something counts that was signed at `signed_at` (milliseconds) with an internal key.
    #[must_use]
    pub fn signed_in_time(&self, signed_at: i64) -> bool {
        self.superseded_at
            .is_none_or(|until| signed_at <= until.saturating_add(millis(self.rollout)))
    }

    /// A key for one purpose. Knowing it tells nothing about another one.
    #[must_use]
    pub fn derive(&self, purpose: &'static str) -> [u8; 32] {
        expand(&self.extracted, purpose)
    }

    /// A keyed hash for one purpose (HMAC-SHA-256).
    #[must_use]
    pub fn hmac(&self, purpose: &'static str, message: &[u8]) -> [u8; 32] {
        keyed_hash(&self.derive(purpose), message)
    }
}

impl std::fmt::Debug for KeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeySource(…)")
    }
}

/// A keyed hash (HMAC-SHA-256).
#[must_use]
pub(super) fn keyed_hash(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message)
        .as_ref()
        .try_into()
        .expect("HMAC-SHA-256 has 32 bytes")
}

/// A key from something that is random already, such as a token, for one purpose.
#[must_use]
pub(super) fn derive_from_token(token: &str, purpose: &'static str) -> [u8; 32] {
    let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, b"latchkey token").extract(token.as_bytes());
    expand(&extracted, purpose)
}

fn name_of(extracted: &hkdf::Prk) -> String {
    let hash = keyed_hash(&expand(extracted, "key id"), b"session JWT");
    URL_SAFE_NO_PAD.encode(&hash[..9])
}

fn expand(extracted: &hkdf::Prk, purpose: &'static str) -> [u8; 32] {
    let mut key = [0; 32];
    extracted
        .expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
        .and_then(|output| output.fill(&mut key))
        .expect("one block is never too long for HKDF");
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(secret: &str, root: u8) -> KeySource {
        let secret = Secret::new(secret.repeat(Secret::MIN_LENGTH)).unwrap();
        KeySource::new(secret, &[root; ROOT_LENGTH], None)
    }

    #[test]
    fn neither_the_secret_nor_the_root_alone_makes_a_key() {
        let own = source("a", 1);
        assert_eq!(own.derive("mail"), source("a", 1).derive("mail"));
        for other in [
            source("a", 2),
            source("b", 1),
            KeySource::without_root(own.secret().clone(), 0),
        ] {
            assert_ne!(own.derive("mail"), other.derive("mail"));
            assert_ne!(own.name(), other.name());
        }
        assert_ne!(own.derive("mail"), own.derive("keys"));
    }

    #[test]
    fn what_a_superseded_secret_signs_counts_until_the_change_is_rolled_out() {
        let secret = Secret::new("a".repeat(Secret::MIN_LENGTH)).unwrap();
        let previous = KeySource::new(secret, &[1; ROOT_LENGTH], Some(1_000));
        let end = 1_000 + millis(ROLLOUT);
        assert!(previous.signed_in_time(999) && previous.signed_in_time(end));
        assert!(!previous.signed_in_time(end + 1));
        assert!(source("a", 1).signed_in_time(i64::MAX));
    }
}
