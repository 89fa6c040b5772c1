//! The Python packages that ask Latchkey from outside, in an environment of their own under `target`.

use std::fs;
use std::path::PathBuf;

use crate::command::{answer, command, run};
use crate::failure::Failure;
use crate::setup::system_packages;
use crate::step::step;
use crate::{Result, workspace};

pub fn install() -> Result {
    if answer(command("python3").arg("--version")).is_none() {
        return Err(Failure::new("`python3` is not on PATH").hint("install Python 3.10 or newer"));
    }
    let wanted = workspace::root().join("end2end/clients/requirements.txt");
    let wanted_text = fs::read_to_string(&wanted)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", wanted.display())))?;
    // Written last, so an installation that was interrupted begins anew.
    let done = folder().join("installed.txt");
    if fs::read_to_string(&done).is_ok_and(|installed| installed == wanted_text) {
        return Ok(());
    }
    step("install Python packages", || {
        make_environment()?;
        run(command(tool("python"))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
            ])
            .arg(&wanted))?;
        fs::write(&done, &wanted_text)
            .map_err(|error| Failure::new(format!("cannot write {}: {error}", done.display())))
    })
}

/// Debian has the module that makes environments in a package of its own.
fn make_environment() -> Result {
    let make = || run(command("python3").args(["-m", "venv", "--clear"]).arg(folder()));
    if make().is_ok() {
        return Ok(());
    }
    system_packages::python_venv()?;
    make()
}

/// A program of the environment.
pub fn tool(name: &str) -> PathBuf {
    folder().join("bin").join(name)
}

fn folder() -> PathBuf {
    workspace::target().join("clients")
}
