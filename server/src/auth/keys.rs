//! The keys that sign and verify access tokens.
//!
//! With HS256 it is the secret of the operator; a previous one verifies what was issued before the change. With EdDSA
//! the pairs live in the database, the private part encrypted, and the public part may be shown to
//! everybody. A configuration has exactly one algorithm, so none can be confused with another.
//!
//! A new pair is shown for [`LEAD_TIME`] before it signs, so that everybody who verifies has it by then. The
//! pair before it verifies for as long as its tokens live and a [`GRACE_PERIOD`] more; then it disappears.
//! All of that follows from when pairs were made, so no instance has to do anything at a certain moment. A change of
//! the pairs is announced to all of them; one that misses it reads them anew within [`RELOAD_INTERVAL`].

use super::{
    KeySource, Secret,
    key_source::keyed_hash,
    sealed::{Purpose, seal, unseal},
    secret::sha256,
};
use crate::{
    clock::millis,
    database::{self, Change, Database},
    store::signing_keys::{self, SigningKeyRow},
};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

/// How long a new pair is shown before it signs. Clients keep the set of public keys for
/// [`PUBLIC_KEYS_MAX_AGE`], and some ask again at most every half minute.
pub const LEAD_TIME: Duration = Duration::from_mins(5);
/// How long the set of public keys may be kept.
pub const PUBLIC_KEYS_MAX_AGE: Duration = Duration::from_mins(1);
/// How long a pair is shown after its last token has run out.
pub const GRACE_PERIOD: Duration = Duration::from_hours(1);
/// How often the ring is read anew without a word of a change; far within the lead time.
pub const RELOAD_INTERVAL: Duration = Duration::from_secs(30);

/// All keys of the installation.
pub struct KeyRing {
    pub algorithm: Algorithm,
    jwt_lifetime: Duration,
    /// The newest first.
    keys: RwLock<Vec<Arc<Key>>>,
}

/// A key under the name that verifiers look it up by.
pub struct Key {
    pub id: String,
    pub signing: EncodingKey,
    pub verifying: DecodingKey,
    /// The public key where there is one to show.
    pub public_key: Option<Vec<u8>>,
    /// From when on what it signs counts for nothing, in milliseconds since the Unix epoch: of a previous secret.
    pub superseded_at: Option<i64>,
    /// When it was made, in milliseconds since the Unix epoch.
    created_at: i64,
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
    #[error("there is no signing key {0}")]
    Unknown(String),
    #[error("{0} signs, and no other key is ready to")]
    Signs(String),
}

impl KeyRing {
    /// HS256: the secrets themselves, the first of which signs.
    #[must_use]
    pub fn of_secrets(sources: &[KeySource], jwt_lifetime: Duration) -> Self {
        let keys = sources.iter().map(|source| {
            let secret = source.secret();
            Arc::new(Key {
                id: id_of_secret(secret),
                signing: EncodingKey::from_secret(secret.signing_bytes()),
                verifying: DecodingKey::from_secret(secret.signing_bytes()),
                public_key: None,
                superseded_at: source.superseded_at(),
                created_at: i64::MIN,
            })
        });
        Self {
            algorithm: Algorithm::HS256,
            jwt_lifetime,
            keys: RwLock::new(keys.collect()),
        }
    }

    /// EdDSA: the pairs in the database; the first one is made when there is none.
    ///
    /// # Errors
    /// When the database fails or a key was encrypted under another secret.
    pub async fn of_database(
        database: &Database,
        sources: &[KeySource],
        jwt_lifetime: Duration,
        now: i64,
    ) -> Result<Self, Error> {
        let ring = Self {
            algorithm: Algorithm::EdDSA,
            jwt_lifetime,
            keys: RwLock::default(),
        };
        if signing_keys::find_signing_keys(database).await?.is_empty() {
            make_first(database, sources, now).await?;
        }
        ring.reload(database, sources).await?;
        Ok(ring)
    }

    /// Reads the pairs anew, so that this instance learns of what others have made. With HS256 there is
    /// nothing to read.
    ///
    /// # Errors
    /// As for [`KeyRing::of_database`]; then the ring stays as it was.
    pub async fn reload(&self, database: &Database, sources: &[KeySource]) -> Result<(), Error> {
        if self.algorithm != Algorithm::EdDSA {
            return Ok(());
        }
        let rows = signing_keys::find_signing_keys(database).await?;
        let keys = rows.iter().map(|row| {
            let private_key = unseal(sources, Purpose::SigningKey, &row.id, &row.sealed_private_key)
                .ok_or_else(|| Error::Sealed(row.id.clone()))?
                .plain;
            Ok(Arc::new(Key {
                id: row.id.clone(),
                signing: EncodingKey::from_ed_der(&private_key),
                verifying: DecodingKey::from_ed_der(&row.public_key),
                public_key: Some(row.public_key.clone()),
                superseded_at: None,
                created_at: row.created_at,
            }))
        });
        let keys: Vec<Arc<Key>> = keys.collect::<Result<_, Error>>()?;
        // Without keys every token would be invalid, so it goes on with those it has.
        if keys.is_empty() {
            return Err(Error::Generate);
        }
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// The key that signs at `now` (milliseconds): the newest that has been shown for long enough, or the
    /// oldest of an installation that is younger than that.
    #[must_use]
    pub fn signer(&self, now: i64) -> Arc<Key> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let ready = keys.iter().find(|key| signs_from(key) <= now);
        Arc::clone(ready.or(keys.last()).expect("a ring is never empty"))
    }

