//! The interface against a fake of its ports: no database, no server, no browser.
//!
//! Run with `cargo test -p app --features ssr`.

mod codec;
mod fake;
mod functions;
mod pages;
