//! Where things are. Everything else in `xtask` asks here and joins no paths of its own to the root.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::Result;
use crate::failure::Failure;

/// The directory of the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    // Cargo sets the variable when it runs us; the value from compile time serves a binary called by hand.
    let xtask =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask
        .parent()
        .expect("xtask is a directory inside the workspace")
        .to_owned()
}

pub fn target() -> PathBuf {
    // `join` keeps an absolute CARGO_TARGET_DIR as it is.
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The server's half of the workspace, as Cargo is told. Always all of it: the dependencies that its packages share then
/// have one set of features and are built once. The browser's half is built for its own target, because `app` would
/// otherwise get the features of both, which never happens in a real build.
pub const SERVER_SIDE: [&str; 14] = [
    "--package",
    "app",
    "--package",
    "benches",
    "--package",
    "quick-add",
    "--package",
    "recurrence",
    "--package",
    "server",
    "--package",
    "xtask",
    "--features",
    "app/ssr",
];

/// The program that a release build makes.
pub fn binary() -> PathBuf {
    target().join("release/latchkey")
}

/// What tries the program, in a development build.
pub fn tormentor() -> PathBuf {
    target().join("debug/torture")
}

/// Tools of which the machine has another version than we need; ours go here and leave its own alone.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// An executable from `node_modules`.
pub fn node_tool(name: &str) -> PathBuf {
    root().join("node_modules/.bin").join(name)
}

/// The files in a folder and those below it whose names end so, sorted, without what was built or installed there.
pub fn files_below(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let unreadable = |error| Failure::new(format!("cannot read {}: {error}", shown(folder)));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !["target", "node_modules"].contains(&&*name) {
                files.extend(files_below(&path, ending)?);
            }
        } else if name.ends_with(&format!(".{ending}")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Failure::new(format!("cannot read {}: {error}", shown(path))))
}

/// How a path is shown: relative to the root where it is inside.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
