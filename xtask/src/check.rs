//! `cargo xtask check`: everything that can be found wrong without running the program.
//!
//! All steps run even if one fails, so that one call shows all there is to fix.

use std::path::PathBuf;
use std::{env, fs};

use crate::command::{answer, command, run};
use crate::failure::Failure;
use crate::step::{say, say_where_the_time_went, step};
use crate::unused_dependencies::unused_dependencies;
use crate::{Result, setup, workspace};

/// The browser's half, for its own target.
const BROWSER_SIDE: [&str; 6] = [
    "--package",
    "frontend",
    "--package",
    "grammar",
    "--target",
    "wasm32-unknown-unknown",
];

type Check = fn() -> Result;

pub fn check(strict: bool) -> Result {
    setup::for_checking()?;
    if strict {
        setup::cargo_deny()?;
    }

    let checks: [(&str, Check); 9] = [
        ("check the format", format),
        ("look for dependencies that nothing names", unused_dependencies),
        ("lint the server side", lint_server_side),
        ("lint the browser side", lint_browser_side),
        ("build the documentation of the server side", document_server_side),
        ("build the documentation of the browser side", document_browser_side),
        ("check licences and sources of dependencies", licences),
        ("check dependencies for known holes", advisories),
        ("check the types of the end-to-end tests", types),
    ];
    let failed: Vec<&str> = checks
        .into_iter()
        .filter(|(name, check)| {
            let result = step(name, check);
            result.inspect_err(|failure| eprintln!("    {failure}")).is_err()
        })
        .map(|(name, _)| name)
        .collect();
    say_where_the_time_went();

    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("failed: {}", failed.join("; "))))
}

fn format() -> Result {
    run(command("cargo").args(["fmt", "--all", "--check"])).map_err(|failure| failure.hint("`cargo fmt --all` formats"))
}

fn lint_server_side() -> Result {
    run(command("cargo")
        .arg("clippy")
        .args(workspace::SERVER_SIDE)
        .args(["--all-targets", "--", "-D", "warnings"]))
}

fn lint_browser_side() -> Result {
    run(command("cargo")
        .arg("clippy")
        .args(BROWSER_SIDE)
        .args(["--", "-D", "warnings"]))
}

fn document_server_side() -> Result {
    document(&workspace::SERVER_SIDE)
}

fn document_browser_side() -> Result {
    document(&BROWSER_SIDE)
}

fn document(packages: &[&str]) -> Result {
    run(command("cargo")
        .args(["doc", "--no-deps", "--document-private-items"])
        .args(packages)
        .env("RUSTDOCFLAGS", "-D warnings"))
}

fn licences() -> Result {
    if answer(command("cargo").args(["deny", "--version"])).is_none() {
        say("NOT CHECKED: cargo-deny is not installed; `cargo xtask check --strict` installs it and checks");
        return Ok(());
    }
    run(command("cargo").args(["deny", "check", "bans", "licenses", "sources"]))
}

/// Advisories lie in a repository of their own, which is not reachable everywhere: then the last copy has to do, and
/// where there is none, that is said. What is known and accepted is in `deny.toml`, with the reason.
fn advisories() -> Result {
    if answer(command("cargo").args(["deny", "--version"])).is_none() {
        say("NOT CHECKED: cargo-deny is not installed; `cargo xtask check --strict` installs it and checks");
        return Ok(());
    }
    if answer(command("cargo").args(["deny", "fetch", "db"])).is_some() {
        return run(command("cargo").args(["deny", "check", "--disable-fetch", "advisories"]));
    }
    match days_since_fetched() {
        Some(days) => {
            say(&format!(
                "the database of advisories cannot be reached; the copy here is {days} days old"
            ));
            run(command("cargo").args(["deny", "check", "--disable-fetch", "advisories"]))
        }
        None => {
            say("NOT CHECKED: the database of advisories cannot be reached, and there is no copy of it");
            Ok(())
        }
    }
}

/// The age of the newest copy, which cargo-deny keeps where Cargo keeps everything.
fn days_since_fetched() -> Option<u64> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))?;
    let copies = fs::read_dir(cargo_home.join("advisory-dbs")).ok()?.flatten();
    let fetched = copies.filter_map(|copy| {
        let mark = copy.path().join(".git/FETCH_HEAD").metadata();
        mark.or_else(|_| copy.metadata()).ok()?.modified().ok()?.elapsed().ok()
    });
    Some(fetched.min()?.as_secs() / (24 * 60 * 60))
}

fn types() -> Result {
    if !workspace::root().join("end2end/tsconfig.json").is_file() {
        say("NOT CHECKED: there is no end2end/tsconfig.json");
        return Ok(());
    }
    run(command(workspace::node_tool("tsc")).args(["--noEmit", "--project", "end2end"]))
}
