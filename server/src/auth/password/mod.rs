//! Hashing passwords, which is slow on purpose.
//!
//! Hashes run off the async threads behind a bounded queue (`hasher`): a flood of sign-ins waits or is turned away and
//! leaves the rest of the server alone. Devices and networks that an account knows have a [`Line`] of their own, so such
//! a flood does not turn its owner away either. A hash whose parameters are no longer ours, or that came from Better Auth
//! (scrypt), still opens its account and is replaced by a new one then (`hash`).

mod hash;
mod hasher;
mod memory;

pub use hasher::{Effort, Line, PasswordHasher, Verdict};
