//! The files of `public` as a release serves them: scripts without comments, which are a third of what a page loads of
//! them. Types are checked on the originals (`cargo xtask check`).

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{command, run};
use crate::failure::Failure;
use crate::{Result, workspace};

/// Makes the folder anew, and tells where it is.
pub fn make() -> Result<PathBuf> {
    let (public, lean) = (workspace::root().join("public"), workspace::target().join("assets"));
    if lean.exists() {
        fs::remove_dir_all(&lean)
            .map_err(|error| Failure::new(format!("cannot remove {}: {error}", lean.display())))?;
    }
    let scripts = copy(&public, &lean)?;
    run(command(workspace::node_tool("tsc"))
        .args(["--allowJs", "--noCheck", "--removeComments", "--outDir"])
        .arg(&lean)
        .args(["--target", "esnext", "--module", "esnext"])
        .args(scripts))?;
    Ok(lean)
}

/// Copies a folder with all below it, but for scripts, and lists those.
fn copy(from: &Path, to: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error| Failure::new(format!("cannot copy {}: {error}", from.display()));
    fs::create_dir_all(to).map_err(failed)?;
    let mut scripts = Vec::new();
    for entry in fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let copied = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            scripts.extend(copy(&path, &copied)?);
        } else if path.extension().is_some_and(|extension| extension == "js") {
            scripts.push(path);
        } else {
            fs::copy(&path, &copied).map_err(failed)?;
        }
    }
    scripts.sort();
    Ok(scripts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_scripts_is_copied() {
        let root = std::env::temp_dir().join(format!("lean-assets-{}", std::process::id()));
        let (from, to) = (root.join("from"), root.join("to"));
        fs::create_dir_all(from.join("icons")).unwrap();
        for name in ["page.js", "page.css", "icons/pencil.svg"] {
            fs::write(from.join(name), name).unwrap();
        }
        assert_eq!(copy(&from, &to).unwrap(), [from.join("page.js")]);
        let is_copied = |name: &str| fs::read_to_string(to.join(name)).is_ok_and(|text| text == name);
        assert!(is_copied("page.css") && is_copied("icons/pencil.svg") && !to.join("page.js").exists());
        fs::remove_dir_all(root).unwrap();
    }
}
