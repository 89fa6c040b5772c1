//! `cargo xtask dev`: what one does all day, `cargo leptos watch`, with the tools it needs in place.

use std::ffi::OsString;

use crate::command::{become_program, command};
use crate::{Result, setup};

pub fn dev(arguments: &[OsString]) -> Result {
    setup::for_building()?;
    become_program(command("cargo").args(["leptos", "watch"]).args(arguments))
}
