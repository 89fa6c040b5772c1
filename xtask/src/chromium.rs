//! Finds a Chromium for the end-to-end tests and measurements.
//!
//! The distribution's own is preferred to the one Playwright downloads, whose address is not reachable everywhere.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::Result;
use crate::failure::Failure;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Debian's name for it, as of the program so of the package.
pub const SHELL: &str = "chromium-headless-shell";

/// `CHROMIUM_PATH`, then `PATH`, then what Playwright has downloaded.
pub fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM_PATH") {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    on_path(&NAMES).or_else(downloaded_by_playwright)
}

pub fn require() -> Result<PathBuf> {
    find().ok_or_else(|| match env::var("CHROMIUM_PATH") {
        Ok(named) => Failure::new(format!("CHROMIUM_PATH names {named}, which is not a file")),
        Err(_) => Failure::new("no Chromium found").hint("`cargo xtask setup --tests`, or name one in CHROMIUM_PATH"),
    })
}

/// Chromium without its windows, in which the end-to-end tests take half the time; where there is none, or another browser
/// is named, they take that.
pub fn find_shell() -> Option<PathBuf> {
    match env::var_os("CHROMIUM_PATH") {
        Some(_) => None,
        None => on_path(&[SHELL]),
    }
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let directories: Vec<_> = env::split_paths(&env::var_os("PATH")?).collect();
    names
        .iter()
        .flat_map(|name| directories.iter().map(move |directory| directory.join(name)))
        .find(|path| path.is_file())
}

fn downloaded_by_playwright() -> Option<PathBuf> {
    let browsers = match env::var_os("PLAYWRIGHT_BROWSERS_PATH") {
        Some(path) => PathBuf::from(path),
        None => PathBuf::from(env::var_os("HOME")?).join(".cache/ms-playwright"),
    };
    let mut chromiums: Vec<PathBuf> = fs::read_dir(browsers)
        .ok()?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .flat_map(|browser| {
            [
                browser.join("chrome-linux/chrome"),
                browser.join("chrome-linux64/chrome"),
            ]
        })
        .filter(|path| path.is_file())
        .collect();
    // The directories are named by increasing revision numbers of equal length.
    chromiums.sort();
    chromiums.pop()
}
