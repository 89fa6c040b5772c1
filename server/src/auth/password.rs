//! Hashing passwords, which is slow on purpose.
//!
//! Hashes run off the async threads behind a bounded queue: a flood of sign-ins waits or is turned
//! away and leaves the rest of the server alone. A hash whose parameters are no longer ours, or
//! that came from Better Auth (scrypt), still opens its account and is replaced by a new one then.

use super::Error;
use app::model::Password;
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use subtle::ConstantTimeEq;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};
use unicode_normalization::UnicodeNormalization;

/// How many may wait for a hash, and how long, before they are asked to come back.
const QUEUE_LENGTH: usize = 64;
const QUEUE_TIMEOUT: Duration = Duration::from_secs(2);

/// Hashes and verifies passwords, a few at a time.
pub struct PasswordHasher {
    argon2: Argon2<'static>,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// Stands in for the hash of people we do not know: of the same parameters, and of no password anybody knows.
    nobody: String,
}

/// What verifying found.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, and here is a hash under today's parameters to store instead.
    RightButOld(String),
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl PasswordHasher {
    /// Argon2id with 19 MiB, two passes and one lane (OWASP Password Storage Cheat Sheet; ASVS 5.0
    /// appendix C), and one hash at a time for each core but one.
    #[must_use]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::with(Params::DEFAULT, cores.saturating_sub(1).max(1))
    }

    /// With these parameters and so many at a time; weak ones make tests quick.
    #[must_use]
    pub fn with(params: Params, at_a_time: usize) -> Self {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = of_nobody(argon2.params());
        Self {
            argon2,
            permits: Arc::new(Semaphore::new(at_a_time)),
            waiting: AtomicUsize::new(0),
            nobody,
        }
    }

    /// A hash to store, in PHC string format.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many are waiting.
    pub async fn hash(&self, password: &Password) -> Result<String, Error> {
        let (argon2, password) = (self.argon2.clone(), password.reveal().to_owned());
        self.run(move || hash(&argon2, &password)).await?
    }

    /// Whether `password` is the one behind `stored`. Without a stored hash it takes as long and is
    /// wrong, so that time does not tell who has an account.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many are waiting.
    pub async fn verify(&self, password: &Password, stored: Option<&str>) -> Result<Verdict, Error> {
        let is_known = stored.is_some();
        let stored = stored.unwrap_or(&self.nobody).to_owned();
        let (argon2, password) = (self.argon2.clone(), password.reveal().to_owned());
        self.run(move || {
            if !matches(&argon2, &password, &stored) || !is_known {
                return Ok(Verdict::Wrong);
            }
            if is_current(&argon2, &stored) {
                Ok(Verdict::Right)
            } else {
                Ok(Verdict::RightButOld(hash(&argon2, &password)?))
            }
        })
        .await?
    }

    /// Runs slow work when it is its turn. The permit goes with the work, not with the request: a
    /// client that hangs up must not let the next one in early.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let waiting = Waiting::enter(&self.waiting).ok_or(Error::Busy)?;
        let permit = timeout(QUEUE_TIMEOUT, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.map_err(|_| Error::Busy)?.expect("the semaphore is never closed");
        drop(waiting);
        let result = spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        Ok(result.await?)
    }
}

/// A place in the queue, given back however the wait ends.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn enter(count: &'a AtomicUsize) -> Option<Self> {
        if count.fetch_add(1, Ordering::SeqCst) >= QUEUE_LENGTH {
            count.fetch_sub(1, Ordering::SeqCst);
            return None;
        }
        Some(Self(count))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, Error> {
    Ok(argon2
        .hash_password_with_salt(password.as_bytes(), &crate::random::bytes::<16>())?
        .to_string())
}

/// What a hash looks like, with random bytes where Argon2 would have computed some: checking a password against it
/// takes as long, and making it takes no time when the program starts.
fn of_nobody(params: &Params) -> String {
    let (salt, key) = (
        STANDARD_NO_PAD.encode(crate::random::bytes::<16>()),
        STANDARD_NO_PAD.encode(crate::random::bytes::<{ Params::DEFAULT_OUTPUT_LEN }>()),
    );
    let (m, t, p) = (params.m_cost(), params.t_cost(), params.p_cost());
    format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${key}")
}

fn matches(argon2: &Argon2<'_>, password: &str, stored: &str) -> bool {
    match stored.split_once(':') {
        Some((salt, key)) => matches_better_auth(password, salt, key),
        None => argon2.verify_password(password.as_bytes(), stored).is_ok(),
    }
}

fn is_current(argon2: &Argon2<'_>, stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else {
        return false;
    };
    let is_argon2id = stored.algorithm.as_str() == Algorithm::Argon2id.as_str();
    let params = Params::try_from(&stored).map(|params| (params.m_cost(), params.t_cost(), params.p_cost()));
    let ours = argon2.params();
    is_argon2id && params.is_ok_and(|params| params == (ours.m_cost(), ours.t_cost(), ours.p_cost()))
}

/// Better Auth stores `salt:key` in hexadecimal: scrypt with N=16384, r=16, p=1, of the password in
/// Unicode's NFKC form and the salt's hexadecimal text.
fn matches_better_auth(password: &str, salt: &str, key: &str) -> bool {
    let Some(expected) = from_hex(key) else { return false };
    let Ok(params) = scrypt::Params::new(14, 16, 1) else {
        return false;
    };
    let password: String = password.nfkc().collect();
    let mut actual = vec![0; expected.len()];
    expected.len() == 64
        && scrypt::scrypt(password.as_bytes(), salt.as_bytes(), &params, &mut actual).is_ok()
        && bool::from(actual.ct_eq(&expected))
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nobody_is_computed_like_any_other() {
        let argon2 = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(16, 3, 2, None).unwrap(),
        );
        let (nobody, somebody) = (of_nobody(argon2.params()), hash(&argon2, "password").unwrap());
        let shape = |phc: &str| {
            let hash = PasswordHash::new(phc).unwrap();
            let params = Params::try_from(&hash).unwrap();
            let lengths = (hash.salt.unwrap().as_ref().len(), hash.hash.unwrap().as_bytes().len());
            (
                hash.algorithm,
                hash.version,
                params.m_cost(),
                params.t_cost(),
                params.p_cost(),
                lengths,
            )
        };
        assert_eq!(shape(&nobody), shape(&somebody));
        assert!(is_current(&argon2, &nobody));
        assert!(!matches(&argon2, "password", &nobody));
    }
}
