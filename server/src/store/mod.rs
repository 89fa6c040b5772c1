//! The tables, one file each. A function says `find_…` (may be absent), `insert_…`, `update_…`,
//! `delete_…` or `consume_…`; it decides nothing. Every statement is listed in [`STATEMENTS`], and a
//! test prepares each on both databases.

pub mod attempts;
pub mod audit_events;
pub mod credentials;
pub mod idempotency_keys;
pub mod mails;
pub mod moments;
pub mod one_time_tokens;
pub mod people;
pub mod refresh_tokens;
pub mod sessions;
pub mod signing_keys;
pub mod todo_lists;
pub mod todos;
pub mod users;

/// Every statement of the program.
pub const STATEMENTS: &[&[&str]] = &[
    users::STATEMENTS,
    people::STATEMENTS,
    credentials::STATEMENTS,
    sessions::STATEMENTS,
    refresh_tokens::STATEMENTS,
    signing_keys::STATEMENTS,
    todos::STATEMENTS,
    todo_lists::STATEMENTS,
    idempotency_keys::STATEMENTS,
    attempts::STATEMENTS,
    one_time_tokens::STATEMENTS,
    mails::STATEMENTS,
    audit_events::STATEMENTS,
    moments::STATEMENTS,
];
