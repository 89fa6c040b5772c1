//! What is needed beyond Rust and Node, and how it is installed.
//!
//! Each function looks first and installs only what is missing, as a step of its own. What cannot be installed is an
//! error with the command that would do it: a skipped tool would come back later as a failure nobody understands.

use crate::Result;
use crate::step::say;

mod node_modules;
mod python;
mod rust_tools;
mod system_packages;

pub use python::tool as python_tool;
pub use rust_tools::cargo_deny;

pub fn setup(tests: bool, checks: bool) -> Result {
    match (tests, checks) {
        (true, _) => for_testing()?,
        (false, true) => for_checking()?,
        (false, false) => for_building()?,
    }
    say("everything that is needed is installed");
    Ok(())
}

/// What `run`, `dev` and `build` need.
pub fn for_building() -> Result {
    rust_tools::wasm_target()?;
    rust_tools::cargo_leptos()?;
    rust_tools::wasm_bindgen()?;
    node_modules::install()
}

/// What `check` needs: it compiles for the browser but assembles no site.
pub fn for_checking() -> Result {
    rust_tools::wasm_target()?;
    rust_tools::lint_components()?;
    node_modules::install()
}

/// What a script needs that opens the pages of the release build.
pub fn for_browser() -> Result {
    for_building()?;
    system_packages::chromium()
}

pub fn for_testing() -> Result {
    for_browser()?;
    python::install()?;
    system_packages::postgresql()
}

/// What `torture` needs beyond the build.
pub fn for_torture() -> Result {
    for_building()?;
    system_packages::postgresql()?;
    system_packages::torture_tools();
    Ok(())
}

/// What a database test needs, and nothing to build pages with.
pub fn for_postgres() -> Result {
    system_packages::postgresql()
}
