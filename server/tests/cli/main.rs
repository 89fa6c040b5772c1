//! The command line, as a person or a script uses it: the very program, in a folder of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../api/support/database.rs"]
mod database;

mod backup;
mod copy;
mod doctor;
mod health;
mod keys;
mod mail;
mod migrate;
mod observe;
mod restore;
mod support;
mod user;
mod words;
