//! The queue in which passwords wait to be hashed and verified.

use super::{
    hash::{BETTER_AUTH_NOBODY, argon2id, dummy_hash, hash, is_better_auth, is_current, matches},
    memory::Memory,
};
use crate::{
    auth::Error,
    telemetry::{Stopwatch, metrics},
};
use app::model::Password;
use argon2::{Argon2, Block, Params};
use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
    time::timeout,
};

/// How many may wait for a hash in each line, and how long, before they are asked to come back.
const QUEUE_LENGTH: usize = 64;
const QUEUE_TIMEOUT: Duration = Duration::from_secs(2);

/// Hashes and verifies passwords, a few at a time.
pub struct PasswordHasher {
    argon2: Argon2<'static>,
    permits: Arc<Semaphore>,
    /// Who may wait for a permit from [`Line::Open`]: no more than there are permits, so that somebody in the other
    /// line never has more than that before them.
    heads: Semaphore,
    at_a_time: usize,
    waiting: Arc<[AtomicUsize; 2]>,
    memory: Arc<Memory>,
    /// Stands in for the hash of people we do not know: of the same parameters, and of no password anybody knows.
    dummy_hash: String,
}

/// How much is computed to verify a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// What the stored hash asks for.
    OfItsKind,
    /// A hash of each kind, so that the time does not tell of which kind the stored one is: one from Better Auth takes
    /// three times as long as ours, which would say that there is an account.
    OfEveryKind,
}

