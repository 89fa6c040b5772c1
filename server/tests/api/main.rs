//! The whole program over HTTP, on SQLite and on PostgreSQL. Each module tests what its name says.

#![expect(
    clippy::unwrap_used,
    clippy::unchecked_time_subtraction,
    reason = "a test that cannot go on has failed"
)]
#![expect(
    clippy::items_after_statements,
    reason = "a test defines what it needs where it needs it"
)]

mod account_pages;
mod admin;
mod authorisation;
mod better_auth;
mod carried_over;
mod client_errors;
mod connections;
mod cookies;
mod cors;
mod enumeration;
mod factors;
mod full_disk;
mod head;
mod headers;
mod health;
mod instances;
mod jwt;
mod keys;
mod limits;
mod mail;
mod observe;
mod openapi;
mod origin;
mod pages;
mod pages_at_once;
mod passkeys;
mod rate_limits;
mod refresh;
mod rpc;
mod security_contact;
mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;
mod static_files;
mod stopping;
mod support;
mod todos;
mod todos_api;
mod token_api;
mod two_factor;
