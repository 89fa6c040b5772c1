//! `deploy/Dockerfile` builds the tools before it copies the sources. A package that is new in the workspace, or a file
//! that xtask takes from elsewhere, has to be copied there too, and where Docker is not at hand nobody would notice.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SETUP: &str = "cargo xtask setup";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The instructions up to the one that builds the tools, each on one line.
fn instructions() -> Vec<String> {
    let text = fs::read_to_string(root().join("deploy/Dockerfile")).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let text = lines.join("\n").replace("\\\n", "");
    let mut before: Vec<String> = text.lines().map(str::to_owned).collect();
    let setup = before.iter().position(|line| line.contains(SETUP)).unwrap();
    before.truncate(setup + 1);
    before
}

/// A folder with what the image holds when it builds the tools. Where Docker would run xtask, Cargo is only asked
/// whether it can read the workspace.
fn stage() -> PathBuf {
    let stage = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dockerfile");
    let _ = fs::remove_dir_all(&stage);
    fs::create_dir_all(&stage).unwrap();
    let lines = instructions();
    for copy in lines.iter().filter_map(|line| line.strip_prefix("COPY ")) {
        let words: Vec<&str> = copy.split_whitespace().collect();
        let (to, from) = words.split_last().unwrap();
        for source in from.iter().filter(|_| !from[0].starts_with("--from")) {
            let name = if to.ends_with('/') { *source } else { *to };
            let place = stage.join(name);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            run(Command::new("cp").arg("-R").arg(root().join(source)).arg(place));
        }
    }
    let setup = lines.last().unwrap().strip_prefix("RUN ").unwrap();
    let script = setup.replace(
        SETUP,
        "cargo metadata --no-deps --offline --format-version=1 >metadata.json",
    );
    run(Command::new("sh").args(["-c", &script]).current_dir(&stage));
    stage
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} says: {said}");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files.collect()
}

#[test]
fn the_stage_that_builds_the_tools_has_all_that_cargo_and_xtask_read() {
    let stage = stage();
    for file in rust_files(&stage.join("xtask/src")) {
        let text = fs::read_to_string(&file).unwrap();
        let elsewhere = text
            .lines()
            .filter_map(|line| line.strip_prefix("#[path = \"")?.strip_suffix("\"]"));
        for path in elsewhere {
            let (name, other) = (file.display(), file.parent().unwrap().join(path));
            assert!(
                other.is_file(),
                "{name} takes {path}, which deploy/Dockerfile does not copy"
            );
        }
    }
}
