//! Finds dependencies that nothing names, as a step of `cargo xtask check`.
//!
//! cargo-machete does the same and takes two minutes to compile on a clean machine; this looks at the same text with
//! what is there. A dependency is used where code says `name::` or `use name`; one that is there only for what it gives
//! others says so in a comment above it, in the words of [`EXCUSE`].

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::command::{answer, command};
use crate::failure::Failure;
use crate::{Result, workspace};

const EXCUSE: &str = "nothing here names it";

pub fn unused_dependencies() -> Result {
    let metadata = answer(command("cargo").args(["metadata", "--no-deps", "--format-version=1"]))
        .ok_or_else(|| Failure::new("`cargo metadata` failed"))?;
    let metadata: Value = serde_json::from_str(&metadata)
        .map_err(|error| Failure::new(format!("`cargo metadata` cannot be read: {error}")))?;
    let of_workspace = workspace::read(&workspace::root().join("Cargo.toml"))?;

    let mut taken = BTreeSet::new();
    let mut unused = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
        let own = workspace::read(manifest)?;
        let folder = manifest.parent().unwrap_or(manifest);
        let (program, everything) = (code_below(&folder.join("src"))?, code_below(folder)?);
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let name = dependency["rename"].as_str().or(dependency["name"].as_str());
            let name = name.unwrap_or_default();
            // What only tests name belongs to `[dev-dependencies]`.
            let code = if dependency["kind"] == "dev" {
                &everything
            } else {
                &program
            };
            if !names(code, name) && !is_excused(&own, name) && !is_excused(&of_workspace, name) {
                unused.push(format!("`{name}` in {}", workspace::shown(manifest)));
            }
            taken.insert(name.to_owned());
        }
    }
    let untaken = shared(&of_workspace).filter(|name| !taken.contains(*name));
    unused.extend(untaken.map(|name| format!("`{name}` in Cargo.toml, which no package takes")));

    if unused.is_empty() {
        return Ok(());
    }
    let message = format!("nothing names {}", unused.join(", nor "));
    Err(Failure::new(message).hint(format!(
        "remove it, or say in a comment above it for what it is there although \"{EXCUSE}\""
    )))
}

/// The lines of all Rust files that are no comments.
fn code_below(folder: &Path) -> Result<String> {
    let mut code = String::new();
    for file in workspace::files_below(folder, "rs")? {
        let text = workspace::read(&file)?;
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            code.push_str(line);
            code.push('\n');
        }
    }
    Ok(code)
}

/// Whether the code names this crate. `crate::time::` is a module of ours, not the crate `time`.
fn names(code: &str, dependency: &str) -> bool {
    let name = dependency.replace('-', "_");
    code.match_indices(&name).any(|(start, _)| {
        let (before, after) = (&code[..start], &code[start + name.len()..]);
        let is_inside = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
        let is_used = before.ends_with("use ") || before.ends_with("extern crate ");
        !before.ends_with(is_inside) && (after.starts_with("::") || is_used && !after.starts_with(is_inside))
    })
}

fn is_excused(manifest: &str, dependency: &str) -> bool {
    let lines: Vec<&str> = manifest.lines().collect();
    let declared = lines.iter().position(|line| declares(line) == Some(dependency));
    let above = lines[..declared.unwrap_or(0)].iter().rev();
    above
        .take_while(|line| line.starts_with('#'))
        .any(|line| line.contains(EXCUSE))
}

/// The names in `[workspace.dependencies]`.
fn shared(manifest: &str) -> impl Iterator<Item = &str> {
    let section = manifest
        .split("\n[")
        .find_map(|section| section.strip_prefix("workspace.dependencies]"));
    section.unwrap_or_default().lines().filter_map(declares)
}

/// The dependency that a line of a manifest is about: `name = …` or `name.workspace = true`.
fn declares(line: &str) -> Option<&str> {
    let (name, _) = line.split_once([' ', '.'])?;
    (line.contains('=') && !name.is_empty() && !name.starts_with('#')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[workspace]\n\n[workspace.dependencies]\n# Quicker than its other halves;\n# nothing here names it.\n\
        flate2 = { version = \"1\" }\ntime = \"0.3\"\n\n[profile.dev]\ndebug = true\n";

    #[test]
    fn a_crate_is_named_by_a_path_or_a_use() {
        assert!(names("let at = time::now();", "time"));
        assert!(names("use data_encoding;\n", "data-encoding"));
        assert!(!names("use crate::time::now;", "time"));
        assert!(!names("let uptime = uptime::now(); let time = 1;", "time"));
        assert!(!names("use timeline;", "time"));
    }

    #[test]
    fn only_the_comment_right_above_excuses() {
        assert!(is_excused(MANIFEST, "flate2"));
        assert!(!is_excused(MANIFEST, "time"));
        assert!(!is_excused(MANIFEST, "absent"));
    }

    #[test]
    fn shared_dependencies_are_those_of_their_section() {
        assert_eq!(shared(MANIFEST).collect::<Vec<_>>(), ["flate2", "time"]);
    }
}
