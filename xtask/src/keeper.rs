//! Cleans up after us however we end: finished, interrupted or killed.
//!
//! A destructor does not run when a process is killed, and what it had started would stay. So a small shell keeps
//! watch: it waits for the end of its input, which the kernel brings about when we are gone, then stops and removes.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Result;
use crate::command::could_not_start;

const KEEPER: &str = r#"cat; "$@"; rm -rf -- "$DIRECTORY""#;

/// Dropping it runs the command, removes the directory, and returns when both are done.
pub struct Keeper(Child);

impl Keeper {
    pub fn new(stop: &Command, directory: &Path) -> Result<Self> {
        let mut keeper = Command::new("sh");
        keeper
            .args(["-c", KEEPER, "keeper"])
            .arg(stop.get_program())
            .args(stop.get_args())
            .env("DIRECTORY", directory)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl+C in the terminal goes to our process group. In it, the keeper would end before its work.
            .process_group(0);
        keeper
            .spawn()
            .map(Self)
            .map_err(|error| could_not_start(&keeper, &error))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // How it ended changes nothing: what it could not remove lies in the temporary directory.
        let _ = self.0.wait();
    }
}
