//! The tables, one file each. A function says `find_…` (may be absent), `insert_…`, `update_…`,
//! `delete_…` or `consume_…`; it decides nothing. Every statement is listed in [`STATEMENTS`], and a
//! test prepares each on both databases.
//!
//! No request of a user counts or reads through what grows without a bound: how many todos there are is kept by
//! triggers, pages of a list have a limit, and what has expired is deleted in parts ([`PART`]), for on SQLite everybody
//! who writes waits for it. Whole tables are counted for `/admin`, metrics and the command line only.

pub mod attempts;
pub mod audit_events;
pub mod changes;
pub mod credentials;
pub mod email_changes;
pub mod exports;
pub mod idempotency_keys;
pub mod imports;
pub mod installation;
pub mod known_devices;
pub mod labels;
pub mod lists;
pub mod mails;
pub mod moments;
pub mod one_time_tokens;
pub mod passkey_ceremonies;
pub mod passkeys;
pub mod pending_sign_ups;
pub mod people;
pub mod purges;
pub mod recovery_codes;
pub mod refresh_tokens;
pub mod sealed_columns;
pub mod sessions;
pub mod sign_in_challenges;
pub mod signing_keys;
pub mod todo_batches;
pub mod todo_counts;
pub mod todo_orders;
pub mod todo_places;
pub mod todo_queries;
pub mod todo_search;
pub mod todo_series;
pub mod todo_words;
pub mod todos;
pub mod trusted_devices;
pub mod two_factors;
pub mod users;

/// What is stored of a token: its SHA-256.
pub type TokenHash = [u8; 32];

/// So many rows are cleared away at once. On SQLite nobody else writes meanwhile, so it must not take long.
pub const PART: i64 = 500;

/// Every statement of the program.
pub const STATEMENTS: &[&[&str]] = &[
    users::STATEMENTS,
    people::STATEMENTS,
    credentials::STATEMENTS,
    sessions::STATEMENTS,
    refresh_tokens::STATEMENTS,
    signing_keys::STATEMENTS,
    installation::STATEMENTS,
    sealed_columns::STATEMENTS,
    todos::STATEMENTS,
    todo_batches::STATEMENTS,
    todo_places::STATEMENTS,
    todo_queries::STATEMENTS,
    todo_search::STATEMENTS,
    todo_series::STATEMENTS,
    todo_words::STATEMENTS,
    todo_orders::STATEMENTS,
    todo_counts::STATEMENTS,
    lists::STATEMENTS,
    labels::STATEMENTS,
    changes::STATEMENTS,
    purges::STATEMENTS,
    idempotency_keys::STATEMENTS,
    attempts::STATEMENTS,
    one_time_tokens::STATEMENTS,
    pending_sign_ups::STATEMENTS,
    email_changes::STATEMENTS,
    mails::STATEMENTS,
    audit_events::STATEMENTS,
    passkeys::STATEMENTS,
    passkey_ceremonies::STATEMENTS,
    exports::STATEMENTS,
    imports::STATEMENTS,
    two_factors::STATEMENTS,
    recovery_codes::STATEMENTS,
    trusted_devices::STATEMENTS,
    known_devices::STATEMENTS,
    sign_in_challenges::STATEMENTS,
    moments::STATEMENTS,
];
