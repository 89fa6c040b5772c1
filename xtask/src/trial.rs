//! The trials of `cargo xtask torture`, by the names they have on the command line.
//!
//! xtask offers them and says so before it builds anything; the package `benches`, which has this file too, runs them.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Trial {
    /// kill -9 during writes
    Kill,
    /// SIGTERM under load
    Stop,
    /// PostgreSQL stopped and started under load
    Outage,
    /// The disk of the SQLite database is full
    Disk,
    /// The clock jumps
    Clock,
    /// Slow clients, idle connections, floods of connections
    Slow,
    /// Requests nobody should send
    Fuzz,
    /// Every commit reaches the disk before it is acknowledged
    Durable,
    /// Several instances: a session that ends at one is dead at the others
    Revoke,
    /// Several instances: limits count together
    Limits,
    /// Several instances that start at once on an empty database agree
    Start,
    /// Several instances: keys are rotated under traffic
    Keys,
    /// Several instances: the secret is changed under traffic
    Secrets,
    /// Several instances: one after the other is restarted behind a proxy
    Proxy,
    /// Several instances: each email is sent by one
    Emails,
}
