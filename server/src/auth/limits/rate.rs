//! How much is allowed in how long.

use std::time::Duration;

/// What the operator allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Passwords that one client may try, on whatever accounts.
    pub sign_in: Rate,
    /// Accounts that one client may make.
    pub sign_up: Rate,
    /// Mails that one client may cause.
    pub mail: Rate,
    /// Wrong passwords in a row on one account before the next has to wait.
    pub account: u32,
}

/// Enough for an office behind one address, and useless for trying lists of passwords.
impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in: Rate::new(20, 60),
            sign_up: Rate::new(20, 60 * 60),
            mail: Rate::new(20, 60 * 60),
            account: 5,
        }
    }
}

/// So many in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub count: u32,
    pub window: Duration,
}

impl Rate {
    #[must_use]
    pub const fn new(count: u32, seconds: u64) -> Self {
        Self {
            count,
            window: Duration::from_secs(seconds),
        }
    }
}
