//! The interface against a fake of its ports: no database, no server, no browser.
//!
//! Run with `cargo test -p app --features ssr`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod codec;
mod fake;
mod functions;
mod guide;
mod pages;
