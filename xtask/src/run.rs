//! `cargo xtask run`: from a fresh checkout to a serving program. The second call starts in seconds.

use std::ffi::OsString;

use crate::command::{become_program, command};
use crate::{Result, release_build, setup, workspace};

pub fn run(arguments: &[OsString]) -> Result {
    setup::for_building()?;
    release_build::build_if_changed()?;
    become_program(command(workspace::binary()).arg("serve").args(arguments))
}
