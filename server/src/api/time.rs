//! Times as programs read them.

pub(super) use crate::clock::{parse_rfc3339, rfc3339};
