//! Times as programs read them.

pub(super) use crate::clock::rfc3339;
