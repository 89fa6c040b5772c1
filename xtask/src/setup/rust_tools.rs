//! Tools that come through rustup and Cargo.
//!
//! cargo-leptos takes whatever `wasm-bindgen` is on PATH without looking at its version, and a differing one fails late
//! and obscurely. So the version is checked here, against the one in Cargo.lock.

use std::fs;
use std::path::Path;

use crate::command::{answer, command, run, shown};
use crate::failure::Failure;
use crate::step::step;
use crate::{Result, workspace};

const WASM: &str = "wasm32-unknown-unknown";
/// The newest that rustc 1.95 compiles. Later ones of the same series serve as well where they are there already.
const CARGO_LEPTOS: &str = "0.3.10";
const CARGO_DENY: &str = "0.20.2";

/// `rust-toolchain.toml` names it too, and rustup then adds it by itself, unless it was told not to
/// (`RUSTUP_AUTO_INSTALL=0`) or the compiler is not rustup's.
pub fn wasm_target() -> Result {
    // Asking rustc rather than rustup also finds the target of a compiler that came from a distribution.
    let library = answer(command("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if library.is_some_and(|library| Path::new(&library).is_dir()) {
        return Ok(());
    }
    install(
        &format!("add the Rust target {WASM}"),
        &["rustup", "target", "add", WASM],
    )
}

/// As with the target: a machine on which rustup adds nothing by itself is told here what is missing.
pub fn lint_components() -> Result {
    for (component, program) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if answer(command("cargo").args([program, "--version"])).is_none() {
            install(&format!("add {component}"), &["rustup", "component", "add", component])?;
        }
    }
    Ok(())
}

pub fn cargo_leptos() -> Result {
    let found = version_of(&["cargo", "leptos", "--version"]);
    if found.as_deref().is_some_and(is_good_cargo_leptos) {
        return Ok(());
    }
    cargo_install("cargo-leptos", CARGO_LEPTOS, found.as_deref())
}

pub fn wasm_bindgen() -> Result {
    let needed = locked_version("wasm-bindgen")?;
    let found = version_of(&["wasm-bindgen", "--version"]);
    if found.as_deref() == Some(needed.as_str()) {
        return Ok(());
    }
    cargo_install("wasm-bindgen-cli", &needed, found.as_deref())
}

/// Only `check --strict` installs it; any version will do.
pub fn cargo_deny() -> Result {
    if version_of(&["cargo", "deny", "--version"]).is_some() {
        return Ok(());
    }
    cargo_install("cargo-deny", CARGO_DENY, None)
}

/// Installs where Cargo always does if the machine has no version at all, so that the tool also works by hand.
/// If it has another one, that one stays, and ours goes into `target/tools`, which our child processes search first.
fn cargo_install(package: &str, version: &str, found: Option<&str>) -> Result {
    let package_at_version = format!("{package}@{version}");
    let tools = workspace::tools();
    let mut root: Vec<&str> = Vec::new();
    if found.is_some() {
        root = vec!["--root", tools.to_str().expect("the target directory has a UTF-8 path")];
    }

    let what = match found {
        Some(found) => format!("install {package} {version} into target/tools (found {found})"),
        None => format!("install {package} {version}"),
    };

    if answer(command("cargo").args(["binstall", "-V"])).is_some() {
        let binstall = [&["cargo", "binstall", "--no-confirm", &package_at_version], &root[..]].concat();
        if install(&what, &binstall).is_ok() {
            return Ok(());
        }
    }
    install(
        &what,
        &[&["cargo", "install", "--locked", &package_at_version], &root[..]].concat(),
    )
}

fn install(what: &str, words: &[&str]) -> Result {
    let mut installing = command(words[0]);
    installing
        .args(&words[1..])
        // These tools run for seconds and compile for many minutes: fast compilation is worth more than fast code.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    let by_hand = shown(&installing);
    step(what, || run(&mut installing))
        .map_err(|failure| failure.hint(format!("this has to succeed first: `{by_hand}`")))
}

/// The version a tool reports as `name 1.2.3`.
fn version_of(words: &[&str]) -> Option<String> {
    let reported = answer(command(words[0]).args(&words[1..]))?;
    let version = reported.split_whitespace().nth(1)?;
    Some(version.to_owned())
}

fn is_good_cargo_leptos(version: &str) -> bool {
    let patch = version.strip_prefix("0.3.").and_then(|patch| patch.parse::<u32>().ok());
    patch.is_some_and(|patch| patch >= 10)
}

fn locked_version(package: &str) -> Result<String> {
    let path = workspace::root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|error| Failure::new(format!("cannot read Cargo.lock: {error}")))?;
    version_in_lock(&lock, package).ok_or_else(|| Failure::new(format!("Cargo.lock names no version of {package}")))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_package_itself() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.129"));
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }

    #[test]
    fn cargo_leptos_is_good_from_the_pinned_version_on_within_its_series() {
        assert!(is_good_cargo_leptos("0.3.10"));
        assert!(is_good_cargo_leptos("0.3.11"));
        assert!(!is_good_cargo_leptos("0.3.9"));
        assert!(!is_good_cargo_leptos("0.2.47"));
        assert!(!is_good_cargo_leptos("0.4.0"));
    }
}
