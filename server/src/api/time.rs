//! Times as programs read them.

pub use crate::clock::rfc3339;
