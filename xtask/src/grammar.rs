//! The program that reads the line of a new todo, built beside the one that makes pages come alive.
//!
//! cargo-leptos builds one program for the browser; this is the other one. It goes where the static files are, because it
//! is loaded by its address like them.

use std::fs;
use std::path::Path;

use crate::command::{command, run_silently};
use crate::failure::Failure;
use crate::{Result, workspace};

const TARGET: &str = "wasm32-unknown-unknown";

/// What makes it small; the same as for the other program (`wasm-opt-features` in Cargo.toml).
const OPTIMIZE: [&str; 7] = [
    "-Oz",
    "--reorder-functions-by-name",
    "--strip-producers",
    "--strip-target-features",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--vacuum",
];

/// Builds it into the folder of static files. The profile and the folder of the compiler are those of the other program,
/// so that what both need is compiled once.
pub fn build(assets: &Path, is_release: bool) -> Result {
    let (profile, folder) = match is_release {
        true => ("wasm-release", "wasm-release"),
        false => ("dev", "debug"),
    };
    let target = workspace::target().join("front");
    run_silently(
        command("cargo")
            .args([
                "build",
                "--package",
                "grammar",
                "--lib",
                "--target",
                TARGET,
                "--profile",
                profile,
            ])
            .arg("--target-dir")
            .arg(&target),
    )?;
    let out = assets.join("grammar");
    let wasm = target.join(TARGET).join(folder).join("grammar.wasm");
    run_silently(
        command("wasm-bindgen")
            .args([
                "--target",
                "web",
                "--no-typescript",
                "--remove-name-section",
                "--out-name",
                "grammar",
                "--out-dir",
            ])
            .arg(&out)
            .arg(wasm),
    )?;
    if is_release {
        let built = out.join("grammar_bg.wasm");
        let small = out.join("small.wasm");
        run_silently(
            command(workspace::node_tool("wasm-opt"))
                .arg(&built)
                .args(OPTIMIZE)
                .arg("-o")
                .arg(&small),
        )?;
        fs::rename(&small, &built)
            .map_err(|error| Failure::new(format!("cannot put {} in place: {error}", built.display())))?;
    }
    Ok(())
}
