//! A directory that is gone when its owner is.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::Result;
use crate::command::{answer, command};
use crate::failure::Failure;

pub struct Scratch(PathBuf);

impl Scratch {
    pub fn create(purpose: &str) -> Result<Self> {
        let template = env::temp_dir().join(format!("latchkey-{purpose}-XXXXXX"));
        // `mktemp` finds a name that is free even where a killed run has left its directory.
        answer(command("mktemp").arg("-d").arg(&template))
            .map(|path| Self(PathBuf::from(path)))
            .ok_or_else(|| Failure::new(format!("cannot create {}", template.display())))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A leftover in the temporary directory is not worth failing over.
        let _ = fs::remove_dir_all(&self.0);
    }
}
