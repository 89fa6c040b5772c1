//! `cargo xtask screenshots`: photographs of the pages, for the eye and for the documentation.

use std::ffi::OsString;

use crate::Result;
use crate::serving::run_script;

pub fn screenshots(arguments: &[OsString]) -> Result {
    run_script("screenshots.mjs", arguments)
}
