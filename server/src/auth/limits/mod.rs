//! How often something may be tried: by one client, and on one account.
//!
//! Everything that costs a hash asks [`before`] first, and its attempt is counted there and then, as a
//! failure until [`Attempt::succeeded`] says otherwise. So requests at the same moment cannot pass more than
//! the limit, nor can a client that hangs up before the answer. The counts are in the database, which all
//! instances share. An account that exists and one that does not are counted alike.
//!
//! A wrong password on somebody's account makes the next attempt wait, but only where it came from: devices
//! and networks that have signed in to the account before have counts of their own. An attacker uses up the
//! one of everybody else, and the owner still comes in.
//!
//! One address of IPv4 is one client. Of IPv6 a connection has 2^64 addresses, and many a customer 2^72 or 2^80, so
//! there the count of the larger network goes along, with more in it.

mod attempt;
mod bucket;
mod counting;
mod keys;
mod mail;
mod notes;
mod place;
mod quotas;
mod rate;

pub use attempt::{Action, Attempt, after_success, before, forget_failures};
pub use mail::{before_mail, may_notify, may_welcome};
pub(super) use notes::{forget_networks, is_first, is_noted, is_one_too_many, note};
pub use quotas::{before_estimate, before_import, before_renewal};
pub use rate::{Limits, Rate};
