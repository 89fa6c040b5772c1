//! The interface of Latchkey: what a user sees, and the two ports through which it asks for
//! everything else.
//!
//! Reading order: [`model`] holds the values, `backend` the ports, [`functions`] the calls from
//! the browser to the ports, [`hooks`] what components know, then [`components`] and `pages`.
//! The server implements the ports and renders [`fn@shell`]; the browser hydrates what it rendered (`hydration`).

#![warn(missing_docs, unreachable_pub)]
#![recursion_limit = "256"]

// `#[component]` and `#[server]` write `pub` beside an item whatever the item says: where they stand, the lint is of no use.
#[expect(unreachable_pub, reason = "written by macros")]
mod app;
#[cfg_attr(
    feature = "ssr",
    expect(dead_code, reason = "some of it is called where only a browser comes")
)]
mod browser;
mod client;
#[expect(unreachable_pub, reason = "written by macros")]
pub mod components;
#[cfg_attr(feature = "ssr", expect(unreachable_pub, reason = "written by macros"))]
pub mod functions;
pub mod hooks;
pub mod model;
#[expect(unreachable_pub, reason = "written by macros")]
mod pages;

#[cfg(feature = "hydrate")]
mod hydration;

#[cfg(feature = "ssr")]
pub mod backend;
#[cfg(feature = "ssr")]
#[expect(unreachable_pub, reason = "written by macros")]
mod frame;
#[cfg(feature = "ssr")]
#[expect(unreachable_pub, reason = "written by macros")]
mod home;
#[cfg(feature = "ssr")]
#[expect(unreachable_pub, reason = "written by macros")]
mod not_found;
#[cfg(feature = "ssr")]
mod request;
#[cfg(feature = "ssr")]
#[expect(unreachable_pub, reason = "written by macros")]
mod routes;
#[cfg(feature = "ssr")]
mod shape;
#[cfg(feature = "ssr")]
mod shell;

pub use app::PROTECTED_PATHS;
#[cfg(feature = "ssr")]
pub use frame::views_html;
#[cfg(feature = "hydrate")]
pub use hydration::hydrate;
#[cfg(feature = "ssr")]
pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::{SiteAssets, shell};
