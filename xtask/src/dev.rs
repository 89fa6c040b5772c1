//! `cargo xtask dev`: what one does all day, `cargo leptos watch`, with the tools it needs in place.

use std::ffi::OsString;

use crate::command::{become_program, command};
use crate::{Result, grammar, setup, workspace};

pub fn dev(arguments: &[OsString]) -> Result {
    setup::for_building()?;
    grammar::build(&workspace::root().join("public"), false)?;
    become_program(command("cargo").args(["leptos", "watch"]).args(arguments))
}
