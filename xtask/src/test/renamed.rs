//! `cargo xtask test rename`: a copy of the checkout becomes another product, as `docs/guides/make-it-yours.md` has it.
//! It has to compile whole, and to pass the tests of what the guide adds, of the statements and of the structure.
//!
//! The copy lies always in the same place, so that what Cargo keeps of it does not pile up, and shares the folder of
//! builds with the original: after the Rust tests no dependency is compiled for it.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::{answer, command, run, run_silently};
use crate::failure::Failure;
use crate::rename::{PRESENT, is_kept};
use crate::step::step;
use crate::{Result, workspace};

/// The entity that the guide adds, with few lines of context, so that it outlives changes beside its own. Who has applied
/// it for good has removed it.
const PATCH: &str = "docs/guides/bookmarks.patch";

/// In two parts, because `cargo xtask rename` refuses a name that stands somewhere already.
const NAME: &str = concat!("her", "onry");

pub fn renamed() -> Result {
    let copy = workspace::root().join("target/renamed");
    step("copy the checkout", || copy_checkout(&copy))?;
    step("add what the guide adds", || add_what_the_guide_adds(&copy))?;
    let cargo = |arguments: &[&str]| {
        let mut cargo = in_copy("cargo", &copy);
        cargo.args(arguments).env("CARGO_TARGET_DIR", workspace::target());
        cargo
    };
    step("rename the copy", || {
        run(&mut cargo(&["xtask", "rename", NAME, "--force"]))
    })?;
    look_for_the_old_name(&copy)?;
    let test = |arguments: &[&str]| {
        let mut test = cargo(&["test"]);
        test.args(workspace::SERVER_SIDE).args(arguments);
        test
    };
    step("compile the copy", || run(&mut test(&["--no-run"])))?;
    step("test the copy", || {
        // What a test writes it does not compare; the guide does the same.
        run(test(&["--test", "architecture"]).env("UPDATE_MAP", "1"))?;
        run(test(&["--test", "api", "the_table_of_routes"]).env("UPDATE_DOCS", "1"))?;
        run(&mut test(&["--test", "statements"]))?;
        run(&mut test(&["--test", "api", "bookmarks"]))
    })
}

/// Everything Git knows or would add, but for Cargo's settings: Cargo reads those of the folders above as well, and would
/// have each flag twice and build everything anew.
fn copy_checkout(copy: &Path) -> Result {
    let names = answer(command("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))
        .ok_or_else(|| {
            Failure::new("Git cannot list the files of this folder").hint("`git init`, and commit everything")
        })?;
    if copy.exists() {
        fs::remove_dir_all(copy).map_err(|error| Failure::new(format!("cannot remove {}: {error}", copy.display())))?;
    }
    let names = names
        .split('\0')
        .filter(|name| !name.is_empty() && !name.starts_with(".cargo/"));
    for name in names {
        let (from, to) = (workspace::root().join(name), copy.join(name));
        // One that was deleted and whose deletion is not committed yet is listed all the same.
        if from.is_file() {
            fs::create_dir_all(to.parent().unwrap_or(copy))
                .and_then(|()| fs::copy(&from, &to))
                .map_err(|error| Failure::new(format!("cannot copy {name}: {error}")))?;
        }
    }
    give_a_version_of_its_own(copy)?;
    run_silently(in_copy("git", copy).args(["init", "--quiet"]))
}

/// Cargo knows a package of a workspace by its name, its version and its path from the root. If all three were those of the
/// original, it would take what it has built of the one for the other, and not see what has changed since.
fn give_a_version_of_its_own(copy: &Path) -> Result {
    let manifest = copy.join("Cargo.toml");
    let text = workspace::read(&manifest)?;
    let version = "[workspace.package]\nversion = \"";
    let new_text = text.replacen(version, &format!("{version}9"), 1);
    if new_text == text {
        return Err(Failure::new("the packages have no version in common")
            .hint("`version` is the first line of `[workspace.package]` in Cargo.toml"));
    }
    fs::write(&manifest, new_text)
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", manifest.display())))
}

/// A program to which the copy is the checkout, also where Git is told of another one, as in a hook.
fn in_copy(program: impl AsRef<OsStr>, copy: &Path) -> Command {
    let mut command = command(program);
    // By this variable xtask knows where the workspace is.
    command.current_dir(copy).env("CARGO_MANIFEST_DIR", copy.join("xtask"));
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    command
}

fn add_what_the_guide_adds(copy: &Path) -> Result {
    if copy.join(PATCH).is_file() {
        run_silently(in_copy("git", copy).args(["apply", "-C1", PATCH])).map_err(|failure| {
            failure.hint(format!(
                "the code beside the guide's has changed: `git apply --3way {PATCH}`, finish it by hand, and write it \
                 anew with `git diff --cached --unified=1 -- app server migrations >{PATCH}`"
            ))
        })?;
    }
    // What is to be renamed is what Git knows.
    run_silently(in_copy("git", copy).args(["add", "--all", "--force"]))
}

fn look_for_the_old_name(copy: &Path) -> Result {
    let grep = ["grep", "--line-number", "--ignore-case", "-I", "--untracked", PRESENT];
    let found = answer(in_copy("git", copy).args(grep)).unwrap_or_default();
    let is_left = |line: &&str| {
        let path = line.split(':').next().unwrap_or_default();
        !is_kept(path, line)
    };
    match found.lines().find(is_left) {
        None => Ok(()),
        Some(line) => Err(Failure::new(format!("the renamed copy still says {PRESENT}: {line}"))
            .hint("write the name as it is elsewhere, or keep the line by the words in xtask/src/rename.rs")),
    }
}
