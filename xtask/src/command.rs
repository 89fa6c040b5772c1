//! Child processes: started in the root of the workspace, with our own tools first on PATH.

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::Failure;
use crate::{Result, workspace};

pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(workspace::root())
        .env("PATH", path_with_our_tools());
    command
}

/// Shows the command, lets it write to the terminal, and fails when it does.
pub fn run(command: &mut Command) -> Result {
    announce(command);
    let status = command.status().map_err(|error| could_not_start(command, &error))?;
    succeeded(command, status)
}

/// Asks a question whose answer is the output. `None` when the program is missing or says no.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// Runs a command whose output matters only if it fails.
pub fn run_silently(command: &mut Command) -> Result {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| could_not_start(command, &error))?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    }
    succeeded(command, output.status)
}

/// Becomes the program, so that signals and the exit code pass through without a process in between.
pub fn become_program(command: &mut Command) -> Result {
    announce(command);
    let error = command.exec();
    Err(could_not_start(command, &error))
}

pub fn announce(command: &Command) {
    eprintln!("    $ {}", shown(command));
}

pub fn succeeded(command: &Command, status: ExitStatus) -> Result {
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("`{}` failed ({status})", shown(command))))
    }
}

pub fn could_not_start(command: &Command, error: &std::io::Error) -> Failure {
    let program = command.get_program().to_string_lossy();
    Failure::new(format!("cannot start `{program}`: {error}"))
}

/// The command as one would type it, without the arguments' quoting.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| workspace::shown(Path::new(word)))
        .collect::<Vec<_>>()
        .join(" ")
}

pub fn is_on_path(program: &str) -> bool {
    env::split_paths(&path_with_our_tools()).any(|directory| directory.join(program).is_file())
}

pub fn is_root() -> bool {
    answer(command("id").arg("-u")).as_deref() == Some("0")
}

/// Our tools come first. Where Cargo installs comes last: it is not on the PATH of every machine.
fn path_with_our_tools() -> OsString {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let ours = workspace::tools().join("bin");
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));

    let directories = std::iter::once(ours)
        .chain(env::split_paths(&inherited))
        .chain(cargo_home.map(|home| home.join("bin")));
    env::join_paths(directories).expect("the directories come from a PATH and from directories without a colon")
}