/// Where somebody waits for a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// With everybody.
    Open,
    /// With those whose device or network the account knows.
    Known,
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
        let argon2 = argon2id(params);
        let dummy_hash = dummy_hash(argon2.params());
        let memory = Memory::for_blocks(argon2.params().block_count());
        Self {
            argon2,
            permits: Arc::new(Semaphore::new(at_a_time)),
            heads: Semaphore::new(at_a_time),
            at_a_time,
            waiting: Arc::default(),
            memory: Arc::new(memory),
            dummy_hash,
        }
    }

    /// A hash to store, in PHC string format.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many are waiting.
    pub async fn hash(&self, password: &Password) -> Result<String, Error> {
        let hash = self.hash_unless(password, |_| false).await?;
        Ok(hash.expect("nothing was refused"))
    }

    /// The same unless `is_refused` says so of the password, which may take long too and is asked off the async threads.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many are waiting.
    pub async fn hash_unless(
        &self,
        password: &Password,
        is_refused: impl FnOnce(&str) -> bool + Send + 'static,
    ) -> Result<Option<String>, Error> {
        let (argon2, password) = (self.argon2.clone(), password.reveal().to_owned());
        let work = move |memory: &mut Vec<Block>| match is_refused(&password) {
            true => Ok(None),
            false => hash(&argon2, memory, &password).map(Some),
        };
        Ok(self.run(Line::Open, work).await??)
    }

    /// What else takes long off the async threads, in its turn among the hashes.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many are waiting.
    pub async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        self.run(Line::Open, move |_| work()).await
    }

    /// Whether `password` is the one behind `stored`. Without a stored hash it takes as long and is
    /// wrong, so that time does not tell who has an account.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many are waiting.
    pub async fn verify(&self, password: &Password, stored: Option<&str>, effort: Effort) -> Result<Verdict, Error> {
        self.verify_in(Line::Open, password, stored, effort).await
    }

    /// The same for somebody who waits in this line.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many are waiting in it.
    pub async fn verify_in(
        &self,
        line: Line,
        password: &Password,
        stored: Option<&str>,
        effort: Effort,
    ) -> Result<Verdict, Error> {
        let is_known = stored.is_some();
        let (argon2, dummy_hash) = (self.argon2.clone(), self.dummy_hash.clone());
        let stored = stored.unwrap_or(&dummy_hash).to_owned();
        let (password, typed) = (password.reveal().to_owned(), password.reveal_typed().map(str::to_owned));
        self.run(line, move |memory| {
            let mut opens = |text: &str| {
                let is_right = matches(memory, text, &stored);
                if effort == Effort::OfEveryKind {
                    let other = if is_better_auth(&stored) {
                        &*dummy_hash
                    } else {
                        BETTER_AUTH_NOBODY
                    };
                    // Or the compiler might leave a hash out whose result nobody uses, and the time would tell.
                    black_box(matches(memory, text, other));
                }
                is_right && is_known
            };
            let is_right = opens(&password);
            // Older hashes are of the text as it came.
            if !is_right && !typed.is_some_and(|typed| opens(&typed)) {
                return Ok(Verdict::Wrong);
            }
            if is_right && is_current(&argon2, &stored) {
                Ok(Verdict::Right)
            } else {
                Ok(Verdict::RightButOld(hash(&argon2, memory, &password)?))
            }
        })
        .await?
    }

    /// Runs slow work when it is its turn. The permit goes with the work, not with the request: a
    /// client that hangs up must not let the next one in early.
    #[tracing::instrument(name = "hash", level = "debug", skip_all)]
    async fn run<T: Send + 'static>(
        &self,
        line: Line,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let stopwatch = Stopwatch::start();
        let Some(permit) = self.turn(line).await else {
            metrics::hash_refused();
            return Err(Error::Busy);
        };
        let waited = stopwatch.elapsed();
        let (memory, waiting) = (Arc::clone(&self.memory), Arc::clone(&self.waiting));
        let result = spawn_blocking(move || {
            let stopwatch = Stopwatch::start();
            let mut blocks = memory.take();
            let result = work(&mut blocks);
            if waiting.iter().any(|line| line.load(Ordering::SeqCst) > 0) {
                memory.keep(blocks);
            } else {
                memory.clear();
            }
            drop(permit);
            metrics::hashed(waited, stopwatch.elapsed());
            result
        });
        Ok(result.await?)
    }

    /// Waits in a line; nothing where it is full, or takes too long.
    async fn turn(&self, line: Line) -> Option<OwnedSemaphorePermit> {
        let _waiting = Waiting::enter(&self.waiting[line as usize])?;
        let turn = async {
            let _head = match line {
                Line::Open => Some(self.heads.acquire().await),
                Line::Known => None,
            };
            Arc::clone(&self.permits).acquire_owned().await
        };
        let permit = timeout(QUEUE_TIMEOUT, turn).await;
        Some(permit.ok()?.expect("the semaphore is never closed"))
    }

    /// How many wait for their turn.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        let counts = self.waiting.iter().map(|line| line.load(Ordering::SeqCst));
        u64::try_from(counts.sum::<usize>()).unwrap_or(u64::MAX)
    }

    /// How many hashes are being made.
    #[must_use]
    pub fn running(&self) -> u64 {
        let count = self.at_a_time.saturating_sub(self.permits.available_permits());
        u64::try_from(count).unwrap_or(u64::MAX)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Of Better Auth's own making: `password123`.
    const OF_BETTER_AUTH: &str = "00112233445566778899aabbccddeeff:73122e887cfc14f91396cdef78dfe4b9dec28d459037601c4904cedba5a637ab97b39b40c236df5d42881d0109ca8cf0f85e39dbaba2911c190915bd8f30fe85";

    fn weak() -> PasswordHasher {
        PasswordHasher::with(Params::new(16, 1, 1, None).unwrap(), 2)
    }

    fn password(text: &str) -> Password {
        Password::parse(text.to_owned()).unwrap()
    }

    #[tokio::test]
    async fn every_effort_finds_the_same() {
        assert_eq!(BETTER_AUTH_NOBODY.len(), OF_BETTER_AUTH.len());
        let hasher = weak();
        let own = hasher.hash(&password("password123")).await.unwrap();
        for effort in [Effort::OfItsKind, Effort::OfEveryKind] {
            for stored in [&*own, OF_BETTER_AUTH] {
                let right = hasher
                    .verify(&password("password123"), Some(stored), effort)
                    .await
                    .unwrap();
                assert_eq!(right == Verdict::Right, stored == own);
                assert_ne!(right, Verdict::Wrong);
                let wrong = hasher.verify(&password("password124"), Some(stored), effort).await;
                assert_eq!(wrong.unwrap(), Verdict::Wrong);
            }
            for guess in ["password123", ""] {
                if let Ok(guess) = Password::parse(guess.to_owned()) {
                    let nobody = hasher.verify(&guess, None, effort).await;
                    assert_eq!(nobody.unwrap(), Verdict::Wrong);
                }
            }
        }
    }

    #[tokio::test]
    async fn a_hash_of_the_text_as_it_came_opens_and_is_replaced() {
        let (composed, apart) = ("mañana café", "man\u{303}ana cafe\u{301}");
        let hasher = weak();
        let argon2 = argon2id(Params::new(16, 1, 1, None).unwrap());
        let old = hash(&argon2, &mut Vec::new(), apart).unwrap();
        let found = hasher
            .verify(&password(apart), Some(&old), Effort::OfItsKind)
            .await
            .unwrap();
        let Verdict::RightButOld(new) = found else {
            panic!("{found:?}")
        };
        for text in [composed, apart] {
            let found = hasher.verify(&password(text), Some(&new), Effort::OfItsKind).await;
            assert_eq!(found.unwrap(), Verdict::Right, "{text}");
        }
    }

    /// However many strangers wait, who is known waits for one of them at most.
    #[tokio::test]
    async fn who_is_known_goes_before_strangers_who_came_earlier() {
        let hasher = Arc::new(PasswordHasher::with(Params::new(8, 1, 1, None).unwrap(), 1));
        let busy = Arc::clone(&hasher.permits).acquire_owned().await.unwrap();
        let order = Arc::new(std::sync::Mutex::new(Vec::new()));
        let wait = |line| {
            let (hasher, order) = (Arc::clone(&hasher), Arc::clone(&order));
            tokio::spawn(async move {
                let turn = hasher.turn(line).await.unwrap();
                order.lock().unwrap().push(line);
                drop(turn);
            })
        };
        let mut waits: Vec<_> = (0..5).map(|_| wait(Line::Open)).collect();
        while hasher.waiting() < 5 {
            tokio::task::yield_now().await;
        }
        waits.push(wait(Line::Known));
        while hasher.waiting() < 6 {
            tokio::task::yield_now().await;
        }
        drop(busy);
        for wait in waits {
            wait.await.unwrap();
        }
        let place = order.lock().unwrap().iter().position(|line| *line == Line::Known);
        assert!(place.unwrap() <= 1, "{:?}", order.lock().unwrap());
    }
}
