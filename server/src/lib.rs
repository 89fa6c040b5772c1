//! Latchkey's server: everything but the interface.
//!
//! `cli` reads the command and its settings, `startup` builds the program and runs it, `router`
//! shows every route on one page. Behind it `forms`, `account_pages` and `app_backend` translate between the
//! outside and the use cases in `auth` and `todos`; these ask `store`, and `store` asks `database`.
//! The arrows are drawn in `docs/ARCHITECTURE.md` and checked by a test.

#![recursion_limit = "256"]
#![warn(unreachable_pub)]

mod account_pages;
pub mod api;
pub mod app_backend;
pub mod auth;
pub mod cli;
mod client_errors;
pub mod clock;
pub mod config;
pub mod database;
mod entity_tag;
mod error_page;
mod flash;
mod fold;
mod for_client;
mod forms;
pub mod humanize;
mod jobs;
pub mod mail;
mod metrics_page;
pub mod middleware;
mod navigation;
mod preload;
pub mod problem;
mod random;
mod render;
pub mod router;
mod security_contact;
mod session_events;
pub mod site;
pub mod startup;
pub mod state;
pub mod store;
pub mod telemetry;
pub mod todos;
