//! Remembers from which sources the release binary was built, so that an unchanged tree is not built again.
//!
//! The stamp holds a hash of the contents, not the newest time: a checkout or a restored cache changes times
//! without changing files, and may also put an older file in place. It names the binary as well, because a plain
//! `cargo build --release` replaces it with one that carries no site.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::command::{answer, command};
use crate::failure::Failure;
use crate::{Result, workspace};

/// Everything a release build reads. What is missing counts as empty.
const SOURCES: [&str; 13] = [
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
    ".cargo",
    "app",
    "frontend",
    "grammar",
    "quick-add",
    "recurrence",
    "server",
    "style",
    "public",
    "migrations",
];

/// Whether the binary in place was made by this command from exactly these sources.
pub fn is_current(build: &[&str]) -> bool {
    let Ok(written) = fs::read_to_string(path()) else {
        return false;
    };
    let expected = fingerprint(build).and_then(line);
    expected.is_ok_and(|expected| expected == written)
}

/// Marks a build as begun and returns when, by the clock of the file system that will hold the binary.
/// A build that is interrupted leaves this mark, which matches nothing.
pub fn begin() -> Result<SystemTime> {
    write("building")?;
    let path = path();
    fs::metadata(&path)
        .and_then(|metadata| metadata.modified())
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))
}

pub fn finish(sources: u64) -> Result {
    write(&line(sources)?)
}

/// A hash over the build command, the compiler and every source file with its path.
pub fn fingerprint(build: &[&str]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    build.hash(&mut hasher);
    answer(command("rustc").arg("-vV")).hash(&mut hasher);

    let root = workspace::root();
    for source in SOURCES {
        hash_tree(&root.join(source), &mut hasher)?;
    }
    Ok(hasher.finish())
}

fn hash_tree(path: &Path, hasher: &mut DefaultHasher) -> Result {
    let unreadable = |error| Failure::new(format!("cannot read {}: {error}", path.display()));
    if path.is_dir() {
        let entries = fs::read_dir(path).map_err(unreadable)?;
        let mut inside = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<std::io::Result<Vec<_>>>()
            .map_err(unreadable)?;
        // The file system lists in any order; the hash needs one.
        inside.sort();
        return inside.iter().try_for_each(|entry| hash_tree(entry, hasher));
    }
    if path.is_file() {
        workspace::shown(path).hash(hasher);
        fs::read(path).map_err(unreadable)?.hash(hasher);
    }
    Ok(())
}

fn line(sources: u64) -> Result<String> {
    let binary = workspace::binary();
    let unreadable = |error| Failure::new(format!("cannot read {}: {error}", binary.display()));
    let metadata = fs::metadata(&binary).map_err(unreadable)?;
    let modified = metadata.modified().map_err(unreadable)?;
    let modified = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(format!("{sources:016x} {} {}\n", metadata.len(), modified.as_nanos()))
}

fn write(content: &str) -> Result {
    let path = path();
    let directory = path.parent().expect("the stamp lies in a directory");
    fs::create_dir_all(directory)
        .and_then(|()| fs::write(&path, content))
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))
}

fn path() -> PathBuf {
    workspace::target().join("release/.latchkey-built")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    fn hash_of(path: &Path) -> u64 {
        let mut hasher = DefaultHasher::new();
        hash_tree(path, &mut hasher).unwrap();
        hasher.finish()
    }

    #[test]
    fn a_changed_file_changes_the_hash_and_a_touched_one_does_not() {
        let tree = Scratch::create("stamp-test").unwrap();
        let file = tree.path().join("style.css");
        fs::write(&file, "a {}").unwrap();
        let before = hash_of(tree.path());

        fs::write(&file, "a {}").unwrap();
        assert_eq!(hash_of(tree.path()), before);

        fs::write(&file, "b {}").unwrap();
        assert_ne!(hash_of(tree.path()), before);
    }

    #[test]
    fn a_renamed_file_changes_the_hash() {
        let tree = Scratch::create("stamp-rename-test").unwrap();
        fs::write(tree.path().join("one"), "").unwrap();
        let before = hash_of(tree.path());

        fs::rename(tree.path().join("one"), tree.path().join("two")).unwrap();
        assert_ne!(hash_of(tree.path()), before);
    }
}
