//! The files of `public` as a release serves them: scripts without comments, which are a third of what a page loads of
//! them. Types are checked on the originals (`cargo xtask check`).

use std::fs;
use std::path::PathBuf;

use crate::command::{command, run_silently};
use crate::failure::Failure;
use crate::{Result, workspace};

/// Makes the folder anew, and tells where it is.
pub fn make() -> Result<PathBuf> {
    let (public, lean) = (workspace::root().join("public"), workspace::target().join("assets"));
    if lean.exists() {
        fs::remove_dir_all(&lean)
            .map_err(|error| Failure::new(format!("cannot remove {}: {error}", lean.display())))?;
    }
    run_silently(command("cp").arg("-R").arg(&public).arg(&lean))?;
    run_silently(
        command(workspace::node_tool("tsc"))
            .args([
                "--allowJs",
                "--noCheck",
                "--removeComments",
                "--target",
                "esnext",
                "--module",
                "esnext",
            ])
            .args([
                "--rootDir".as_ref(),
                public.as_os_str(),
                "--outDir".as_ref(),
                lean.as_os_str(),
            ])
            .args(workspace::files_below(&public, "js")?),
    )?;
    Ok(lean)
}
