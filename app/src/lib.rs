//! The interface of Latchkey: what a person sees, and the two ports through which it asks for
//! everything else.
//!
//! Reading order: [`model`] holds the values, `backend` the ports, [`functions`] the calls from
//! the browser to the ports, [`hooks`] what components know, then [`components`] and [`pages`].
//! The server implements the ports and renders [`fn@shell`]; the browser hydrates what it rendered (`hydration`).

#![recursion_limit = "256"]

mod app;
#[cfg_attr(
    feature = "ssr",
    expect(dead_code, reason = "some of it is called where only a browser comes")
)]
mod browser;
mod client;
pub mod components;
pub mod functions;
pub mod hooks;
pub mod model;
pub mod pages;

#[cfg(feature = "hydrate")]
mod hydration;

#[cfg(feature = "ssr")]
pub mod backend;
#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod not_found;
#[cfg(feature = "ssr")]
mod request;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod shape;
#[cfg(feature = "ssr")]
mod shell;

pub use app::PROTECTED_PATHS;
#[cfg(feature = "hydrate")]
pub use hydration::hydrate;
#[cfg(feature = "ssr")]
pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::{SiteAssets, shell};
