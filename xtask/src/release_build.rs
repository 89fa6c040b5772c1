//! The release build: one binary that carries its pages, styles and WASM, compressed and with hashed names.
//!
//! `run`, `test` and `bench` call `build_if_changed`; the promise is that the binary then matches the sources.

use std::fs;
use std::time::SystemTime;

use crate::command::{command, run};
use crate::failure::Failure;
use crate::step::{say, step};
use crate::{Result, grammar, lean_assets, stamp, workspace};

/// `embed` puts the site into the binary, so that one file is all there is to install.
const BUILD: [&str; 6] = [
    "leptos",
    "build",
    "--release",
    "--precompress",
    "--bin-features",
    "embed",
];

pub fn build_if_changed() -> Result {
    if stamp::is_current(&BUILD) {
        say("release build is up to date");
        return Ok(());
    }
    build()
}

pub fn build() -> Result {
    step("build for release", || {
        // The fingerprint is taken before the build: a file saved meanwhile then causes another build, not none.
        let sources = stamp::fingerprint(&BUILD)?;
        let started = stamp::begin()?;
        // Hashed names are set here and not in Cargo.toml because `cargo leptos watch` does not rename what it rebuilds.
        let assets = lean_assets::make()?;
        grammar::build(&assets, true)?;
        run(command("cargo")
            .args(BUILD)
            .env("LEPTOS_HASH_FILES", "true")
            .env("LEPTOS_ASSETS_DIR", assets))?;
        require_new_binary(started)?;
        stamp::finish(sources)
    })
}

/// cargo-leptos reports success in some cases where it built nothing; only a new file proves the build.
fn require_new_binary(started: SystemTime) -> Result {
    let binary = workspace::binary();
    match fs::metadata(&binary).and_then(|metadata| metadata.modified()) {
        Ok(modified) if modified >= started => Ok(()),
        Ok(_) => Err(Failure::new(format!(
            "cargo-leptos reported success, but {} was not built anew and would serve old assets",
            workspace::shown(&binary)
        ))
        .hint("`cargo clean --release --package server`, then start again")),
        Err(error) => Err(Failure::new(format!(
            "cargo-leptos reported success, but left no {}: {error}",
            workspace::shown(&binary)
        ))),
    }
}
