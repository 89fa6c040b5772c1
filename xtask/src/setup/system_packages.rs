//! What the tests need from the system: a browser and a database server. Both come from apt where there is one.

use std::env;

use crate::command::{command, is_on_path, run, shown};
use crate::failure::Failure;
use crate::step::{say, step};
use crate::{Result, chromium, command, postgres};

pub fn chromium() -> Result {
    // One that is named and not there is a mistake to report, not a reason to install another.
    if chromium::find().is_some() || env::var_os("CHROMIUM_PATH").is_some() {
        return chromium::require().map(drop);
    }
    apt_install("chromium", "install Chromium, or name one in CHROMIUM_PATH")?;
    if chromium::find_shell().is_none()
        && let Err(failure) = apt_install(chromium::SHELL, "go on without; the tests take twice the time")
    {
        say(&format!("{failure}"));
    }
    chromium::require().map(drop)
}

pub fn postgresql() -> Result {
    if postgres::find_programs().is_some() {
        return Ok(());
    }
    apt_install("postgresql", "install PostgreSQL and put `initdb` on PATH")?;
    postgres::require_programs().map(drop)
}

/// What bends time, what watches system calls, and a proxy. Where they cannot be had, the trials that need them say so.
pub fn torture_tools() {
    let tools = [
        ("faketime", "faketime"),
        ("strace", "strace"),
        ("/usr/sbin/nginx", "nginx-light"),
    ];
    for (program, package) in tools {
        if !is_on_path(program)
            && let Err(failure) = apt_install(package, "go on without; the trial that needs it is not tried")
        {
            say(&format!("{failure}"));
        }
    }
}

pub fn python_venv() -> Result {
    apt_install("python3-venv", "install the `venv` module of Python")
}

fn apt_install(package: &str, otherwise: &str) -> Result {
    if !is_on_path("apt-get") {
        return Err(Failure::new(format!("{package} is missing and there is no apt-get here")).hint(otherwise));
    }

    let mut install = apt_get()?;
    install.args(["install", "--yes", "--no-install-recommends", package]);
    let by_hand = shown(&install);
    step(&format!("install {package}"), || {
        // A package list that cannot be refreshed may still be good enough, so only the installation decides.
        if run(apt_get()?.arg("update")).is_err() {
            say("apt-get update failed, going on with the package lists there are");
        }
        run(&mut install)
    })
    .map_err(|failure| failure.hint(format!("this has to succeed first: `{by_hand}`")))
}

fn apt_get() -> Result<std::process::Command> {
    // `env` comes after `sudo`, which would otherwise drop the variable.
    let apt_get = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    if command::is_root() {
        let mut as_root = command(apt_get[0]);
        as_root.args(&apt_get[1..]);
        return Ok(as_root);
    }
    if !is_on_path("sudo") {
        return Err(Failure::new("apt-get needs root, and there is no sudo here")
            .hint("run `cargo xtask setup --tests` once as root"));
    }
    let mut through_sudo = command("sudo");
    through_sudo.args(apt_get);
    Ok(through_sudo)
}
