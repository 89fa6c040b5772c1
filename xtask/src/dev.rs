//! `cargo xtask dev`: what one does all day, `cargo leptos watch`, with the tools it needs in place.

use std::ffi::OsString;

use crate::command::{become_program, command};
use crate::{Result, setup};

pub fn dev(arguments: &[OsString]) -> Result {
    setup::for_building()?;
    // Without `--split` the lazy routes have no chunks to load, and pages would differ from the release build.
    become_program(command("cargo").args(["leptos", "watch", "--split"]).args(arguments))
}
