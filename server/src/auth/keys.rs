//! The keys that sign and verify session JWTs.
//!
//! With HS256 it is the secret of the installation; a previous secret still verifies. With EdDSA
//! the pairs live in the database, the private part encrypted, and the public part may be shown to
//! everybody. A configuration has exactly one algorithm, so none can be confused with another.

use super::{Secret, secret::sha256};
use crate::{
    clock::Clock,
    database::{self, Database},
    random,
    store::signing_keys::{self, SigningKeyRow},
};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};

/// All keys in force.
pub struct KeyRing {
    pub algorithm: Algorithm,
    /// Signs new tokens; also the first of `verifiers`.
    pub signer: Signer,
    pub verifiers: Vec<Verifier>,
}

/// Signs, under the name that verifiers look it up by.
pub struct Signer {
    pub id: String,
    pub key: EncodingKey,
}

/// Verifies what the key of the same name has signed.
pub struct Verifier {
    pub id: String,
    pub key: DecodingKey,
    /// The public key where there is one to show.
    pub public_key: Option<Vec<u8>>,
}

/// Why there are no keys to work with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Database(#[from] database::Error),
    #[error("signing key {0} cannot be decrypted: AUTH_SECRET is not the one it was made under")]
    Sealed(String),
    #[error("a signing key could not be made")]
    Generate,
}

impl KeyRing {
    /// HS256: the secrets themselves.
    #[must_use]
    pub fn of_secrets(secrets: &[Secret]) -> Self {
        let current = secrets.first().expect("the configuration always has a secret");
        Self {
            algorithm: Algorithm::HS256,
            signer: Signer {
                id: id_of_secret(current),
                key: EncodingKey::from_secret(current.signing_bytes()),
            },
            verifiers: secrets
                .iter()
                .map(|secret| Verifier {
                    id: id_of_secret(secret),
                    key: DecodingKey::from_secret(secret.signing_bytes()),
                    public_key: None,
                })
                .collect(),
        }
    }

    /// EdDSA: the pairs in the database; the first one is made when there is none.
    ///
    /// # Errors
    /// When the database fails or a key was encrypted under another secret.
    pub async fn of_database(database: &Database, clock: &Clock, secrets: &[Secret]) -> Result<Self, Error> {
        let mut rows = signing_keys::find_signing_keys(database).await?;
        if !rows.iter().any(|row| row.retired_at.is_none()) {
            let row = generate(secrets, clock.now())?;
            signing_keys::insert_signing_key(database, &row).await?;
            rows.insert(0, row);
        }
        let active = rows
            .iter()
            .find(|row| row.retired_at.is_none())
            .ok_or(Error::Generate)?;
        let private_key = open(active, secrets).ok_or_else(|| Error::Sealed(active.id.clone()))?;
        Ok(Self {
            algorithm: Algorithm::EdDSA,
            signer: Signer {
                id: active.id.clone(),
                key: EncodingKey::from_ed_der(&private_key),
            },
            verifiers: rows
                .iter()
                .map(|row| Verifier {
                    id: row.id.clone(),
                    key: DecodingKey::from_ed_der(&row.public_key),
                    public_key: Some(row.public_key.clone()),
                })
                .collect(),
        })
    }

    /// The verifier with exactly this name.
    #[must_use]
    pub fn verifier(&self, id: &str) -> Option<&Verifier> {
        self.verifiers.iter().find(|verifier| verifier.id == id)
    }
}

/// A name that tells nothing about the secret.
fn id_of_secret(secret: &Secret) -> String {
    URL_SAFE_NO_PAD.encode(&secret.hmac("key id", b"HS256")[..9])
}

const SEALING: &str = "signing keys at rest";

#[expect(
    clippy::disallowed_methods,
    reason = "aws-lc makes key pairs only with a generator of its own"
)]
fn generate(secrets: &[Secret], now: i64) -> Result<SigningKeyRow, Error> {
    let document =
        Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).map_err(|_| Error::Generate)?;
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).map_err(|_| Error::Generate)?;
    let public_key = pair.public_key().as_ref().to_vec();
    let id = URL_SAFE_NO_PAD.encode(&sha256(&public_key)[..9]);
    let secret = secrets.first().ok_or(Error::Generate)?;
    let sealed_private_key = seal(secret, &id, document.as_ref()).ok_or(Error::Generate)?;
    Ok(SigningKeyRow {
        id,
        public_key,
        sealed_private_key,
        created_at: now,
        retired_at: None,
    })
}

/// AES-256-GCM under a random nonce, which stands in front; the key's name is authenticated with it.
fn seal(secret: &Secret, id: &str, plain: &[u8]) -> Option<Vec<u8>> {
    let nonce = random::bytes::<NONCE_LEN>();
    let mut sealed = plain.to_vec();
    sealing_key(secret)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(id.as_bytes()),
            &mut sealed,
        )
        .ok()?;
    Some([&nonce[..], &sealed].concat())
}

fn open(row: &SigningKeyRow, secrets: &[Secret]) -> Option<Vec<u8>> {
    let (nonce, sealed) = row.sealed_private_key.split_at_checked(NONCE_LEN)?;
    secrets.iter().find_map(|secret| {
        let mut plain = sealed.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let opened = sealing_key(secret)?
            .open_in_place(nonce, Aad::from(row.id.as_bytes()), &mut plain)
            .ok()?;
        Some(opened.to_vec())
    })
}

fn sealing_key(secret: &Secret) -> Option<LessSafeKey> {
    Some(LessSafeKey::new(
        UnboundKey::new(&AES_256_GCM, &secret.derive(SEALING)).ok()?,
    ))
}
