//! What is rendered, for whom, and where it leads.

mod escaping;
mod guard;
mod redirects;
mod rendering;
mod theme;