    /// The key with exactly this name, if it verifies at `now` (milliseconds).
    #[must_use]
    pub fn verifier(&self, id: &str, now: i64) -> Option<Arc<Key>> {
        self.verifiers(now).into_iter().find(|key| key.id == id)
    }

    /// All keys that verify at `now` (milliseconds), the newest first.
    #[must_use]
    pub fn verifiers(&self, now: i64) -> Vec<Arc<Key>> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let still = millis(self.jwt_lifetime + GRACE_PERIOD);
        let mut superseded_at = i64::MAX;
        let mut verifiers = Vec::new();
        for key in keys.iter() {
            // With secrets there is no time: the operator takes the previous one away.
            if key.public_key.is_none() || now < superseded_at.saturating_add(still) {
                verifiers.push(Arc::clone(key));
            }
            superseded_at = signs_from(key);
        }
        verifiers
    }
}

impl Key {
    /// The moment from which it may sign, in milliseconds since the Unix epoch; none of a secret, which always may.
    #[must_use]
    pub fn signs_from(&self) -> Option<i64> {
        self.public_key.as_ref().map(|_| signs_from(self))
    }
}

fn signs_from(key: &Key) -> i64 {
    key.created_at.saturating_add(millis(LEAD_TIME))
}

/// Takes a pair out of use at once: its tokens open nothing any more, as soon as the instances have read the keys
/// anew. For a pair that somebody may have copied.
///
/// # Errors
/// [`Error::Unknown`]; [`Error::Signs`] when it signs and no other pair is ready.
pub async fn retire(database: &Database, ring: &KeyRing, id: &str, now: i64) -> Result<(), Error> {
    if ring.verifiers(now).iter().all(|key| key.id != id) {
        return Err(Error::Unknown(id.to_owned()));
    }
    // Where it does not sign, another one does, ready or the only one there is.
    let ready = if ring.signer(now).id == id {
        now.saturating_sub(millis(LEAD_TIME))
    } else {
        now
    };
    let mut transaction = database.begin().await?;
    if !signing_keys::retire_signing_key(&mut transaction, id, ready, now).await? {
        return Err(Error::Signs(id.to_owned()));
    }
    transaction.announce(&Change::SigningKeys).await?;
    Ok(transaction.commit().await?)
}

/// Makes a new pair, which signs once it has been shown for [`LEAD_TIME`], and tells its name.
///
/// # Errors
/// When the database fails.
pub async fn rotate(database: &Database, sources: &[KeySource], now: i64) -> Result<String, Error> {
    let row = generate(sources, now)?;
    let mut transaction = database.begin().await?;
    signing_keys::insert_signing_key(&mut transaction, &row).await?;
    transaction.announce(&Change::SigningKeys).await?;
    transaction.commit().await?;
    Ok(row.id)
}

/// Makes the first pair, which signs at once. Of several instances that start at the same moment one does: tokens
/// of a pair that the others do not know would open nothing there.
async fn make_first(database: &Database, sources: &[KeySource], now: i64) -> Result<(), Error> {
    let row = generate(sources, now)?;
    let mut transaction = database.begin_alone().await?;
    // Asked again within: another instance may have been first.
    if signing_keys::find_signing_keys(&mut transaction).await?.is_empty() {
        signing_keys::insert_signing_key(&mut transaction, &row).await?;
    }
    Ok(transaction.commit().await?)
}

/// A name that tells nothing about the secret. It is the same for everybody who holds it, whatever the installation.
fn id_of_secret(secret: &Secret) -> String {
    let key = KeySource::without_root(secret.clone(), 0).derive("key id");
    URL_SAFE_NO_PAD.encode(&keyed_hash(&key, b"HS256")[..9])
}

#[expect(
    clippy::disallowed_methods,
    reason = "aws-lc makes key pairs only with a generator of its own"
)]
fn generate(sources: &[KeySource], now: i64) -> Result<SigningKeyRow, Error> {
    let document =
        Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).map_err(|_| Error::Generate)?;
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).map_err(|_| Error::Generate)?;
    let public_key = pair.public_key().as_ref().to_vec();
    let id = URL_SAFE_NO_PAD.encode(&sha256(&public_key)[..9]);
    let sealed_private_key = seal(sources, Purpose::SigningKey, &id, document.as_ref()).ok_or(Error::Generate)?;
    Ok(SigningKeyRow {
        id,
        public_key,
        sealed_private_key,
        created_at: now,
    })
}
