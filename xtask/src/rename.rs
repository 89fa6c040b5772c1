//! `cargo xtask rename NAME`: makes the workspace another product, by its name alone.
//!
//! The name stands in titles, cookies, metrics, settings, units and the binary, always in one of three spellings, so it
//! is replaced as text wherever Git knows a file. What has to stay says so ([`KEEP`]) or is in [`KEPT`].

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{answer, command, run};
use crate::failure::Failure;
use crate::step::say;
use crate::{Result, workspace};

pub const PRESENT: &str = "latchkey";

/// What tells of the past or holds no name, and is left alone.
const KEPT: [&str; 4] = ["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md", "Cargo.lock"];

/// A line with these words keeps the name it has.
const KEEP: &str = "`cargo xtask rename` keeps this";

pub fn rename(name: &str, is_forced: bool) -> Result {
    check_name(name)?;
    if !is_forced {
        require_clean_checkout()?;
    }
    let files = text_files()?;
    if let Some(found) = find(name, &files) {
        return Err(Failure::new(format!("`{name}` is a part of what {found} says already"))
            .hint("take a name that stands nowhere yet, or what is renamed could not be told from what is there"));
    }

    let (from, to) = (spellings(PRESENT), spellings(name));
    let mut changed = 0;
    let mut moved = Vec::new();
    for (path, text) in &files {
        let new_text = replaced(text, &from, &to);
        if new_text != *text {
            changed += 1;
            write(path, &new_text)?;
        }
        let new_path = PathBuf::from(replaced(&path.to_string_lossy(), &from, &to));
        if new_path != *path {
            move_file(path, &new_path)?;
            moved.push(new_path.display().to_string());
        }
    }
    // Names of another length break lines elsewhere.
    run(command("cargo").args(["fmt", "--all"]))?;
    report(name, changed, &moved);
    Ok(())
}

/// What is a name for all it becomes: a binary, a cookie, a metric, a variable, a host, a role of PostgreSQL. A metric takes
/// no `-` and a host no `_`.
fn check_name(name: &str) -> Result {
    let begins_well = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    if begins_well && name.chars().all(is_plain) && (3..=30).contains(&name.len()) {
        return Ok(());
    }
    Err(Failure::new(format!("`{name}` cannot be a name")).hint(
        "3 to 30 small letters and digits, the first a letter: it is to be a binary, a cookie, a metric and a host",
    ))
}

fn require_clean_checkout() -> Result {
    match answer(command("git").args(["status", "--porcelain"])) {
        Some(changes) if changes.is_empty() => Ok(()),
        Some(_) => Err(Failure::new("there are changes that are not committed")
            .hint("commit them, so that the renaming can be looked at and taken back by itself; or `--force`")),
        None => Err(Failure::new("this is no checkout of Git").hint("`git init`, and commit everything first")),
    }
}

/// What Git keeps here and is UTF-8, by its path from the root. Pictures are not.
fn text_files() -> Result<Vec<(PathBuf, String)>> {
    let names = answer(command("git").args(["ls-files", "-z"]))
        .ok_or_else(|| Failure::new("Git cannot list the files of this folder"))?;
    let names = names
        .split('\0')
        .filter(|name| !name.is_empty() && !KEPT.contains(name));
    let text = |name: &str| Some((name.into(), fs::read_to_string(workspace::root().join(name)).ok()?));
    Ok(names.filter_map(text).collect())
}

/// The file in which the name stands already, and the number of the line.
fn find(name: &str, files: &[(PathBuf, String)]) -> Option<String> {
    files.iter().find_map(|(path, text)| {
        let line = text.lines().position(|line| line.to_lowercase().contains(name))?;
        Some(format!("{}:{}", path.display(), line + 1))
    })
}

/// `name`, `Name` and `NAME`.
fn spellings(name: &str) -> [String; 3] {
    let (first, rest) = name.split_at(1);
    [name.to_owned(), first.to_uppercase() + rest, name.to_uppercase()]
}

/// Whether the old name may stand in this line of a file.
pub fn is_kept(path: &str, line: &str) -> bool {
    KEPT.contains(&path) || line.contains(KEEP)
}

fn replaced(text: &str, from: &[String; 3], to: &[String; 3]) -> String {
    let line = |line: &str| match line.contains(KEEP) {
        true => line.to_owned(),
        false => from
            .iter()
            .zip(to)
            .fold(line.to_owned(), |line, (from, to)| line.replace(from, to)),
    };
    text.split_inclusive('\n').map(line).collect()
}

fn write(path: &Path, text: &str) -> Result {
    fs::write(workspace::root().join(path), text)
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))
}

fn move_file(from: &Path, to: &Path) -> Result {
    let (old, new) = (workspace::root().join(from), workspace::root().join(to));
    let folder = new.parent().unwrap_or(&new);
    fs::create_dir_all(folder)
        .and_then(|()| fs::rename(old, &new))
        .map_err(|error| Failure::new(format!("cannot move {} to {}: {error}", from.display(), to.display())))
}

fn report(name: &str, changed: usize, moved: &[String]) {
    say(&format!(
        "{PRESENT} is {name} now: {changed} files changed, {} moved",
        moved.len()
    ));
    for path in moved {
        println!("    {path}");
    }
    let kept = KEPT.join(", ");
    println!(
        "
Left as they are: {kept}, and pictures.
Cookies, keys and stored data go by the new name. Some of the keys that protect data are derived with it, so what the
program kept under its old name is not read any more: this is for a product that has no data yet.

Next:
  git diff --stat              # what has changed; `git checkout . && git clean -fd` takes it back
  cargo xtask check            # format, lints, documentation, dependencies, types
  cargo xtask test             # everything
  cargo xtask screenshots      # pictures of the pages, anew; public/icons and public/preview.png are yours to draw
The licence asks that its notice stays with what you build on; add your own line to it, and begin a changelog of your own."
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_zebra(text: &str) -> String {
        replaced(text, &spellings("quagga"), &spellings("zebra"))
    }

    #[test]
    fn each_spelling_becomes_its_own() {
        assert_eq!(
            to_zebra("quagga_session; Quagga's; $QUAGGA_URL\n"),
            "zebra_session; Zebra's; $ZEBRA_URL\n"
        );
    }

    #[test]
    fn a_line_that_says_so_keeps_its_name() {
        let text = format!("quagga\nb\"quagga\" // {KEEP}\r\nquagga");
        assert_eq!(to_zebra(&text), format!("zebra\nb\"quagga\" // {KEEP}\r\nzebra"));
    }

    #[test]
    fn a_name_is_good_for_a_metric_and_for_a_host() {
        assert!(check_name("zebra2").is_ok());
        for name in ["", "z", "Zebra", "zebra-crossing", "zebra_crossing", "2zebras", "zébra"] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_name_that_stands_somewhere_is_found_whatever_its_case() {
        let files = [(PathBuf::from("a.md"), "One.\nZEBRAS.\n".to_owned())];
        assert_eq!(find("zebra", &files).as_deref(), Some("a.md:2"));
        assert_eq!(find("quagga", &files), None);
    }
}
